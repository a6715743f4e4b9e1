import type { Page } from 'playwright-core';

/** Frames of the page while the pointer moved over a chart. */
export interface Hovering {
  readonly fps: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Frames that the screen showed a second time. */
  readonly dropped: number;
  readonly frames: number;
  readonly longTasks: number;
  /** Charts in sight whose crosshair followed. */
  readonly charts: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const FRAME_MS = 1000 / 60;

/** Moves the pointer to and fro over the first chart in the middle of the page for so many moves, one for each frame or so. */
export async function hoverOverCharts(page: Page, moves: number): Promise<Hovering> {
  const [box] = await page.evaluate<readonly Box[]>(PLOTS_IN_SIGHT);
  if (box === undefined) throw new Error('no chart in sight to hover over');
  const at = (move: number): readonly [number, number] => {
    // Up and down the chart's width, some pixels for each frame, as a hand does it.
    const way = box.width - 80;
    const along = (move * 4) % (2 * way);
    return [box.x + 60 + (along < way ? along : 2 * way - along), box.y + box.height / 2];
  };
  await page.mouse.move(...at(0));
  await page.evaluate('binnacleProbe.countFrames()');
  for (let move = 1; move <= moves; move++) await page.mouse.move(...at(move));
  const { intervals, longTasks } = await page.evaluate<{ intervals: number[]; longTasks: number }>(
    'binnacleProbe.stopFrames()',
  );
  // The last move may have ended at the axis, where there is no crosshair.
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const charts = await page.evaluate<number>(CROSSHAIRS);
  const sorted = [...intervals].sort((a, b) => a - b);
  const quantile = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
  const total = intervals.reduce((sum, it) => sum + it, 0);
  return {
    fps: (intervals.length * 1000) / total,
    medianMs: quantile(0.5),
    p95Ms: quantile(0.95),
    dropped: intervals.reduce((sum, it) => sum + Math.max(0, Math.round(it / FRAME_MS) - 1), 0),
    frames: intervals.length,
    longTasks,
    charts,
  };
}

// Without the types of the DOM, which Node.js has not: the page gets text.
const PLOTS_IN_SIGHT = `[...document.querySelectorAll('article [role=slider]')].map((it) => it.getBoundingClientRect())
  .filter(({ top, bottom, width }) => top > 0 && bottom < innerHeight && width > 200)
  .map(({ x, y, width, height }) => ({ x, y, width, height }))`;

const CROSSHAIRS = `[...document.querySelectorAll('canvas[data-crosshair]:not([hidden])')].filter((it) => {
  const { top, bottom } = it.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}).length`;
