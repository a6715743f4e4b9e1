import type { CDPSession, Page } from 'playwright-core';

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
 * holds. Slopes are those of a line through all looks but the first ones, when caches still fill.
 */
export async function refreshForAnHour(page: Page, { refreshes, everyMs, lookEvery }: RefreshOptions): Promise<Growth> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const footprints: Footprint[] = [];
  for (let refresh = 1; refresh <= refreshes; refresh++) {
    await page.clock.runFor(everyMs);
    await page.evaluate('binnacleProbe.answered()');
    if (refresh % lookEvery === 0) footprints.push({ refreshes: refresh, ...(await look(devtools)) });
  }
  const warm = footprints.slice(Math.floor(footprints.length / 4));
  const anHour = 3_600_000 / everyMs;
  const slope = (figure: (it: Footprint) => number): number => slopeOf(warm, figure) * anHour;
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

/** Of the line of least squares, for each refresh. */
function slopeOf(points: readonly Footprint[], figure: (it: Footprint) => number): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, it) => sum + it, 0) / values.length;
  const [x, y] = [mean(points.map((it) => it.refreshes)), mean(points.map(figure))];
  let [above, below] = [0, 0];
  for (const point of points) {
    above += (point.refreshes - x) * (figure(point) - y);
    below += (point.refreshes - x) ** 2;
  }
  return below === 0 ? 0 : above / below;
}
