import type { Locator, Page } from 'playwright-core';

/** The panel with exactly this title. */
export const panel = (page: Page, title: string): Locator => page.getByRole('article', { name: title, exact: true });

/** The part of an element that is read here; the types of the DOM are not those of Node.js. */
interface ElementText {
  readonly innerText: string;
  querySelector(selector: string): ElementText | null;
}

/** What the legend of a chart says: name of the series to its last value as it is shown ('–' where the line has ended). */
export async function legend(page: Page, title: string): Promise<ReadonlyMap<string, string>> {
  // In one go: the list may change between two looks.
  const rows = await panel(page, title)
    .getByRole('listitem')
    .evaluateAll((items: readonly ElementText[]) =>
      items.map((item) => [item.querySelector('button')?.innerText ?? '', item.innerText] as const),
    );
  return new Map(rows.map(([name, text]) => [name.trim(), text.trim().slice(name.trim().length).trim()]));
}

/** A number as a panel shows it: `1.5 K`, `12,345`, `0`. NaN for anything else. */
export function shownNumber(text: string): number {
  const [, digits, suffix = ''] = /^([\d.,]+)\s*([KMG]?)$/.exec(text) ?? [];
  return digits === undefined ? NaN : Number(digits.replaceAll(',', '')) * { '': 1, K: 1e3, M: 1e6, G: 1e9 }[suffix]!;
}
