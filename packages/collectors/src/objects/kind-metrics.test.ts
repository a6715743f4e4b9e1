import type { KubeObject, WatchState } from '@binnacle/kube';
import { describe, expect, test } from 'vitest';
import type { Collector } from '../collector.ts';
import { objectMetrics } from './object-metrics.ts';
import { filledStore, MemoryOutput } from './recorded-cluster.test-data.ts';

const signal = new AbortController().signal;

const pod = (name: string, resourceVersion = '1', phase = 'Running'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid: `uid-${name}`, resourceVersion },
  status: { phase, containerStatuses: [{ name: 'c', ready: true, restartCount: 0, state: { running: {} } }] },
});

function podsAnd(states: ReadonlyMap<string, WatchState> = new Map()) {
  const store = filledStore('Pod', [pod('a'), pod('b')]);
  const out = new MemoryOutput();
  const collector = objectMetrics({
    cache: (kind) => (kind === 'Pod' ? store : undefined),
    states: () => states,
    instance: 'api:443',
  });
  return { store, out, collector, pass: () => pass(collector, out) };
}

async function pass(collector: Collector, out: MemoryOutput) {
  out.begin();
  const outcome = await collector.collect(out, signal);
  return {
    outcome,
    phases: [...(out.now().get('kube_pod_status_phase') ?? [])].filter(([, value]) => value === 1).map(([key]) => key),
  };
}

const running = (name: string): string => `namespace="default",phase="Running",pod="${name}",uid="uid-${name}"`;

describe('metrics of objects', () => {
  test('are made once; after that only those of objects that changed', async () => {
    const { store, out, pass: again } = podsAnd();
    expect((await again()).phases).toEqual([running('a'), running('b')]);
    const first = out.resolved;
    expect((await again()).phases).toEqual([running('a'), running('b')]);
    expect(out.resolved).toBe(first);
    store.changed(pod('b', '2', 'Failed') as unknown as Record<string, unknown>);
    expect((await again()).phases).toEqual([running('a'), running('b').replace('Running', 'Failed')]);
    expect(out.resolved).toBe(first + first / 2);
  });

  test('end with the object', async () => {
    const { store, pass: again } = podsAnd();
    await again();
    store.deleted(pod('a') as unknown as Record<string, unknown>);
    expect((await again()).phases).toEqual([running('b')]);
  });

  test('of an object that came and went between two passes never were', async () => {
    const { store, out, pass: again } = podsAnd();
    await again();
    store.changed(pod('brief') as unknown as Record<string, unknown>);
    store.deleted(pod('brief') as unknown as Record<string, unknown>);
    await again();
    expect([...out.written.keys()].some((key) => key.includes('brief'))).toBe(false);
  });

  test('of a kind that cannot be read any more end, and the outcome says why', async () => {
    const states = new Map<string, WatchState>();
    const { store, collector, out } = podsAnd(states);
    const nodes = filledStore('Node', []);
    const both = objectMetrics({
      cache: (kind) => ({ Pod: store, Node: nodes })[kind],
      states: () => states,
      instance: 'api:443',
    });
    await collector.close?.();
    await pass(both, out);
    store.lost();
    states.set('Pod', { kind: 'forbidden', verb: 'list', message: 'pods is forbidden', sinceMs: 0 });
    expect(await pass(both, out)).toEqual({
      outcome: { kind: 'ok', partial: ['Pod: the right to list is missing: pods is forbidden'] },
      phases: [],
    });
  });

  test('of nothing at all: unreachable, with the reason', async () => {
    const states = new Map<string, WatchState>([
      [
        'Pod',
        {
          kind: 'failing',
          failure: { kind: 'unreachable', code: 'ECONNREFUSED', message: 'refused the connection' },
          sinceMs: 0,
        },
      ],
    ]);
    const { store, pass: again } = podsAnd(states);
    store.lost();
    expect((await again()).outcome).toMatchObject({
      kind: 'unreachable',
      reason: 'Pod: refused the connection',
      advice: expect.any(String),
    });
  });

  test('of an object that is not what its kind promises: it alone is missing', async () => {
    const { store, pass: again } = podsAnd();
    store.changed({ ...pod('odd'), status: { containerStatuses: [null] } } as unknown as Record<string, unknown>);
    const { outcome, phases } = await again();
    expect(outcome).toMatchObject({ kind: 'ok', partial: [expect.stringMatching(/^Pod default\/odd: /)] });
    expect(phases).toEqual([running('a'), running('b')]);
  });

  test('of something that is there twice are written once', async () => {
    const { store, pass: again, out } = podsAnd();
    store.changed({
      ...pod('twice'),
      spec: { tolerations: [{ operator: 'Exists' }, { operator: 'Exists' }] },
    } as unknown as Record<string, unknown>);
    expect((await again()).outcome).toEqual({ kind: 'ok' });
    expect(out.now().get('kube_pod_tolerations')?.size).toBe(1);
  });

  test('are not written when the pass was ended before', async () => {
    const { collector, out } = podsAnd();
    out.begin();
    expect(await collector.collect(out, AbortSignal.abort())).toMatchObject({ kind: 'unreachable' });
    expect(out.written.size).toBe(0);
  });

  test('lets others run between many objects', async () => {
    const { store, collector, out } = podsAnd();
    for (let i = 0; i < 1000; i++) store.changed(pod(`p${i}`) as unknown as Record<string, unknown>);
    let turns = 0;
    const turn = (): void => {
      turns++;
      ticking = setImmediate(turn);
    };
    let ticking = setImmediate(turn);
    out.begin();
    await collector.collect(out, signal);
    clearImmediate(ticking);
    expect(turns).toBeGreaterThanOrEqual(10);
  });

  test('carry the job and the address by which views know them', () => {
    const { collector } = podsAnd();
    expect(collector).toMatchObject({
      name: 'kube-state-metrics',
      job: 'kube-state-metrics',
      instance: 'api:443',
      scope: 'cluster',
    });
  });
});
