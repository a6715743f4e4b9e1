import type { Language, TimeSeriesPanel } from '@binnacle/views';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment, valueText } from '../format/value.ts';
import type { ChartData } from './chart-data.ts';
import { seriesColour, type ChartTheme } from './chart-theme.ts';
import classes from './ChartTooltip.module.css';
import { LineSample } from './LineSample.tsx';

export interface TooltipAt {
  /** Which point of the grid. */
  readonly index: number;
  /** Pixels from the left edge of the box. */
  readonly left: number;
}

interface ChartTooltipProps {
  readonly chart: ChartData;
  readonly panel: TimeSeriesPanel;
  readonly at: TooltipAt;
  readonly hidden: ReadonlySet<string>;
  readonly boxWidth: number;
  readonly language: Language;
  readonly theme: ChartTheme;
}

const MOST_ROWS = 12;

/** Time and values at the crosshair, largest first. */
export function ChartTooltip({ chart, panel, at, hidden, boxWidth, language, theme }: ChartTooltipProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const rows = chart.series
    .filter(({ id, values }) => !hidden.has(id) && !Number.isNaN(values[at.index] ?? Number.NaN))
    .map((series) => ({ series, value: series.values[at.index]! }))
    .sort((a, b) => b.value - a.value);
  const flipped = at.left > boxWidth / 2;
  const style = flipped ? { right: boxWidth - at.left + 12 } : { left: at.left + 12 };
  return (
    <div className={classes['tooltip']} style={style}>
      <div className={classes['time']}>{formatMoment(chart.startMs + at.index * chart.stepMs, language)}</div>
      {rows.length === 0 ? <div className={classes['none']}>{t('chart.nothingHere')}</div> : null}
      <table>
        <tbody>
          {rows.slice(0, MOST_ROWS).map(({ series, value }) => (
            <tr key={series.id}>
              <td>
                <LineSample colour={seriesColour(theme, series.colour)} draw={series.draw} />
              </td>
              <td className={classes['name']}>{series.name}</td>
              <td className={classes['value']}>{valueText(value, series.unit, language, panel.decimals)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS ? (
        <div className={classes['none']}>{t('chart.more', { count: rows.length - MOST_ROWS })}</div>
      ) : null}
    </div>
  );
}
