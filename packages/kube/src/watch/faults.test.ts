import { KubeApiServer } from '@binnacle/kube-api-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock, type Clock } from '../clock.ts';
import { kindSpec, KINDS } from '../kinds.ts';
import { clientOf, until } from '../scripted-server.test-data.ts';
import { ClusterWatch, type WatchedKind } from './cluster-watch.ts';
import type { WatchState } from './watch-state.ts';

/** Pauses are a thousandth of what they are: whatever is tried again is tried at once. */
const hurried: Clock = { nowMs: systemClock.nowMs, after: (delayMs, run) => systemClock.after(delayMs / 1000, run) };

let server: KubeApiServer;
let url: URL;
let cluster: ClusterWatch | undefined;
let states: string[];

beforeEach(async () => {
  server = new KubeApiServer({ customResources: ['istio', 'monitoring'] });
  url = new URL(await server.listen());
  states = [];
});
afterEach(async () => {
  cluster?.stop();
  cluster = undefined;
  server.faults.clear();
  await server.close();
});

function watch(kinds: readonly WatchedKind[], pageSize?: number): ClusterWatch {
  cluster = new ClusterWatch({
    client: clientOf(url),
    kinds,
    clock: hurried,
    random: () => 0.5,
    // As long as in life: silence is no fault here.
    idleMs: 150_000 * 1000,
    onState: (_, state: WatchState) => states.push(state.kind),
    ...(pageSize === undefined ? {} : { pageSize }),
  });
  cluster.start();
  return cluster;
}

const pod = (name: string, phase = 'Running') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'i' }] },
  status: { phase },
});
const pods: WatchedKind = { spec: kindSpec('Pod') };

/** Names and versions, of the cache and of the server. */
const inCache = (watched: ClusterWatch): string[] =>
  [...watched.cache('Pod').list()].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`).sort();
const inServer = (): string[] =>
  [...server.store.list('v1', 'Pod')].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`).sort();
const isSame = (watched: ClusterWatch): boolean => JSON.stringify(inCache(watched)) === JSON.stringify(inServer());

test.each(['1.20', '1.34'])('all kinds of the table are found and watched, release %s', async (release) => {
  await server.close();
  server = new KubeApiServer({ release, customResources: ['istio', 'monitoring'] });
  url = new URL(await server.listen());
  const watched = watch(KINDS.filter(({ tier }) => tier === 'standard').map((spec) => ({ spec })));
  await watched.settled();
  expect([...watched.states()].filter(([, { kind }]) => kind !== 'watching')).toEqual([]);
  expect(watched.cache('Namespace').size).toBe(4);
});

describe('a list', () => {
  beforeEach(() => {
    for (let i = 0; i < 25; i++) server.store.apply(pod(`p${i}`));
  });

  test('comes in pages, also when the history is forgotten between them', async () => {
    let pages = 0;
    server.faults.inject({
      fault: { kind: 'delay', delayMs: 0 },
      match: (request) => {
        if (request.kind === 'resource' && request.verb === 'list' && ++pages === 2) {
          server.store.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'p0' });
          server.store.compact();
        }
        return false;
      },
    });
    const watched = watch([pods], 10);
    await until(() => watched.cache('Pod').isSynced);
    expect(inCache(watched)).toEqual(inServer());
    expect(pages).toBeGreaterThan(3);
  });

  test.each([
    ['is refused for a while', { kind: 'too-many-requests', retryAfterSeconds: 1 }],
    ['fails inside the server', { kind: 'status', code: 500 }],
    ['is not allowed at first', { kind: 'status', code: 403, reason: 'Forbidden' }],
    ['is cut off', { kind: 'cut' }],
    ['gets no answer', { kind: 'drop' }],
    ['comes late', { kind: 'delay', delayMs: 20 }],
  ] as const)('that %s is whole in the end', async (_, fault) => {
    server.faults.inject({
      fault,
      match: (request) => request.kind === 'resource' && request.verb === 'list',
      times: 3,
    });
    const watched = watch([pods], 10);
    await until(() => watched.cache('Pod').isSynced);
    expect(inCache(watched)).toEqual(inServer());
  });
});

describe('a watch', () => {
  test.each(['end', 'drop', 'gone'] as const)('that is ended (%s) goes on, and nothing is missed', async (how) => {
    server.store.apply(pod('first'));
    const watched = watch([pods]);
    await watched.settled();
    for (let i = 0; i < 5; i++) {
      server.store.apply(pod(`p${i}`));
      expect(server.closeWatches(how)).toBeGreaterThanOrEqual(0);
      server.store.apply(pod('first', i % 2 === 0 ? 'Failed' : 'Running'));
      await until(() => isSame(watched));
    }
    expect(watched.cache('Pod').size).toBe(6);
  });

  test('whose history is gone is begun with a new list', async () => {
    server.store.apply(pod('stays'));
    server.store.apply(pod('goes'));
    const watched = watch([pods]);
    await watched.settled();
    // While it is away, the server forgets what happened.
    const away = server.faults.inject({ fault: { kind: 'drop' } });
    server.closeWatches('drop');
    await until(() => away.hits > 0);
    server.store.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'goes' });
    server.store.apply(pod('came'));
    server.store.compact();
    away.release();
    await until(() => isSame(watched));
    expect([...watched.cache('Pod').list()].map(({ metadata }) => metadata.name).sort()).toEqual(['came', 'stays']);
    expect(states).toContain('failing');
  });
});

test('whatever happens, in the end the cache has what the server has', async () => {
  const watched = watch([pods], 7);
  await watched.settled();
  // A small generator of its own, so that a failure can be run again.
  let seed = 42;
  const random = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below;
  const alive = new Set<string>();
  for (let step = 0; step < 400; step++) {
    const name = `p${random(40)}`;
    if (random(3) === 0 && alive.delete(name))
      server.store.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name });
    else {
      alive.add(name);
      server.store.apply(pod(name, ['Pending', 'Running', 'Failed'][random(3)]));
    }
    const faults = [
      () => server.closeWatches('drop'),
      () => server.closeWatches('end'),
      () => server.closeWatches('gone'),
      () => server.store.compact(),
      () => server.faults.inject({ fault: { kind: 'cut' }, times: 1 }),
      () => server.faults.inject({ fault: { kind: 'drop' }, times: 2 }),
      () => server.faults.inject({ fault: { kind: 'gone' }, times: 1 }),
      () => server.faults.inject({ fault: { kind: 'too-many-requests', retryAfterSeconds: 1 }, times: 1 }),
      () => server.faults.inject({ fault: { kind: 'status', code: 503 }, times: 1 }),
    ];
    if (random(4) === 0) faults[random(faults.length)]?.();
    if (random(3) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  server.faults.clear();
  await until(() => isSame(watched) && watched.states().get('Pod')?.kind === 'watching');
  expect(inCache(watched)).toEqual(inServer());
  expect(watched.cache('Pod').size).toBe(alive.size);
});
