import { readFileSync } from 'node:fs';
import type { DashboardDefinition } from './dashboard.ts';
import { textIn } from './text.ts';

/** A panel of the views that users of the reference console know, and what it is here. */
export interface ReferencePanel {
  /** Its title there. */
  readonly reference: string;
  /** Its chart there. */
  readonly chart: string;
  /** Its id here. */
  readonly panel: string;
  readonly kind: string;
  /** Why its title is another one here. */
  readonly corrected?: string;
}

/** What a view must contain, from `testdata/views/<name>-reference.json`. */
export function referenceOf(name: string) {
  const path = new URL(`../../../testdata/views/${name}-reference.json`, import.meta.url);
  const { variables, panels } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly variables: readonly string[];
    readonly panels: readonly ReferencePanel[];
  };
  return { variables, panels, expected, found, flaws };
}

/** What {@link found} gives for a panel that is as it should be. */
const expected = ({ kind, corrected }: ReferencePanel) => ({ kind, sameTitle: corrected === undefined });

/** Which chart the panel is, and whether it has the title it had, in one of the languages. */
function found(view: DashboardDefinition, { panel: id, reference }: ReferencePanel) {
  const panel = panelsOf(view).find((one) => one.id === id);
  if (panel === undefined) return undefined;
  const titles = [textIn(panel.title, 'en'), textIn(panel.title, 'zh-CN')].map(spelled);
  return { kind: panel.kind, sameTitle: titles.includes(spelled(reference)) };
}

/** Without regard to spaces and case. */
const spelled = (title: string): string => title.replaceAll(/\s/g, '').toLowerCase();

/** Selectors without a condition on the cluster, titles without Chinese, and panels without a unit. */
function flaws(view: DashboardDefinition): readonly string[] {
  const found: string[] = [];
  for (const panel of panelsOf(view)) {
    if (typeof panel.title === 'string' || panel.title['zh-CN'] === undefined) found.push(`${panel.id}: one language`);
    if (!('queries' in panel)) continue;
    if (panel.unit === 'none' && panel.kind !== 'table') found.push(`${panel.id}: no unit`);
    for (const { ref, expr } of panel.queries) {
      const selectors = expr.matchAll(/[a-zA-Z_:][a-zA-Z0-9_:]*\{([^}]*)\}/g);
      for (const [selector, matchers] of selectors) {
        if (!matchers!.includes('cluster=~"$cluster"')) found.push(`${panel.id} ${ref}: ${selector}`);
      }
    }
  }
  return found;
}

const panelsOf = (view: DashboardDefinition) => view.groups.flatMap((group) => group.panels);
