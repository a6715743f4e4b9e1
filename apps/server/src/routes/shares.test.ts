import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  codeOf,
  DAY,
  definition,
  HOUR,
  panel,
  namespaces,
  startShareServer,
  type ShareTestServer,
} from '../../test/share-server.ts';

let server: ShareTestServer;
beforeAll(async () => {
  server = await startShareServer();
});
afterAll(() => server.close());

const now = () => server.clock.nowMs;
const valuesOf = (text: string): readonly string[] =>
  (JSON.parse(text) as { data: { result: { metric: { namespace: string } }[] } }).data.result
    .map((it) => it.metric.namespace)
    .sort();

test('the dashboard without its queries, filters, links and fixed variables', async () => {
  const { secret } = await server.share();
  const answer = await server.open(secret);
  expect(answer.json()).toMatchObject({
    use: 'link',
    title: 'Shared',
    panel: null,
    range: { kind: 'relative', backMs: HOUR },
    mayChangeRange: false,
    definition: {
      variables: [{ kind: 'custom', name: 'namespace', includeAll: true, options: [{ value: 'a' }, { value: 'b' }] }],
      groups: [
        { panels: [{ id: 'one', queries: [{ ref: 'A', expr: 'one A', requires: [] }], links: [] }, {}, {}, {}, {}] },
      ],
    },
  });
  expect(answer.text).not.toMatch(/secret_free_metric|secret_other|label_values|\$namespace|inside/);
});

test('its own queries, with the values that may be chosen', async () => {
  const { secret } = await server.share();
  expect(valuesOf((await server.ask(secret)).text)).toEqual(['a', 'b', 'c']);
  const some = { variables: { namespace: { kind: 'values', values: ['b'] } } };
  expect(valuesOf((await server.ask(secret, some)).text)).toEqual(['b']);
  const range = { kind: 'range', startMs: now() - HOUR, endMs: now(), stepMs: 60_000 };
  expect(valuesOf((await server.ask(secret, { at: range, ...some })).text)).toEqual(['b']);
  const fixed = await server.share({
    variables: [{ ...namespaces, mode: 'fixed', selection: { kind: 'values', values: ['a'] } }],
  });
  expect(valuesOf((await server.ask(fixed.secret)).text)).toEqual(['a']);
  expect(codeOf(await server.ask(fixed.secret, some))).toBe('invalid_request');
});

test.each([
  ['a value that is not in the list', { variables: { namespace: { kind: 'values', values: ['c'] } } }],
  ['PromQL for a value', { variables: { namespace: { kind: 'values', values: ['a"} or secret_other_metric{x="'] } } }],
  ['text for a value', { variables: { namespace: { kind: 'text', text: 'a' } } }],
  ['a variable that is fixed', { variables: { window: { kind: 'values', values: ['1h'] } } }],
  ['a variable that is not there', { variables: { toString: { kind: 'all' } } }],
  ['a query of its own', { query: 'secret_other_metric' }],
  ['a name that is no query', { ref: 'B' }],
  ['a panel that is not there', { panel: 'three' }],
  ['another time', { at: { kind: 'instant', timeMs: 1, spanMs: HOUR } }],
  ['a longer time', { at: { kind: 'instant', timeMs: Date.now(), spanMs: 30 * DAY } }],
  ['too many points', { at: { kind: 'range', startMs: Date.now() - HOUR, endMs: Date.now(), stepMs: 1000 } }],
])('not with %s', async (_, more) => {
  const { secret } = await server.share();
  expect(['invalid_request', 'not_found']).toContain(codeOf(await server.ask(secret, more)));
});

test('what is wrong with a query stays inside', async () => {
  const { secret } = await server.share();
  const answer = await server.ask(secret, { panel: 'bad' });
  expect([answer.status, codeOf(answer)]).toEqual([422, 'query_failed']);
  expect(answer.text).not.toContain('sum(');
});

test('another time, where the link allows that', async () => {
  const { secret } = await server.share({ mayChangeRange: true });
  expect((await server.ask(secret, { at: { kind: 'instant', timeMs: now() - 90 * DAY, spanMs: DAY } })).status).toBe(
    200,
  );
});

test('one panel and none beside it', async () => {
  const { secret } = await server.share({ panel: 'two' });
  const { definition: shown } = (await server.open(secret)).json<{
    definition: { groups: { panels: { id: string }[] }[] };
  }>();
  expect(shown.groups.flatMap((it) => it.panels.map(({ id }) => id))).toEqual(['two']);
  expect((await server.ask(secret, { panel: 'two' })).status).toBe(200);
  expect(codeOf(await server.ask(secret))).toBe('not_found');
});

test('events and objects of its panels, without what the panel does not show', async () => {
  const { secret } = await server.share();
  const list = (what: string, body: object) => server.send('POST', `/api/share/${what}`, { body: { secret, ...body } });
  const times = { fromMs: now() - HOUR, toMs: now() };
  expect((await list('events', { panel: 'events', ...times })).json()).toMatchObject({ events: [], next: null });
  expect((await list('objects', { panel: 'objects' })).json()).toEqual({
    objects: [],
    total: 0,
    next: null,
    facets: {},
  });
  expect((await list('events', { panel: 'objects', ...times })).status).toBe(404);
  expect((await list('objects', { panel: 'one' })).status).toBe(404);
  expect((await list('events', { panel: 'events', fromMs: 0, toMs: now() })).status).toBe(400);
});

test('the dashboard as it is now, but no variable that came later', async () => {
  const made = await server.send('POST', '/api/dashboards', {
    cookie: server.owner,
    body: { title: 'Moves', definition },
  });
  const { id } = made.json<{ id: string }>();
  const { secret } = await server.share({ dashboard: id, variables: [] });
  expect(valuesOf((await server.ask(secret)).text)).toEqual([]);
  const changed = { ...definition, groups: [{ id: 'main', panels: [panel('one', 'secret_other_metric')] }] };
  await server.send('PUT', `/api/dashboards/${id}`, {
    cookie: server.owner,
    body: { version: 1, definition: changed },
  });
  expect((await server.ask(secret)).text).toContain('secret_other_metric');
  await server.send('DELETE', `/api/dashboards/${id}`, { cookie: server.owner });
  expect([codeOf(await server.open(secret)), codeOf(await server.ask(secret))]).toEqual(['gone', 'gone']);
});

test('what is repeated for a fixed variable is there for each of its values', async () => {
  const { repeat, ...plain } = {
    repeat: { variable: 'namespace' },
    ...panel('one', 'secret_free_metric{namespace=~"$namespace"}'),
  };
  const made = await server.send('POST', '/api/dashboards', {
    cookie: server.owner,
    body: { title: 'Many', definition: { ...definition, groups: [{ id: 'g', panels: [{ ...plain, repeat }] }] } },
  });
  const { id } = made.json<{ id: string }>();
  const fixed = { ...namespaces, mode: 'fixed', selection: { kind: 'values', values: ['a', 'b'] } };
  const { secret } = await server.share({ dashboard: id, variables: [fixed] });
  expect((await server.open(secret)).json()).toMatchObject({
    definition: { groups: [{ panels: [{ id: 'one' }, { id: 'one-r2' }] }] },
  });
  expect(valuesOf((await server.ask(secret, { panel: 'one-r2' })).text)).toEqual(['b']);
  const copy = await server.share({ dashboard: id, panel: 'one-r2', variables: [fixed] });
  expect(valuesOf((await server.ask(copy.secret, { panel: 'one-r2' })).text)).toEqual(['b']);
});
