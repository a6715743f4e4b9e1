import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServerResponse } from 'node:http';
import { KINDS, kindSpec } from '../kinds.ts';
import type { ObjectChange } from '../object-cache.ts';
import {
  clientOf,
  json,
  ManualClock,
  rawObject,
  ScriptedServer,
  status,
  until,
  watchAnswer,
  type SeenRequest,
} from '../scripted-server.test-data.ts';
import { ClusterWatch, type WatchedKind } from './cluster-watch.ts';
import type { WatchState } from './watch-state.ts';

let server: ScriptedServer;
let url: URL;
let clock: ManualClock;
let running: ClusterWatch | undefined;

beforeEach(async () => {
  server = new ScriptedServer((_, response) => status(response, 404, 'NotFound'));
  url = await server.start();
  clock = new ManualClock();
});
afterEach(async () => {
  running?.stop();
  running = undefined;
  await server.stop();
});

function watch(kinds: readonly WatchedKind[], onState?: (kind: string, state: WatchState) => void): ClusterWatch {
  running = new ClusterWatch({
    client: clientOf(url),
    kinds,
    clock,
    random: () => 0.5,
    ...(onState === undefined ? {} : { onState }),
  });
  running.start();
  return running;
}

const pods: WatchedKind = { spec: kindSpec('Pod') };
const podResources = {
  kind: 'APIResourceList',
  resources: [{ name: 'pods', namespaced: true, verbs: ['list', 'watch'] }],
};
const names = (cluster: ClusterWatch): string[] =>
  [...cluster.cache('Pod').list()].map(({ metadata }) => metadata.name).sort();
const isWatch = ({ query }: SeenRequest): boolean => query.get('watch') === 'true';

/** Answers discovery of pods, lists with `items`, and keeps the watches open. */
function servePods(
  items: () => readonly unknown[],
  onWatch: (response: ServerResponse, request: SeenRequest) => void,
  resourceVersion = '10',
): void {
  server.answer((request, response) => {
    if (request.path === '/api/v1') json(response, podResources);
    else if (isWatch(request)) onWatch(response, request);
    else json(response, { kind: 'PodList', metadata: { resourceVersion }, items: items() });
  });
}

describe('a kind that is served', () => {
  test('is listed, then followed; objects have a kind and no managed fields', async () => {
    let send: ((type: string, object: unknown) => void) | undefined;
    servePods(
      () => [rawObject({ name: 'a' })],
      (response) => (send = watchAnswer(response)),
    );
    const cluster = watch([pods]);
    const changes: ObjectChange[] = [];
    cluster.cache('Pod').subscribe((change) => changes.push(change));
    await until(() => cluster.states().get('Pod')?.kind === 'watching');
    expect(cluster.cache('Pod').isSynced).toBe(true);
    expect(cluster.cache('Pod').get('default', 'a')).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'default', uid: 'uid-a', resourceVersion: '1' },
    });
    send?.('ADDED', rawObject({ name: 'b', resourceVersion: '11' }));
    send?.('MODIFIED', rawObject({ name: 'a', resourceVersion: '12' }));
    send?.('MODIFIED', rawObject({ name: 'a', resourceVersion: '12' }));
    send?.('DELETED', rawObject({ name: 'b', resourceVersion: '13' }));
    await until(() => changes.length >= 5);
    expect(
      changes.map((change) => ('object' in change ? `${change.type} ${change.object.metadata.name}` : change.type)),
    ).toEqual(['added a', 'synced', 'added b', 'modified a', 'deleted b']);
    expect(cluster.cache('Pod').byUid('uid-a')?.metadata.resourceVersion).toBe('12');
    expect(server.seen.find(isWatch)?.query.get('resourceVersion')).toBe('10');
    expect(server.seen.find(isWatch)?.query.get('allowWatchBookmarks')).toBe('true');
  });

  test('goes on from the last bookmark when the connection breaks', async () => {
    const versions: (string | null)[] = [];
    servePods(
      () => [rawObject({ name: 'a' })],
      (response, { query }) => {
        versions.push(query.get('resourceVersion'));
        const send = watchAnswer(response);
        if (versions.length > 1) return;
        send('BOOKMARK', { metadata: { resourceVersion: '25' } });
        // The bookmark must have arrived before the connection breaks.
        setImmediate(() => response.socket?.end());
      },
    );
    const cluster = watch([pods]);
    await until(() => {
      clock.advance(100);
      return versions.length === 2;
    });
    expect(versions).toEqual(['10', '25']);
    expect(server.seen.filter((request) => request.path === '/api/v1/pods' && !isWatch(request))).toHaveLength(1);
    expect(names(cluster)).toEqual(['a']);
  });

  test.each([
    ['as the answer to a watch', (response: ServerResponse) => status(response, 410, 'Expired', 'too old')],
    [
      'as an event of a watch',
      (response: ServerResponse) =>
        watchAnswer(response)('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' }),
    ],
  ])('is listed again after 410 Gone %s, and only differences are told', async (_, gone) => {
    let items = [rawObject({ name: 'same' }), rawObject({ name: 'old' }), rawObject({ name: 'twin', uid: 'first' })];
    let watches = 0;
    servePods(
      () => items,
      (response) => {
        if (++watches === 1) {
          items = [rawObject({ name: 'same' }), rawObject({ name: 'new' }), rawObject({ name: 'twin', uid: 'second' })];
          gone(response);
        } else watchAnswer(response);
      },
    );
    const cluster = watch([pods]);
    const changes: string[] = [];
    cluster
      .cache('Pod')
      .subscribe((change) =>
        changes.push('object' in change ? `${change.type} ${change.object.metadata.uid}` : change.type),
      );
    await until(() => {
      clock.advance(100);
      return watches === 2;
    });
    expect(names(cluster)).toEqual(['new', 'same', 'twin']);
    expect(changes.slice(4)).toEqual(['added uid-new', 'deleted first', 'added second', 'deleted uid-old', 'synced']);
  });

  test('is taken for dead when it says nothing for long, and taken up again', async () => {
    const versions: (string | null)[] = [];
    servePods(
      () => [],
      (response, { query }) => {
        versions.push(query.get('resourceVersion'));
        watchAnswer(response);
      },
    );
    const cluster = watch([pods]);
    await until(() => cluster.states().get('Pod')?.kind === 'watching');
    clock.advance(150_000);
    await until(() => versions.length === 2);
    expect(versions).toEqual(['10', '10']);
  });
});

test.each([
  ['no items', { kind: 'PartialObjectMetadataList', metadata: { resourceVersion: '1' } }, 'watching'],
  ['null for its items', { kind: 'PodList', metadata: { resourceVersion: '1' }, items: null }, 'watching'],
  ['something else', { kind: 'Pod', metadata: { resourceVersion: '1' } }, 'failing'],
])('a list with %s', async (_, answer, state) => {
  server.answer((request, response) => {
    if (request.path === '/api/v1') json(response, podResources);
    else if (isWatch(request)) watchAnswer(response);
    else json(response, answer);
  });
  const cluster = watch([pods]);
  await until(() => !['starting', 'listing'].includes(cluster.states().get('Pod')?.kind ?? ''));
  expect(cluster.states().get('Pod')?.kind).toBe(state);
});

describe('pages', () => {
  test('are read until there is none left, and begun anew when a token expires', async () => {
    const asked: (string | null)[] = [];
    let expired = false;
    server.answer((request, response) => {
      if (request.path === '/api/v1') json(response, podResources);
      else if (isWatch(request)) watchAnswer(response);
      else {
        const token = request.query.get('continue');
        asked.push(token);
        if (token === 'two' && !expired) {
          expired = true;
          status(response, 410, 'Expired', 'the provided continue parameter is too old');
        } else if (token === 'two')
          json(response, { metadata: { resourceVersion: '30' }, items: [rawObject({ name: 'b' })] });
        else
          json(response, {
            metadata: { resourceVersion: '30', continue: 'two' },
            // Deleted between the two attempts: the second list must not keep it.
            items: expired ? [rawObject({ name: 'a' })] : [rawObject({ name: 'a' }), rawObject({ name: 'gone' })],
          });
      }
    });
    const cluster = watch([pods]);
    await until(() => cluster.cache('Pod').isSynced);
    expect(asked).toEqual([null, 'two', null, 'two']);
    expect(names(cluster)).toEqual(['a', 'b']);
  });

  test('are made smaller when an answer is too large', async () => {
    const limits: (string | null)[] = [];
    const big = 'x'.repeat(4000);
    server.answer((request, response) => {
      if (request.path === '/api/v1') json(response, podResources);
      else if (isWatch(request)) watchAnswer(response);
      else {
        limits.push(request.query.get('limit'));
        const limit = Number(request.query.get('limit'));
        const from = Number(request.query.get('continue') ?? 0);
        const items = Array.from({ length: Math.min(limit, 6 - from) }, (__, i) =>
          rawObject({ name: `p${from + i}`, spec: big }),
        );
        const next = from + items.length;
        json(response, { metadata: { resourceVersion: '1', ...(next < 6 ? { continue: String(next) } : {}) }, items });
      }
    });
    running = new ClusterWatch({
      client: clientOf(url, { maxBytes: 10_000 }),
      kinds: [pods],
      clock,
      pageSize: 8,
    });
    running.start();
    const cluster = running;
    await until(() => cluster.cache('Pod').isSynced);
    expect(limits).toEqual(['8', '2', '2', '2']);
    expect(cluster.cache('Pod').size).toBe(6);
  });
});

describe('a kind that cannot be read', () => {
  test('is reported with the verb that is missing and asked for slowly, while others go on', async () => {
    let isAllowed = false;
    server.answer((request, response) => {
      if (request.path === '/api/v1')
        json(response, {
          resources: ['pods', 'nodes'].map((name) => ({ name, namespaced: name === 'pods', verbs: ['list', 'watch'] })),
        });
      else if (isWatch(request)) watchAnswer(response);
      else if (request.path === '/api/v1/nodes' && !isAllowed)
        status(response, 403, 'Forbidden', 'nodes is forbidden: User "x" cannot list');
      else json(response, { metadata: { resourceVersion: '1' }, items: [] });
    });
    const cluster = watch([pods, { spec: kindSpec('Node') }]);
    await cluster.settled();
    expect(cluster.states().get('Pod')?.kind).toBe('watching');
    expect(cluster.states().get('Node')).toEqual({
      kind: 'forbidden',
      verb: 'list',
      message: 'nodes is forbidden: User "x" cannot list',
      sinceMs: clock.nowMs(),
    });
    expect(cluster.cache('Node').isSynced).toBe(false);
    isAllowed = true;
    clock.advance(4 * 60_000);
    const asked = server.seen.filter(({ path }) => path === '/api/v1/nodes').length;
    expect(asked).toBe(1);
    await until(() => {
      clock.advance(10_000);
      return cluster.cache('Node').isSynced;
    });
  });

  test('loses its objects when the right to read it is taken away', async () => {
    let response: ServerResponse | undefined;
    let isAllowed = true;
    server.answer((request, answer) => {
      if (request.path === '/api/v1') json(answer, podResources);
      else if (!isAllowed) status(answer, 403, 'Forbidden', 'no');
      else if (isWatch(request)) {
        response = answer;
        watchAnswer(answer);
      } else json(answer, { metadata: { resourceVersion: '1' }, items: [rawObject({ name: 'a' })] });
    });
    const cluster = watch([pods]);
    const changes: string[] = [];
    cluster.cache('Pod').subscribe(({ type }) => changes.push(type));
    await cluster.settled();
    isAllowed = false;
    response?.socket?.destroy();
    await until(() => {
      clock.advance(200);
      return cluster.states().get('Pod')?.kind === 'forbidden';
    });
    expect(changes).toEqual(['added', 'synced', 'lost']);
    expect(cluster.cache('Pod')).toMatchObject({ size: 0, isSynced: false });
    expect(cluster.states().get('Pod')).toMatchObject({ verb: 'watch' });
  });

  test('is found when its definition appears later, in the version that is preferred', async () => {
    let versions: readonly string[] = [];
    server.answer((request, response) => {
      const group = 'networking.istio.io';
      const version = request.path.split('/')[3] ?? '';
      if (request.path === '/apis')
        json(response, {
          kind: 'APIGroupList',
          groups: versions.length === 0 ? [] : [{ name: group, versions: versions.map((v) => ({ version: v })) }],
        });
      else if (request.path === `/apis/${group}/${version}`)
        json(response, {
          resources: [
            { name: 'virtualservices', namespaced: true, verbs: ['list', 'watch'] },
            { name: 'virtualservices/status', verbs: ['get'] },
          ],
        });
      else if (isWatch(request)) watchAnswer(response);
      else json(response, { metadata: { resourceVersion: '1' }, items: [rawObject({ name: 'reviews' })] });
    });
    const cluster = watch([{ spec: kindSpec('VirtualService') }]);
    await cluster.settled();
    expect(cluster.states().get('VirtualService')).toEqual({ kind: 'not-served' });
    versions = ['v1alpha3', 'v1beta1'];
    clock.advance(60_000);
    await until(() => cluster.cache('VirtualService').isSynced);
    expect(cluster.cache('VirtualService').get('default', 'reviews')?.apiVersion).toBe('networking.istio.io/v1beta1');
  });

  test('keeps its objects while an API server that has just started has not read its definitions', async () => {
    const group = 'networking.istio.io';
    let phase: 'up' | 'starting' | 'gone' = 'up';
    let response: ServerResponse | undefined;
    server.answer((request, answer) => {
      if (request.path === '/apis')
        json(answer, { kind: 'APIGroupList', groups: [{ name: group, versions: [{ version: 'v1' }] }] });
      else if (request.path === `/apis/${group}/v1` && phase === 'starting') status(answer, 503, 'ServiceUnavailable');
      else if (request.path === `/apis/${group}/v1`)
        json(answer, {
          resources: phase === 'gone' ? [] : [{ name: 'virtualservices', namespaced: true, verbs: ['list', 'watch'] }],
        });
      else if (phase !== 'up') status(answer, 404, 'NotFound');
      else if (isWatch(request)) {
        response = answer;
        watchAnswer(answer);
      } else json(answer, { metadata: { resourceVersion: '1' }, items: [rawObject({ name: 'reviews' })] });
    });
    const cluster = watch([{ spec: kindSpec('VirtualService') }]);
    const changes: string[] = [];
    cluster.cache('VirtualService').subscribe(({ type }) => changes.push(type));
    await cluster.settled();
    const asked = (): number => server.seen.filter(({ path }) => path === `/apis/${group}/v1`).length;
    phase = 'starting';
    response?.socket?.destroy();
    const before = asked();
    await until(() => {
      clock.advance(500);
      return asked() > before + 1;
    });
    expect(cluster.states().get('VirtualService')).toMatchObject({ kind: 'failing' });
    phase = 'up';
    await until(() => {
      clock.advance(500);
      return cluster.states().get('VirtualService')?.kind === 'watching';
    });
    expect(changes).toEqual(['added', 'synced', 'synced']);
    phase = 'gone';
    response?.socket?.destroy();
    await until(() => {
      clock.advance(500);
      return cluster.states().get('VirtualService')?.kind === 'not-served';
    });
    expect(changes.at(-1)).toBe('lost');
    expect(cluster.cache('VirtualService').size).toBe(0);
  });

  test('moves to another version when the one it had is served no more', async () => {
    let version = 'v1beta1';
    let response: ServerResponse | undefined;
    server.answer((request, answer) => {
      const path = `/apis/batch/${version}`;
      if (request.path === '/apis')
        json(answer, { kind: 'APIGroupList', groups: [{ name: 'batch', versions: [{ version }] }] });
      else if (request.path === path)
        json(answer, { resources: [{ name: 'cronjobs', namespaced: true, verbs: ['list', 'watch'] }] });
      else if (!request.path.startsWith(`${path}/`)) status(answer, 404, 'NotFound');
      else if (isWatch(request)) {
        response = answer;
        watchAnswer(answer);
      } else json(answer, { metadata: { resourceVersion: '1' }, items: [rawObject({ name: 'nightly' })] });
    });
    const cluster = watch([{ spec: kindSpec('CronJob') }]);
    await cluster.settled();
    version = 'v1';
    response?.socket?.destroy();
    await until(() => {
      clock.advance(500);
      return (
        cluster.cache('CronJob').isSynced &&
        version === cluster.cache('CronJob').get('default', 'nightly')?.apiVersion.slice(6)
      );
    });
    expect(cluster.cache('CronJob').get('default', 'nightly')?.apiVersion).toBe('batch/v1');
  });

  test('keeps what it knows while the API server is down, and says since when', async () => {
    let isDown = false;
    let response: ServerResponse | undefined;
    server.answer((request, answer) => {
      if (isDown) answer.socket?.destroy();
      else if (request.path === '/api/v1') json(answer, podResources);
      else if (isWatch(request)) {
        response = answer;
        watchAnswer(answer);
      } else json(answer, { metadata: { resourceVersion: '1' }, items: [rawObject({ name: 'a' })] });
    });
    const cluster = watch([pods]);
    await cluster.settled();
    isDown = true;
    response?.socket?.destroy();
    await until(() => cluster.states().get('Pod')?.kind === 'failing');
    const since = clock.nowMs();
    const failures = server.seen.length;
    await until(() => {
      clock.advance(1000);
      return server.seen.length > failures + 3;
    });
    expect(cluster.states().get('Pod')).toMatchObject({
      kind: 'failing',
      sinceMs: since,
      failure: { kind: 'unreachable' },
    });
    expect(names(cluster)).toEqual(['a']);
    isDown = false;
    await until(() => {
      clock.advance(1000);
      return cluster.states().get('Pod')?.kind === 'watching';
    });
    // Resumed, not listed again.
    expect(server.seen.filter((request) => request.path === '/api/v1/pods' && !isWatch(request))).toHaveLength(1);
  });
});

test('config maps and cluster roles: only metadata is asked for, and nothing else is kept', async () => {
  const secret = { data: { password: 'aHVudGVyMg==' } };
  server.answer((request, response) => {
    if (request.path === '/api/v1')
      json(response, { resources: [{ name: 'configmaps', namespaced: true, verbs: ['list', 'watch'] }] });
    else if (isWatch(request)) watchAnswer(response)('ADDED', { ...rawObject({ name: 'b' }), ...secret });
    else json(response, { metadata: { resourceVersion: '1' }, items: [{ ...rawObject({ name: 'a' }), ...secret }] });
  });
  const cluster = watch([{ spec: kindSpec('ConfigMap') }]);
  await until(() => cluster.cache('ConfigMap').size === 2);
  const lists = server.seen.filter(({ path }) => path === '/api/v1/configmaps');
  expect(lists.map(({ headers }) => headers.accept)).toEqual([
    'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  ]);
  expect(JSON.stringify([...cluster.cache('ConfigMap').list()])).not.toContain('aHVudGVyMg==');
  const contents = new Map(KINDS.map(({ kind, content }) => [kind, content]));
  expect(['ConfigMap', 'Secret', 'ClusterRole'].map((kind) => contents.get(kind as 'Secret'))).toEqual([
    'metadata',
    'table',
    'metadata',
  ]);
});

test('secrets: their type comes from the table that kubectl prints, their content never', async () => {
  const columns = ['Name', 'Type', 'Data'].map((name) => ({ name }));
  const table = (name: string, columnDefinitions: unknown) => ({
    kind: 'Table',
    metadata: { resourceVersion: '1' },
    columnDefinitions,
    rows: [{ cells: [name, `${name}.example/type`, 3], object: rawObject({ name }) }],
  });
  let send: ((type: string, object: unknown) => void) | undefined;
  server.answer((request, response) => {
    if (request.path === '/api/v1')
      json(response, { resources: [{ name: 'secrets', namespaced: true, verbs: ['list', 'watch'] }] });
    else if (isWatch(request)) send = watchAnswer(response);
    else json(response, table('a', columns));
  });
  const cluster = watch([{ spec: kindSpec('Secret') }]);
  await until(() => cluster.states().get('Secret')?.kind === 'watching');
  // Only the first event of a watch says what the columns are.
  send?.('ADDED', table('b', null));
  send?.('BOOKMARK', { ...table('b', null), rows: [] });
  send?.('DELETED', table('a', null));
  await until(() => cluster.cache('Secret').size === 1 && cluster.cache('Secret').get('default', 'b') !== undefined);
  expect([...cluster.cache('Secret').list()]).toEqual([
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'b', namespace: 'default', uid: 'uid-b', resourceVersion: '1' },
      type: 'b.example/type',
    },
  ]);
  const [list] = server.seen.filter(({ path }) => path === '/api/v1/secrets');
  expect(list?.query.get('includeObject')).toBe('Metadata');
  expect(list?.headers.accept).toBe(
    'application/json;as=Table;g=meta.k8s.io;v=v1, application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  );
});
