import type { QueryGrid } from '../time/step.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { HeatmapRow } from './heatmap-cells.ts';
import { timeLabels } from './time-axis.ts';

/** Where the cells are, in CSS pixels; axes are left of and below it. */
export interface HeatmapArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Heatmap {
  readonly rows: readonly HeatmapRow[];
  /** The upper bound of each row, as text. */
  readonly labels: readonly string[];
  readonly largest: number;
  readonly grid: QueryGrid;
  readonly area: HeatmapArea;
  readonly theme: ChartTheme;
}

const TICKS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((minutes) => minutes * 60_000);

export function heatmapArea(width: number, height: number, labels: readonly string[]): HeatmapArea {
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  const left = Math.ceil(longest * 6.4 + 14);
  return { left, top: 10, width: Math.max(1, width - left - 12), height: Math.max(1, height - 44) };
}

/** Draws the whole map, as sharp as the screen is. */
export function drawHeatmap(canvas: HTMLCanvasElement, { rows, labels, largest, grid, area, theme }: Heatmap): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.round((area.left + area.width + 12) * ratio);
  canvas.height = Math.round((area.top + area.height + 34) * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  context.font = theme.font;
  context.fillStyle = theme.text;
  const rowHeight = area.height / rows.length;
  const every = Math.max(1, Math.ceil(16 / rowHeight));
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const [r, label] of labels.entries()) {
    if (r % every === 0) context.fillText(label, area.left - 6, area.top + area.height - (r + 1) * rowHeight);
  }
  drawCells(context, rows, largest, area, theme);
  drawTimes(context, grid, area, theme);
}

function drawCells(
  context: CanvasRenderingContext2D,
  rows: readonly HeatmapRow[],
  largest: number,
  area: HeatmapArea,
  theme: ChartTheme,
): void {
  const rowHeight = area.height / rows.length;
  const columns = rows[0]?.values.length ?? 0;
  const columnWidth = area.width / columns;
  context.fillStyle = theme.series[0]!;
  for (const [r, { values }] of rows.entries()) {
    const y = area.top + area.height - (r + 1) * rowHeight;
    for (let c = 0; c < columns; c++) {
      const value = values[c]!;
      if (!(value > 0) || largest === 0) continue;
      // The root brings out rare slow ones, which a linear scale would hide.
      context.globalAlpha = 0.08 + 0.92 * Math.sqrt(value / largest);
      context.fillRect(area.left + c * columnWidth, y + 0.5, Math.ceil(columnWidth), Math.max(1, rowHeight - 1));
    }
  }
  context.globalAlpha = 1;
}

function drawTimes(context: CanvasRenderingContext2D, grid: QueryGrid, area: HeatmapArea, theme: ChartTheme): void {
  const length = Math.max(grid.stepMs, grid.endMs - grid.startMs);
  const increment = TICKS_MS.find((tick) => (tick / length) * area.width >= 64) ?? TICKS_MS[TICKS_MS.length - 1]!;
  // Ticks stand on round local times, whatever the zone.
  const zoneMs = new Date(grid.startMs).getTimezoneOffset() * 60_000;
  const splits: number[] = [];
  for (let at = Math.ceil((grid.startMs - zoneMs) / increment) * increment + zoneMs; at <= grid.endMs; at += increment)
    splits.push(at);
  context.fillStyle = theme.text;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const [i, label] of timeLabels(splits, increment).entries()) {
    const x = area.left + ((splits[i]! - grid.startMs) / length) * area.width;
    for (const [n, line] of label.split('\n').entries()) context.fillText(line, x, area.top + area.height + 8 + n * 12);
  }
}
