import type { CDPSession, Page } from 'playwright-core';
import { median } from '../measure.ts';
import { heapOf, type Heap } from './heap.ts';

/** The page after so many refreshes, or so many views. */
export interface Footprint extends Heap {
  readonly after: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** How much each of them grows with each refresh or view. */
export type Growth = Readonly<Record<'objectBytes' | 'codeBytes' | 'nodes' | 'listeners', number>>;

export interface RefreshOptions {
  readonly refreshes: number;
  readonly everyMs: number;
  /** Refreshes between two looks at the heap. */
  readonly lookEvery: number;
  readonly onLook: (footprint: Footprint) => void;
}

/** Lets a dashboard, whose page has a clock moved by hand, refresh itself for an hour of its time, and looks at what it holds. */
export async function refreshForAnHour(page: Page, options: RefreshOptions): Promise<readonly Footprint[]> {
  const { refreshes, everyMs, lookEvery, onLook } = options;
  return watched(page, onLook, async (look) => {
    for (let refresh = 1; refresh <= refreshes; refresh++) {
      await page.clock.fastForward(everyMs);
      await page.evaluate('binnacleProbe.answered()');
      if (refresh % lookEvery === 0) await look(refresh);
    }
  });
}

/** Opens views one after the other from the list of dashboards, and looks at what is held there after each round. */
export async function switchViews(
  page: Page,
  titles: readonly string[],
  rounds: number,
  onLook: (footprint: Footprint) => void,
): Promise<readonly Footprint[]> {
  const link = (title: string) => page.getByRole('link', { name: title, exact: true }).first();
  return watched(page, onLook, async (look) => {
    for (let round = 1; round <= rounds; round++) {
      for (const title of titles) {
        await link(title).click();
        await page.clock.runFor(1000);
        await page.evaluate('binnacleProbe.answered()');
        await page.goBack();
        await link(title).waitFor();
        // Some time between two views: answers that nobody shows any more are not kept for ever.
        await page.clock.fastForward(30_000);
      }
      await look(round * titles.length);
    }
  });
}

/**
 * Slopes are medians of those between any two looks but the first ones, when caches still fill (the estimator of Theil and
 * Sen): one look at a bad moment changes nothing.
 *
 * @param warmUp  which share of the looks those first ones are
 */
export function growthOf(footprints: readonly Footprint[], warmUp: number): Growth {
  const warm = footprints.slice(Math.floor(footprints.length * warmUp));
  const slope = (figure: (it: Footprint) => number): number => {
    const slopes = warm.flatMap((from, i) =>
      warm.slice(i + 1).map((to) => (figure(to) - figure(from)) / (to.after - from.after)),
    );
    return slopes.length === 0 ? 0 : median(slopes);
  };
  return {
    objectBytes: slope((it) => it.objectBytes),
    codeBytes: slope((it) => it.codeBytes),
    nodes: slope((it) => it.nodes),
    listeners: slope((it) => it.listeners),
  };
}

async function watched(
  page: Page,
  onLook: (footprint: Footprint) => void,
  work: (look: (after: number) => Promise<void>) => Promise<void>,
): Promise<readonly Footprint[]> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const footprints: Footprint[] = [];
  await work(async (after) => {
    // Lists and what is collected are asked for beside the panels: what is under way would count as held.
    await page.waitForLoadState('networkidle');
    const footprint = { after, ...(await heapOf(devtools)), ...(await countsOf(devtools)) };
    footprints.push(footprint);
    onLook(footprint);
  });
  await devtools.detach();
  return footprints;
}

async function countsOf(devtools: CDPSession): Promise<Pick<Footprint, 'nodes' | 'listeners'>> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((it) => it.name === name)?.value ?? Number.NaN;
  return { nodes: metric('Nodes'), listeners: metric('JSEventListeners') };
}
