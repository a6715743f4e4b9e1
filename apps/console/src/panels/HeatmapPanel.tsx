import { useElementSize } from '@mantine/hooks';
import type { HeatmapPanel as HeatmapDefinition, Language } from '@binnacle/views';
import { type PointerEvent, type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment, valueText } from '../format/value.ts';
import { useChartTheme } from './chart-theme.ts';
import { drawHeatmap, heatmapArea, type HeatmapArea } from './draw-heatmap.ts';
import { heatmapRows, largestCell, type HeatmapRow } from './heatmap-cells.ts';
import classes from './HeatmapPanel.module.css';
import { tooltipPlace } from './chart-tooltip.ts';
import tooltipClasses from './ChartTooltip.module.css';
import type { PanelData } from './panel-data.ts';

interface HeatmapPanelProps {
  readonly panel: HeatmapDefinition;
  readonly data: PanelData;
  readonly language: Language;
  readonly title: string;
}

interface Hover {
  readonly column: number;
  readonly row: HeatmapRow;
  /** The pointer in the window, and the heat map's edges. */
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/** Histogram buckets over time: the darker a cell, the more fell into it. */
export function HeatmapPanel({ panel, data, language, title }: HeatmapPanelProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const { ref: boxRef, width, height } = useElementSize();
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const theme = useChartTheme();
  const [hover, setHover] = useState<Hover>();
  const shown = panel.queries.find((query) => !query.auxiliary)?.ref ?? '';
  const rows = useMemo(() => heatmapRows(data, shown), [data, shown]);
  const labels = useMemo(
    () => rows.map(({ to }) => valueText(to, panel.bucketUnit, language)),
    [rows, panel.bucketUnit, language],
  );
  const area: HeatmapArea | undefined = useMemo(
    () => (width > 0 && height > 0 ? heatmapArea(width, height, labels) : undefined),
    [width, height, labels],
  );
  const { grid } = data;

  // Not with each move of the pointer, which renders the box beside it.
  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null || area === undefined) return;
    drawHeatmap(canvas, { rows, labels, largest: largestCell(rows), grid, area, theme });
  }, [rows, labels, grid, area, theme]);

  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (area === undefined || rows.length === 0) return;
    const { offsetX, offsetY } = event.nativeEvent;
    const { top, bottom } = event.currentTarget.getBoundingClientRect();
    const columns = rows[0]!.values.length;
    const column = Math.floor(((offsetX - area.left) / area.width) * columns);
    const row = rows[rows.length - 1 - Math.floor(((offsetY - area.top) / area.height) * rows.length)];
    const inside = column >= 0 && column < columns && row !== undefined;
    setHover(inside ? { column, row, x: event.clientX, top, bottom } : undefined);
  };

  if (rows.length === 0) return <p className={classes['none']}>{t('state.empty')}</p>;
  return (
    <div ref={boxRef} className={classes['box']}>
      <canvas
        ref={canvasRef}
        className={classes['canvas']}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setHover(undefined)}
      >
        {title}
      </canvas>
      {hover === undefined ? null : (
        <div
          ref={(box) => box?.showPopover()}
          popover="manual"
          className={tooltipClasses['tooltip']}
          style={tooltipPlace(hover)}
        >
          <div className={tooltipClasses['time']}>
            {formatMoment(data.grid.startMs + hover.column * data.grid.stepMs, language)}
          </div>
          {t('heatmap.between', {
            from: valueText(hover.row.from, panel.bucketUnit, language),
            to: valueText(hover.row.to, panel.bucketUnit, language),
          })}{' '}
          <strong>
            {valueText(hover.row.values[hover.column] ?? Number.NaN, panel.unit, language, panel.decimals)}
          </strong>
        </div>
      )}
    </div>
  );
}
