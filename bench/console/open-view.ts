import type { Page } from 'playwright-core';

/** What a reader waits for after a click, as `page-probe.js` measures it. */
export interface Opening {
  /** From the click until every panel in sight is drawn. */
  readonly drawnMs: number;
  /** Until the main thread is idle as well, and stays so. */
  readonly interactiveMs: number;
  readonly longTasks: number;
  readonly blockingMs: number;
  readonly longestTaskMs: number;
  readonly requests: number;
  readonly bytes: number;
  /** Panels in sight. */
  readonly panels: number;
}

export interface Scrolling {
  readonly ms: number;
  readonly screens: number;
  /** The longest wait for what has come into sight. */
  readonly slowestMs: number;
}

/** Loads the list of dashboards, clicks on one of them, and waits until it is interactive. */
export async function openView(page: Page, url: string, title: string): Promise<Opening> {
  await page.goto(`${url}/scenes`);
  const link = page.getByRole('link', { name: title, exact: true }).first();
  await link.waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate('binnacleProbe.arm()');
  const opened = page.evaluate<Opening>('binnacleProbe.opened()');
  await link.click();
  return opened;
}

export const scrollThrough = (page: Page): Promise<Scrolling> =>
  page.evaluate<Scrolling>('binnacleProbe.scrolledThrough()');
