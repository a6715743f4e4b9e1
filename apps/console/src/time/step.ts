import type { TimeSpan } from './time-range.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps people can read on an axis. */
const LADDER = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
].map((s) => s * SECOND);

/** Points a chart gets at most, however wide: the server refuses 11 000, and nobody sees more than this. */
const MOST_POINTS = 720;
/** Two pixels for a point: less and lines become noise. */
const PIXELS_PER_POINT = 2;

/** Times of a range query, aligned to multiples of the step, so that a refresh does not make the lines flicker. */
export interface QueryGrid {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/**
 * The step for a span drawn on `widthPx`, never finer than a quarter of the scrape interval: there is nothing to see
 * between scrapes.
 */
export function stepFor(spanMs: number, widthPx: number, scrapeMs: number): number {
  const points = Math.max(30, Math.min(MOST_POINTS, Math.floor(widthPx / PIXELS_PER_POINT)));
  const finest = Math.max(SECOND, scrapeMs / 4);
  const wanted = Math.max(spanMs / points, finest);
  return LADDER.find((step) => step >= wanted) ?? Math.ceil(wanted / DAY) * DAY;
}

/**
 * The grid of a span. It ends with the last step within the span: windows of a step after now would reach to where no samples can be yet, and
 * each rate would seem to fall at the right edge of its chart, and be too low as the newest value of its legend.
 */
export function queryGrid(span: TimeSpan, stepMs: number): QueryGrid {
  const startMs = Math.floor(span.fromMs / stepMs) * stepMs;
  return { startMs, endMs: Math.max(startMs, Math.floor(span.toMs / stepMs) * stepMs), stepMs };
}
