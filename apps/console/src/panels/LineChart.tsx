import { useElementSize } from '@mantine/hooks';
import type { Language, TimeSeriesPanel } from '@binnacle/views';
import { type KeyboardEvent, type ReactElement, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type uPlot from 'uplot';
import type { TimeSpan } from '../time/time-range.ts';
import type { ChartData } from './chart-data.ts';
import { drawTooltip, type TooltipAt } from './chart-tooltip.ts';
import { timesOf } from './chart-options.ts';
import { readingAt } from './chart-reading.ts';
import { useChartTheme } from './chart-theme.ts';
import classes from './LineChart.module.css';
import tooltipClasses from './ChartTooltip.module.css';
import { Plot } from './Plot.tsx';
import { plainColumn, stackedColumns } from './stacking.ts';

export interface ChartEvents {
  /** The reader drew a range with the pointer. */
  readonly onZoom: (span: TimeSpan) => void;
  /** The reader wants the range before. */
  readonly onZoomBack: () => void;
}

interface LineChartProps extends ChartEvents {
  readonly panel: TimeSeriesPanel;
  readonly chart: ChartData;
  readonly span: TimeSpan;
  readonly language: Language;
  /** Charts of one key share their crosshair. */
  readonly syncKey: string;
  /** Ids of series that are not drawn. */
  readonly hidden: ReadonlySet<string>;
  readonly label: string;
}

const ARROWS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

/** A time series chart with its crosshair. By keyboard it is a slider over time that reads out the values. */
export function LineChart({
  panel,
  chart,
  span,
  language,
  syncKey,
  hidden,
  label,
  onZoom,
  onZoomBack,
}: LineChartProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const { ref: boxRef, width, height } = useElementSize();
  const plotRef = useRef<uPlot>(undefined);
  const theme = useChartTheme();
  const tooltipRef = useRef<HTMLDivElement>(null);
  /** Where the crosshair is; it moves with the pointer, and no rendering may depend on that. */
  const atRef = useRef<TooltipAt>(undefined);
  /** What the keyboard has brought the crosshair to, for who hears it. */
  const [reading, setReading] = useState<number>();
  const shown = useMemo(() => chart.series.map(({ id }) => !hidden.has(id)), [chart, hidden]);
  const columns = useMemo(() => columnsOf(panel, chart, hidden), [panel, chart, hidden]);
  const key = useMemo(() => looksKey(panel, chart, theme.scheme, language), [panel, chart, theme.scheme, language]);
  const spoken = useMemo(
    () => readingAt(chart, Math.min(reading ?? chart.length - 1, chart.length - 1), hidden, language),
    [chart, reading, hidden, language],
  );
  const looks = { panel, series: chart.series, theme, language, syncKey };
  const last = chart.length - 1;
  const moveTo = (at: TooltipAt | undefined): void => {
    // Charts that only follow another one's crosshair say with each frame that nothing is shown here.
    if (tooltipRef.current === null || (at === undefined && atRef.current === undefined)) return;
    atRef.current = at;
    drawTooltip(tooltipRef.current, at, {
      chart,
      panel,
      hidden,
      language,
      theme,
      nothingHere: t('chart.nothingHere'),
      more: (count) => t('chart.more', { count }),
    });
  };
  // A refresh, or a series that is hidden, changes what stands at the crosshair while it stays where it is.
  const redraw = useEffectEvent(() => moveTo(atRef.current));
  useEffect(() => redraw());

  const onKeyDown = (event: KeyboardEvent): void => {
    const plot = plotRef.current;
    const step = ARROWS[event.key];
    if (plot === undefined) return;
    if (step !== undefined) {
      const from = atRef.current?.index;
      const index = Math.max(0, Math.min(last, from === undefined ? last : from + step));
      const left = plot.valToPos(chart.startMs + index * chart.stepMs, 'x');
      plot.setCursor({ left, top: 10 });
      moveTo({ index, x: plot.rect.left + left, top: plot.rect.top, bottom: plot.rect.bottom });
      setReading(index);
    } else if (event.key === 'Escape' && atRef.current !== undefined) leave();
    else if (event.key === 'Backspace') onZoomBack();
    else return;
    event.preventDefault();
  };
  const leave = (): void => {
    if (atRef.current !== undefined) plotRef.current?.setCursor({ left: -10, top: -10 });
    moveTo(undefined);
    setReading(undefined);
  };

  return (
    <div ref={boxRef} className={classes['box']}>
      <div
        className={classes['plot']}
        // The plot itself is what slides: an input cannot hold it.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="slider"
        aria-label={`${label}. ${t('chart.keys')}`}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={Math.min(reading ?? last, last)}
        aria-valuetext={spoken}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={leave}
        onDoubleClick={onZoomBack}
      >
        {width > 0 && height > 0 ? (
          <Plot
            key={key}
            looks={looks}
            columns={columns}
            shown={shown}
            span={span}
            width={width}
            height={height}
            onHover={moveTo}
            onZoom={onZoom}
            plotRef={plotRef}
          />
        ) : null}
      </div>
      <div ref={tooltipRef} popover="manual" className={tooltipClasses['tooltip']} />
    </div>
  );
}

function columnsOf(panel: TimeSeriesPanel, chart: ChartData, hidden: ReadonlySet<string>): uPlot.AlignedData {
  const indexes = new Set(chart.series.flatMap(({ id }, i) => (hidden.has(id) ? [i] : [])));
  const drawn =
    panel.stack === 'none'
      ? chart.series.map(({ values }) => plainColumn(values))
      : // What was before is a stack of its own, not on top of what is now.
        [false, true].flatMap((earlier) => {
          const first = chart.series.findIndex((one) => one.earlier === earlier);
          const own = new Set([...indexes].map((i) => i - first));
          return stackedColumns(
            chart.series.filter((one) => one.earlier === earlier),
            panel.stack === 'percent' ? 'percent' : 'value',
            own,
          );
        });
  return [timesOf(chart), ...drawn] as uPlot.AlignedData;
}

/** Whatever needs a new plot; values do not. */
function looksKey(panel: TimeSeriesPanel, chart: ChartData, scheme: string, language: Language): string {
  const series = chart.series.map(({ id, name, unit, draw, colour, earlier, layer }) => [
    id,
    name,
    unit,
    draw,
    colour,
    earlier,
    layer,
  ]);
  return JSON.stringify([
    scheme,
    language,
    series,
    panel.axis,
    panel.stack,
    panel.stepped,
    panel.thresholds,
    panel.decimals,
  ]);
}
