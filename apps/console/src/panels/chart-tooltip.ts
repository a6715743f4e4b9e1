import type { Language, TimeSeriesPanel } from '@binnacle/views';
import { formatMoment, valueText } from '../format/value.ts';
import type { ChartData, ChartSeries } from './chart-data.ts';
import { seriesColour, type ChartTheme } from './chart-theme.ts';
import classes from './ChartTooltip.module.css';
import { lineSample } from './line-sample.ts';

export interface TooltipAt {
  /** Which point of the grid. */
  readonly index: number;
  /** The crosshair, in pixels of the window. */
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

export interface TooltipContent {
  readonly chart: ChartData;
  readonly panel: TimeSeriesPanel;
  readonly hidden: ReadonlySet<string>;
  readonly language: Language;
  readonly theme: ChartTheme;
  /** Said where no series has a value. */
  readonly nothingHere: string;
  /** Said of so many series that are not listed. */
  readonly more: (count: number) => string;
}

const MOST_ROWS = 12;
/** Between the crosshair and the box, and between the box and the edge of the window. */
const GAP_PX = 12;

/**
 * Time and values at the crosshair, largest first, written into `box`, which is a popover: nothing of the page covers it or cuts it off. By
 * hand and not by React, and into the rows that are there: it follows the pointer with each frame, and making it anew
 * takes longer than a frame has.
 */
export function drawTooltip(box: HTMLElement, at: TooltipAt | undefined, content: TooltipContent): void {
  const isOpen = box.matches(':popover-open');
  if (at === undefined) {
    if (isOpen) box.hidePopover();
    return;
  }
  write(partsOf(box), at.index, content);
  Object.assign(box.style, tooltipPlace(at));
  if (!isOpen) box.showPopover();
}

/** On the side of the crosshair where more of the window is, and up or down from the chart's edge likewise. */
export function tooltipPlace({ x, top, bottom }: Omit<TooltipAt, 'index'>): Readonly<Record<Side, string>> {
  const [isLeft, isAbove] = [x > innerWidth / 2, (top + bottom) / 2 > innerHeight / 2];
  return {
    left: isLeft ? 'auto' : `${x + GAP_PX}px`,
    right: isLeft ? `${innerWidth - x + GAP_PX}px` : 'auto',
    top: isAbove ? 'auto' : `${Math.max(GAP_PX, top)}px`,
    bottom: isAbove ? `${Math.max(GAP_PX, innerHeight - bottom)}px` : 'auto',
  };
}
type Side = 'left' | 'right' | 'top' | 'bottom';

interface Parts {
  readonly time: Text;
  readonly body: HTMLTableSectionElement;
  readonly note: HTMLElement;
}

const known = new WeakMap<HTMLElement, Parts>();

function partsOf(box: HTMLElement): Parts {
  const found = known.get(box);
  if (found !== undefined) return found;
  const time = element('div', 'time');
  const table = document.createElement('table');
  const note = element('div', 'none');
  box.replaceChildren(time, table, note);
  const parts: Parts = { time: time.appendChild(new Text()), body: table.createTBody(), note };
  known.set(box, parts);
  return parts;
}

function write({ time, body, note }: Parts, index: number, content: TooltipContent): void {
  const { chart, hidden, language, nothingHere, more } = content;
  const rows = chart.series
    .filter(({ id, values }) => !hidden.has(id) && !Number.isNaN(values[index] ?? Number.NaN))
    .map((series) => ({ series, value: series.values[index]! }))
    .sort((a, b) => b.value - a.value);
  const listed = rows.slice(0, MOST_ROWS);
  time.data = formatMoment(chart.startMs + index * chart.stepMs, language);
  for (const [i, { series, value }] of listed.entries()) {
    writeRow(body.rows[i] ?? body.appendChild(emptyRow()), series, value, content);
  }
  for (const row of [...body.rows].slice(listed.length)) row.hidden = true;
  const left = rows.length - listed.length;
  note.textContent = rows.length === 0 ? nothingHere : left > 0 ? more(left) : '';
}

function writeRow(
  row: HTMLTableRowElement,
  series: ChartSeries,
  value: number,
  { panel, language, theme }: TooltipContent,
): void {
  const [sample, name, number] = [row.cells[0]!, row.cells[1]!, row.cells[2]!];
  const colour = seriesColour(theme, series.colour);
  const look = `${series.draw} ${colour}`;
  if (row.dataset['look'] !== look) {
    row.dataset['look'] = look;
    sample.replaceChildren(lineSample(colour, series.draw));
  }
  (name.firstChild as Text).data = series.name;
  (number.firstChild as Text).data = valueText(value, series.unit, language, panel.decimals);
  row.hidden = false;
}

function emptyRow(): HTMLTableRowElement {
  const row = document.createElement('tr');
  const [name, value] = [element('td', 'name'), element('td', 'value')];
  name.append(new Text());
  value.append(new Text());
  row.append(document.createElement('td'), name, value);
  return row;
}

function element(tag: 'div' | 'td', className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = classes[className] ?? '';
  return made;
}
