import type { Language, TimeSeriesPanel } from '@binnacle/views';
import { type MouseEvent, type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { valueText } from '../format/value.ts';
import type { ChartData, ChartSeries } from './chart-data.ts';
import classes from './ChartLegend.module.css';
import { seriesColour, useChartTheme } from './chart-theme.ts';
import { ranking } from './largest-series.ts';
import { LineSample } from './LineSample.tsx';
import { summaryOf } from './summary.ts';

interface ChartLegendProps {
  readonly panel: TimeSeriesPanel;
  readonly chart: ChartData;
  readonly language: Language;
  readonly hidden: ReadonlySet<string>;
  readonly onHide: (hidden: ReadonlySet<string>) => void;
}

/** Names and figures of the series. A click shows one alone, with Shift, Ctrl or Cmd it hides or shows one. */
export function ChartLegend({ panel, chart, language, hidden, onHide }: ChartLegendProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const theme = useChartTheme();
  const { columns, place } = panel.legend;
  const hint = t('chart.legendHint');
  const summaries = useMemo(() => new Map(chart.series.map((one) => [one, summaryOf(one.values)])), [chart]);
  const ordered = useMemo(() => inLegendOrder(chart.series), [chart]);
  const [isUsed, setUsed] = useState(false);
  const listed = isUsed ? ordered : ordered.slice(0, MOST_UNUSED);
  const rest = ordered.length - listed.length;
  const more =
    rest === 0 ? null : (
      <button type="button" className={classes['item']} onClick={() => setUsed(true)}>
        {t('chart.more', { count: rest })}
      </button>
    );
  const item = (series: ChartSeries): ReactElement => (
    // No component of a library: a page has some thousand of these.
    <button
      type="button"
      className={classes['item']}
      data-hidden={hidden.has(series.id) || undefined}
      aria-pressed={!hidden.has(series.id)}
      title={`${series.name}\n${hint}`}
      onClick={(event) => onHide(afterClick(event, chart, hidden, series.id))}
    >
      <LineSample colour={seriesColour(theme, series.colour)} draw={series.draw} />
      <span className={classes['name']}>{series.name}</span>
    </button>
  );
  const text = (series: ChartSeries, column: (typeof columns)[number]): string =>
    column === 'last' && hasEnded(series.values)
      ? '–'
      : valueText(
          summaries.get(series)![column],
          series.unit,
          language,
          column === 'mean' ? undefined : panel.decimals,
        );
  return (
    <div
      className={classes['legend']}
      data-place={place}
      onPointerEnter={() => setUsed(true)}
      onFocus={() => setUsed(true)}
    >
      {columns.length > 1 || place === 'right' ? (
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('chart.series')}</th>
              {columns.map((column) => (
                <th key={column} scope="col" className={classes['number']}>
                  {t(`reduce.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {listed.map((series) => (
              <tr key={series.id}>
                <td>{item(series)}</td>
                {columns.map((column) => (
                  <td key={column} className={classes['number']}>
                    {text(series, column)}
                  </td>
                ))}
              </tr>
            ))}
            {more === null ? null : (
              <tr>
                <td colSpan={columns.length + 1}>{more}</td>
              </tr>
            )}
          </tbody>
        </table>
      ) : (
        <ul className={classes['list']}>
          {listed.map((series) => (
            <li key={series.id}>
              {item(series)}
              {columns.map((column) => (
                <span key={column} className={classes['number']}>
                  {text(series, column)}
                </span>
              ))}
            </li>
          ))}
          {more === null ? null : <li>{more}</li>}
        </ul>
      )}
    </div>
  );
}

/**
 * A legend shows some lines, and scrolls for who comes near. Until then only so many names are there as those lines can have: a page of charts of
 * fifty series has hundreds of names that nobody sees, and laying them out takes longer than drawing the charts.
 */
const MOST_UNUSED = 20;

/** Of more than these the legend shows the first lines only, and what stands there should be what matters. */
const MOST_BY_NAME = 10;

/** Few by name, so that each has its place; of many the largest first. */
function inLegendOrder(series: readonly ChartSeries[]): readonly ChartSeries[] {
  return series.length <= MOST_BY_NAME ? series : ranking(series);
}

/** A line that has stopped has no newest value, only an old one: a dead member must not look alive in the legend. */
function hasEnded(values: Float64Array): boolean {
  return Number.isNaN(values.at(-1) ?? Number.NaN) && Number.isNaN(values.at(-2) ?? Number.NaN);
}

/** A plain click on the only one shown brings all back. */
function afterClick(event: MouseEvent, chart: ChartData, hidden: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const ids = chart.series.map((series) => series.id);
  if (event.shiftKey || event.ctrlKey || event.metaKey) {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    return next.size === ids.length ? new Set() : next;
  }
  const alone = ids.every((one) => hidden.has(one) === (one !== id));
  return alone ? new Set() : new Set(ids.filter((one) => one !== id));
}
