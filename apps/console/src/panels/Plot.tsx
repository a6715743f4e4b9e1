import { type RefObject, type ReactElement, useEffect, useEffectEvent, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { TimeSpan } from '../time/time-range.ts';
import { chartOptions, type ChartLooks } from './chart-options.ts';
import type { TooltipAt } from './chart-tooltip.ts';

interface PlotProps {
  /** Read once: whoever uses this gives it a `key` made of the looks. */
  readonly looks: ChartLooks;
  readonly columns: uPlot.AlignedData;
  /** Which series are drawn, in their order. */
  readonly shown: readonly boolean[];
  readonly span: TimeSpan;
  readonly width: number;
  readonly height: number;
  /** Where the pointer stands; undefined when it has left. */
  readonly onHover: (at: TooltipAt | undefined) => void;
  readonly onZoom: (span: TimeSpan) => void;
  readonly plotRef: RefObject<uPlot | undefined>;
}

/** A uPlot that lives as long as its looks; new values, sizes and spans are put into it. */
export function Plot({
  looks,
  columns,
  shown,
  span,
  width,
  height,
  onHover,
  onZoom,
  plotRef,
}: PlotProps): ReactElement {
  const hostRef = useRef<HTMLDivElement>(null);
  const spanRef = useRef(span);
  const inSightRef = useRef(true);
  const onSelect = useEffectEvent((plot: uPlot): void => {
    const { left, width: selected } = plot.select;
    if (selected < 5) return;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    onZoom({ fromMs: Math.round(plot.posToVal(left, 'x')), toMs: Math.round(plot.posToVal(left + selected, 'x')) });
  });
  const onCursor = useEffectEvent(({ cursor: { idx, left, event }, rect }: uPlot): void => {
    // A chart that only follows another one's crosshair has no event, and shows no tooltip.
    const here = event instanceof MouseEvent && typeof idx === 'number' && left !== undefined && left >= 0;
    onHover(here ? { index: idx, x: rect.left + left, top: rect.top, bottom: rect.bottom } : undefined);
  });
  const make = useEffectEvent((host: HTMLElement): uPlot => {
    const hooks: uPlot.Hooks.Arrays = { setSelect: [(plot) => onSelect(plot)], setCursor: [(plot) => onCursor(plot)] };
    return new uPlot(
      chartOptions(
        looks,
        { width, height },
        () => spanRef.current,
        () => inSightRef.current,
        hooks,
      ),
      columns,
      host,
    );
  });

  useEffect(() => {
    if (hostRef.current === null) return undefined;
    const plot = make(hostRef.current);
    plotRef.current = plot;
    const observer = new IntersectionObserver(([entry]) => {
      inSightRef.current = entry?.isIntersecting ?? true;
    });
    observer.observe(hostRef.current);
    return () => {
      observer.disconnect();
      plot.destroy();
      plotRef.current = undefined;
    };
  }, [plotRef]);

  useEffect(() => plotRef.current?.setSize({ width, height }), [plotRef, width, height]);

  useEffect(() => {
    const plot = plotRef.current;
    if (plot === undefined) return;
    spanRef.current = span;
    for (const [i, show] of shown.entries()) {
      if (plot.series[i + 1] !== undefined && plot.series[i + 1]!.show !== show) plot.setSeries(i + 1, { show }, false);
    }
    plot.setData(columns);
  }, [plotRef, columns, shown, span]);

  return <div ref={hostRef} />;
}
