import { parseExpr } from '@binnacle/promql';
import { builtInView, builtInViews, type Variable, type Filling, type Fillings, interpolate } from '@binnacle/views';
import { expect, test } from 'vitest';
import { parseValueQuery } from '../../variables/value-query.ts';
import { panelRequest, type PanelContext } from './panel-request.ts';

const HOUR = 3_600_000;
const span = { fromMs: 1_700_000_000_000, toMs: 1_700_000_000_000 + HOUR };
const context = (fillings: Fillings, present?: ReadonlySet<string>): PanelContext => ({
  fillings,
  span,
  scrapeMs: 60_000,
  present,
});
const filled = (variables: readonly Variable[], filling: Filling): Fillings =>
  new Map(variables.map((variable) => [variable.name, filling]));
const odd = 'a"b\\c{d}.e|f,$w';
const queries = builtInViews.flatMap(({ id, definition }) =>
  definition.groups.flatMap((group) =>
    group.panels.flatMap((panel) =>
      [
        { chosen: 'all', filling: { kind: 'omit' } as const },
        { chosen: 'nothing', filling: { kind: 'none' } as const },
        { chosen: 'one', filling: { kind: 'values', values: [odd] } as const },
        { chosen: 'two', filling: { kind: 'values', values: [odd, 'x'] } as const },
      ].flatMap(({ chosen, filling }) => {
        const request = panelRequest(panel, context(filled(definition.variables, filling)), 600);
        return request.queries.map(({ ref, expr }) => ({ name: `${id}/${panel.id}/${ref} with ${chosen}`, expr }));
      }),
    ),
  ),
);

test('every query of the built-in views parses, whatever is chosen', () => {
  const refused = queries.flatMap(({ name, expr }) => {
    const outcome = parseExpr(expr);
    return outcome.ok ? [] : [`${name}: ${outcome.error.message}\n${expr}`];
  });
  expect(refused).toEqual([]);
  expect(queries.length).toBeGreaterThan(300);
});

test('every variable of the built-in views says where its values come from', () => {
  for (const { definition } of builtInViews) {
    const texts = definition.variables.flatMap((variable) =>
      variable.kind === 'query' ? [interpolate(variable.query, filled(definition.variables, { kind: 'omit' }))] : [],
    );
    expect(texts.map(parseValueQuery)).not.toContain(undefined);
  }
});

test('step and windows are filled in; what is not collected is not asked for', () => {
  const panel = builtInView('etcd')!
    .definition.groups.flatMap((group) => group.panels)
    .find(({ id }) => id === 'E11')!;
  const present = new Set(['etcd_server_proposals_committed_total']);
  const request = panelRequest(
    panel,
    context(filled(builtInView('etcd')!.definition.variables, { kind: 'omit' }), present),
    900,
  );
  expect(request.queries.map(({ expr }) => expr)).toEqual(['rate(etcd_server_proposals_committed_total{}[240s])']);
  expect(request.notCollected).toEqual(['B', 'C']);
  expect(request.grid.stepMs).toBe(15_000);
  expect(request.grid.startMs % 15_000).toBe(0);
});
