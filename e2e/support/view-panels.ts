import { builtInView, type Panel } from '../../packages/views/src/index.ts';
import { interpolate, type Filling } from '@binnacle/views';
import { query } from './query.ts';

/** What a panel of a view shows at the moment. */
export interface PanelState {
  readonly view: string;
  readonly id: string;
  /** Series of the queries that are drawn. */
  readonly series: number;
  /** The first query, as it was sent. */
  readonly expr: string;
}

const text = (value: string): Filling => ({ kind: 'text', text: value });

/** Everything chosen, over windows of two minutes. */
function fillingsOf(view: string): ReadonlyMap<string, Filling> {
  const { variables } = builtInView(view)!.definition;
  return new Map<string, Filling>([
    ...variables.map(({ name }): [string, Filling] => [name, { kind: 'omit' }]),
    ['w', text('2m')],
    ['__rate_interval', text('2m')],
    ['__interval', text('30s')],
    ['__interval_ms', text('30000')],
    ['__range', text('10m')],
    ['__range_s', text('600')],
  ]);
}

/** A query of a view as the console sends it when everything is chosen. */
const filled = (view: string, expr: string): string => interpolate(expr, fillingsOf(view));

/** Asks every query that the panels of a view draw. */
export async function evaluateView(url: string, view: string, token: string): Promise<PanelState[]> {
  const states: PanelState[] = [];
  for (const { panels } of builtInView(view)!.definition.groups) {
    for (const panel of panels) {
      const exprs = drawn(panel).map((expr) => filled(view, expr));
      if (exprs.length === 0) continue;
      let series = 0;
      for (const expr of exprs) series += (await query(url, expr, { token })).length;
      states.push({ view, id: panel.id, series, expr: exprs[0]! });
    }
  }
  return states;
}

const drawn = (panel: Panel): string[] =>
  'queries' in panel ? panel.queries.filter(({ auxiliary }) => !auxiliary).map(({ expr }) => expr) : [];

/** Every query of one panel as the console sends it, those that are not drawn too. */
export function queriesOfPanel(view: string, id: string): string[] {
  const panels = builtInView(view)!.definition.groups.flatMap((group) => group.panels);
  const panel = panels.find((each) => each.id === id);
  if (panel === undefined || !('queries' in panel)) throw new Error(`no panel ${id} with queries in the view ${view}`);
  return panel.queries.map(({ expr }) => filled(view, expr));
}
