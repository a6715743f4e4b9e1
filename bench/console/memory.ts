import type { CDPSession, Page } from 'playwright-core';
import { median } from '../measure.ts';

/** The page after so many refreshes, when everything that can be collected has been. */
export interface Footprint {
  readonly refreshes: number;
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

export interface Growth {
  readonly footprints: readonly Footprint[];
  readonly heapBytesAnHour: number;
  readonly nodesAnHour: number;
  readonly listenersAnHour: number;
}

export interface RefreshOptions {
  readonly refreshes: number;
  readonly everyMs: number;
  /** Refreshes between two looks at the heap. */
  readonly lookEvery: number;
}

/**
 * Lets a dashboard, whose page has a clock moved by hand, refresh itself for an hour of its time, and looks at what it
 * holds. Slopes are medians of those between any two looks but the first ones, when caches still fill: one look at a bad moment
 * changes nothing.
 */
export async function refreshForAnHour(page: Page, { refreshes, everyMs, lookEvery }: RefreshOptions): Promise<Growth> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const footprints: Footprint[] = [];
  for (let refresh = 1; refresh <= refreshes; refresh++) {
    await page.clock.runFor(everyMs);
    await page.evaluate('binnacleProbe.answered()');
    if (refresh % lookEvery !== 0) continue;
    // Lists and what is collected are asked for beside the panels: what is under way would count as held.
    await page.waitForLoadState('networkidle');
    footprints.push({ refreshes: refresh, ...(await look(devtools)) });
  }
  const warm = footprints.slice(Math.floor(footprints.length / 4));
  const anHour = 3_600_000 / everyMs;
  const slope = (figure: (it: Footprint) => number): number => medianSlope(warm, figure) * anHour;
  return {
    footprints,
    heapBytesAnHour: slope((it) => it.heapBytes),
    nodesAnHour: slope((it) => it.nodes),
    listenersAnHour: slope((it) => it.listeners),
  };
}

async function look(devtools: CDPSession): Promise<Omit<Footprint, 'refreshes'>> {
  // Twice: what a finaliser lets go is collected by the next round.
  for (let round = 0; round < 2; round++) await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((it) => it.name === name)?.value ?? Number.NaN;
  return { heapBytes: metric('JSHeapUsedSize'), nodes: metric('Nodes'), listeners: metric('JSEventListeners') };
}

/** For each refresh (the estimator of Theil and Sen). */
function medianSlope(points: readonly Footprint[], figure: (it: Footprint) => number): number {
  const slopes = points.flatMap((from, i) =>
    points.slice(i + 1).map((to) => (figure(to) - figure(from)) / (to.refreshes - from.refreshes)),
  );
  return slopes.length === 0 ? 0 : median(slopes);
}
