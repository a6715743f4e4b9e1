import { type Language, type StateTimelinePanel as TimelineDefinition, durationText } from '@binnacle/views';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { panelColours, type ColourBook } from '../format/series-colours.ts';
import { formatMoment } from '../format/value.ts';
import { seriesColour, useChartTheme } from './chart-theme.ts';
import type { PanelData } from './panel-data.ts';
import { stateRows, type StateRun } from './state-runs.ts';
import classes from './StateTimelinePanel.module.css';

interface StateTimelinePanelProps {
  readonly panel: TimelineDefinition;
  readonly data: PanelData;
  readonly language: Language;
  readonly book: ColourBook;
}

/** A row for each series: what it was, and when. Each stretch says so on hover and to screen readers. */
export function StateTimelinePanel({ panel, data, language, book }: StateTimelinePanelProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const theme = useChartTheme();
  const { rows, states, leftOut } = useMemo(() => stateRows(panel, data, language), [panel, data, language]);
  const { startMs, endMs, stepMs } = data.grid;
  const steps = Math.round((endMs - startMs) / stepMs) + 1;
  const indexes = panelColours(
    book,
    states.map(({ state }) => state),
  );
  const colours = new Map(
    states.map(({ state, severity }, i) => [
      state,
      severity === 'unknown' ? seriesColour(theme, indexes[i]!) : theme[severity],
    ]),
  );
  const says = ({ state, from, to }: StateRun): string =>
    t('states.stretch', {
      state,
      from: formatMoment(startMs + from * stepMs, language),
      duration: durationText((to - from + 1) * stepMs),
    });
  return (
    <div className={classes['box']}>
      {/* What scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={classes['rows']} tabIndex={0}>
        {rows.map(({ name, runs }) => (
          <li key={name}>
            <span className={classes['name']} title={name}>
              {name}
            </span>
            <ul className={classes['track']}>
              {runs.map((run) => (
                <li
                  key={run.from}
                  title={says(run)}
                  style={{
                    left: `${(run.from / steps) * 100}%`,
                    width: `${((run.to - run.from + 1) / steps) * 100}%`,
                    background: colours.get(run.state),
                  }}
                >
                  <span className={classes['unseen']}>{says(run)}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <div className={classes['axis']} aria-hidden="true">
        {[startMs, (startMs + endMs) / 2, endMs].map((ms) => (
          <span key={ms}>{formatMoment(ms, language)}</span>
        ))}
      </div>
      <ul className={classes['legend']}>
        {states.map(({ state }) => (
          <li key={state}>
            <span className={classes['mark']} style={{ background: colours.get(state) }} aria-hidden="true" />
            {state}
          </li>
        ))}
        {leftOut === 0 ? null : <li>{t('table.leftOut', { count: leftOut })}</li>}
      </ul>
    </div>
  );
}
