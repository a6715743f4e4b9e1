import type { KubeObject } from '@binnacle/kube';
import { expect, test } from 'vitest';
import { eventOfContainer } from './container-event.ts';
import { SnapshotCache } from './snapshot-cache.ts';

const container = (name: string, state: string): KubeObject => ({
  apiVersion: '',
  kind: 'Container',
  metadata: { name, uid: `uid-${name}`, resourceVersion: '' },
  state,
});

test('tells what is new, different and gone since the last time', () => {
  const cache = new SnapshotCache('Container');
  const heard: string[] = [];
  cache.subscribe((change) => {
    heard.push('object' in change ? `${change.type} ${change.object.metadata.name}` : change.type);
  });
  cache.set([container('a', 'running'), container('b', 'running')], false);
  expect(heard.splice(0), 'a runtime could not be asked').toEqual(['added a', 'added b']);
  expect(cache.isSynced).toBe(false);
  cache.set([container('a', 'running'), container('b', 'exited')], true);
  expect(heard.splice(0)).toEqual(['modified b', 'synced']);
  cache.set([container('b', 'exited')], true);
  expect(heard.splice(0)).toEqual(['deleted a']);
  cache.set([], false);
  expect(heard).toEqual([]);
  expect([...cache.list()].map(({ metadata }) => metadata.name)).toEqual(['b']);
  expect(cache.byUid('uid-b')).toMatchObject({ state: 'exited' });
  expect(cache.get(undefined, 'b')).toBe(cache.byUid('uid-b'));
});

test.each([
  {
    action: 'start',
    more: {},
    want: { type: 'Normal', reason: 'Started', message: 'Container web of image i was started' },
  },
  { action: 'die', more: { exitCode: 0 }, want: { type: 'Normal', reason: 'Exited' } },
  { action: 'die', more: { exitCode: 137 }, want: { type: 'Warning', message: 'Container web exited with code 137' } },
  { action: 'oom', more: {}, want: { type: 'Warning', reason: 'OOMKilling' } },
  { action: 'health_status', more: { health: 'unhealthy' }, want: { type: 'Warning', reason: 'Unhealthy' } },
  { action: 'health_status', more: { health: 'healthy' }, want: { type: 'Normal', reason: 'Healthy' } },
] as const)('an event of a container: $action $more', ({ action, more, want }) => {
  const event = { atMs: 5.5, containerId: 'c1', containerName: 'web', image: 'i', exitCode: undefined, health: '' };
  expect(eventOfContainer({ ...event, action, ...more }, 'h')).toMatchObject({
    uid: `c1/${action}/5.5`,
    involved: { kind: 'Container', name: 'web', uid: 'c1' },
    lastAtMs: 5,
    source: { host: 'h' },
    ...want,
  });
});
