import { expect, test } from 'vitest';
import { containerEvent } from './container-events.ts';
import { ContainerHistory } from './container-history.ts';
import { dockerContainer } from './docker-container.ts';

const ID = 'ab'.repeat(32);
const json = (Action: string, atMs: number, Attributes: Readonly<Record<string, string>> = {}) => ({
  Type: 'container',
  Action,
  Actor: { ID, Attributes: { name: 'web', image: 'shop/web:3', ...Attributes } },
  time: Math.floor(atMs / 1000),
  timeNano: atMs * 1e6,
});

test.each([
  ['a start', json('start', 5000), { action: 'start', atMs: 5000, exitCode: undefined, health: '' }],
  ['an exit', json('die', 5000, { exitCode: '137' }), { action: 'die', exitCode: 137 }],
  ['an exit of podman', json('died', 5000, { containerExitCode: '3' }), { action: 'die', exitCode: 3 }],
  ['a kill', json('oom', 5000), { action: 'oom' }],
  ['a health check', json('health_status: unhealthy', 5000), { action: 'health_status', health: 'unhealthy' }],
  ['a rename', json('rename', 5000), { action: 'other' }],
])('%s', (_, event, want) => {
  expect(containerEvent(event)).toMatchObject({ containerId: ID, containerName: 'web', image: 'shop/web:3', ...want });
});

test.each([
  ['a command inside', json('exec_start: sh -c true', 5000)],
  ['an image', { ...json('pull', 5000), Type: 'image' }],
  ['no JSON object', 'text'],
])('is passed over: %s', (_, event) => {
  expect(containerEvent(event)).toBeUndefined();
});

const heard = (history: ContainerHistory, ...events: readonly unknown[]): void => {
  for (const event of events) history.heard(containerEvent(event)!);
};
const state = (Status: string, more: Readonly<Record<string, unknown>> = {}) =>
  dockerContainer({ Id: ID, State: { Status, ...more } })!;

test('the many events of one kill count once, the next kill counts again', () => {
  const history = new ContainerHistory();
  heard(history, json('oom', 5000), json('oom', 5020), json('oom', 5900), json('oom', 9000));
  expect(history.oomEvents(ID)).toBe(2);
});

test('without events a kill is known by the state, once for each run; what was before the agent is not counted', () => {
  const history = new ContainerHistory();
  const killed = (at: string) => state('restarting', { OOMKilled: true, ExitCode: 137, FinishedAt: at });
  history.inspected(killed('2026-11-28T11:00:00Z'), false);
  expect(history.oomEvents(ID)).toBe(0);
  history.inspected(killed('2026-11-28T11:00:00Z'), false);
  history.inspected(killed('2026-11-28T11:01:00Z'), false);
  history.inspected(killed('2026-11-28T11:01:00Z'), false);
  expect(history.oomEvents(ID)).toBe(1);
  // With events the same kill is heard, and not counted from the state too.
  heard(history, json('oom', 60_000));
  history.inspected(killed('2026-11-28T11:02:00Z'), true);
  expect(history.oomEvents(ID)).toBe(2);
});

test('the last exit code outlives the restart that hides it', () => {
  const history = new ContainerHistory();
  history.inspected(state('running', { ExitCode: 0 }), true);
  expect(history.lastExitCode(ID)).toBeUndefined();
  heard(history, json('die', 5000, { exitCode: '3' }));
  history.inspected(state('running', { ExitCode: 0, FinishedAt: '2026-11-28T11:00:00Z' }), true);
  expect(history.lastExitCode(ID)).toBe(3);
  history.keep(new Set());
  expect(history.lastExitCode(ID)).toBeUndefined();
});
