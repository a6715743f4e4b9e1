import type { Language, PiePanel as PieDefinition } from '@binnacle/views';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { panelColours, type ColourBook } from '../format/series-colours.ts';
import { valueText } from '../format/value.ts';
import { seriesColour, useChartTheme } from './chart-theme.ts';
import { shares } from './named-values.ts';
import type { PanelData } from './panel-data.ts';
import classes from './PiePanel.module.css';
import { slicePath } from './slice-path.ts';

interface PiePanelProps {
  readonly panel: PieDefinition;
  readonly data: PanelData;
  readonly language: Language;
  readonly book: ColourBook;
  readonly noValue: string;
}

/** Shares of a whole: slices, and a list that says what they are. The list is what is read out. */
export function PiePanel({ panel, data, language, book, noValue }: PiePanelProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const theme = useChartTheme();
  const { values, total, rest } = useMemo(() => shares(panel, data, language), [panel, data, language]);
  if (values.length === 0) return <p className={classes['none']}>{noValue}</p>;
  const colours = panelColours(
    book,
    values.map(({ name }) => name),
  );
  const parts = [
    ...values.map(({ name, value, text }, i) => ({ name, value, text, colour: seriesColour(theme, colours[i]!) })),
    ...(rest.count === 0
      ? []
      : [{ name: t('pie.rest', { count: rest.count }), value: rest.value, text: undefined, colour: theme.guide }]),
  ];
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  let from = 0;
  const slices = parts.map((part) => {
    const begin = from;
    from += part.value / total;
    return { ...part, path: slicePath(begin, from, panel.donut ? 0.6 : 0) };
  });
  return (
    <div className={classes['pie']}>
      <svg viewBox="-1.02 -1.02 2.04 2.04" className={classes['drawing']} aria-hidden="true">
        {slices.map(({ name, path, colour }) => (
          <path key={name} d={path} fill={colour} fillRule="evenodd" className={classes['slice']} />
        ))}
        {panel.donut ? (
          <text className={classes['total']} textAnchor="middle" dominantBaseline="central">
            {valueText(total, panel.unit, language, panel.decimals)}
          </text>
        ) : null}
      </svg>
      {/* What scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={classes['list']} tabIndex={0}>
        {parts.map(({ name, value, text, colour }) => (
          <li key={name}>
            <span className={classes['mark']} style={{ background: colour }} aria-hidden="true" />
            <span className={classes['name']} title={name}>
              {name}
            </span>
            <span className={classes['value']}>{text ?? valueText(value, panel.unit, language, panel.decimals)}</span>
            <span className={classes['share']}>{percent.format(value / total)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
