import { eventReport, type ReportedEvent } from '@binnacle/api';
import { expect, onTestFinished, test } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { problemAt, type Problem } from '../config/problem.ts';
import { readServerUrl } from '../config/server-address.ts';
import type { JsonAnswer } from '../delivery/write-client.ts';
import { silentLog } from '../log.ts';
import { EventReporter } from './event-reporter.ts';
import { reportedEvent } from './reported-event.ts';

test.each([
  {
    name: 'with a count',
    event: {
      metadata: { uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z' },
      involvedObject: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'pu' },
      reason: 'BackOff',
      message: 'restarting',
      type: 'Warning',
      count: 7,
      firstTimestamp: '2026-01-01T00:00:01Z',
      lastTimestamp: '2026-01-01T00:05:00Z',
      eventTime: null,
      source: { component: 'kubelet', host: 'node1' },
      reportingComponent: '',
    },
    want: {
      uid: 'u',
      type: 'Warning',
      reason: 'BackOff',
      message: 'restarting',
      involved: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'pu' },
      firstAtMs: Date.UTC(2026, 0, 1, 0, 0, 1),
      lastAtMs: Date.UTC(2026, 0, 1, 0, 5),
      count: 7,
      source: { component: 'kubelet', host: 'node1' },
    },
  },
  {
    name: 'with a series',
    event: {
      metadata: { uid: 'u' },
      involvedObject: { kind: 'Pod', name: 'p' },
      reason: 'FailedScheduling',
      message: 'no node',
      type: 'Warning',
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: '2026-01-01T00:00:00.123456Z',
      series: { count: 3, lastObservedTime: '2026-01-01T00:01:00.000000Z' },
      reportingComponent: 'default-scheduler',
      reportingInstance: 'sched-1',
    },
    want: {
      uid: 'u',
      type: 'Warning',
      reason: 'FailedScheduling',
      message: 'no node',
      involved: { kind: 'Pod', namespace: '', name: 'p', uid: '' },
      firstAtMs: Date.UTC(2026, 0, 1, 0, 0, 0, 123),
      lastAtMs: Date.UTC(2026, 0, 1, 0, 1),
      count: 3,
      source: { component: 'default-scheduler', host: 'sched-1' },
    },
  },
  {
    name: 'without times',
    event: { metadata: { uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z' }, involvedObject: {} },
    want: { uid: 'u', type: 'Normal', count: 1, firstAtMs: Date.UTC(2026, 0, 1), lastAtMs: Date.UTC(2026, 0, 1) },
  },
])('an event $name', ({ event, want }) => {
  const got = reportedEvent(event);
  expect(got).toMatchObject(want);
  expect(eventReport.safeParse({ cluster: 'c', sentAtMs: 0, events: [got] }).success).toBe(true);
});

test.each([undefined, null, 3, 'x', {}, { metadata: { uid: 'u' } }, { metadata: { uid: 3 }, eventTime: 'never' }])(
  'no event: %j',
  (event) => {
    expect(reportedEvent(event)).toBeUndefined();
  },
);

function setUp(): { clock: FakeClock; got: ReportedEvent[]; answers: Problem[]; reporter: EventReporter } {
  const clock = new FakeClock();
  const got: ReportedEvent[] = [];
  const answers: Problem[] = [];
  const server = readServerUrl('http://s', undefined);
  if (typeof server === 'string') throw new Error(server);
  const postJson = async (url: string, body: string): Promise<JsonAnswer | Problem> => {
    expect(url).toBe('http://s/api/agents/events');
    const scripted = answers.shift();
    if (scripted !== undefined) return scripted;
    got.push(...eventReport.parse(JSON.parse(body)).events);
    return { status: 200, text: '{"accepted":1}', retryAfterMs: undefined };
  };
  const reporter = new EventReporter({
    server,
    client: { postJson },
    clock,
    log: silentLog,
    random: () => 0,
    cluster: 'c',
  });
  reporter.start();
  onTestFinished(async () => {
    const stopped = reporter.stop();
    await clock.advance(1);
    await stopped;
  });
  return { clock, got, answers, reporter };
}

const event = (uid: string, count = 1): ReportedEvent => ({
  ...reportedEvent({ metadata: { uid, creationTimestamp: '2026-01-01T00:00:00Z' } })!,
  count,
});

test('events are sent once, the latest state of each', async () => {
  const { clock, got, reporter } = setUp();
  reporter.add(event('a'));
  reporter.add(event('b'));
  reporter.add(event('a', 2));
  await clock.advance(1_100);
  expect(got.map(({ uid, count }) => `${uid} ${count}`)).toEqual(['b 1', 'a 2']);
  await clock.advance(60_000);
  expect(got).toHaveLength(2);
});

test('a server that is away: they wait, the oldest are dropped and counted', async () => {
  const { clock, got, answers, reporter } = setUp();
  for (let i = 0; i < 100; i++) answers.push(problemAt({}, 'error', 'timeout', 'slow'));
  for (let i = 0; i < 10_005; i++) reporter.add(event(`e${i}`));
  await clock.advance(60_000);
  expect(reporter.problem).toMatchObject({ code: 'timeout' });
  expect(reporter.droppedEvents).toBe(5);
  answers.length = 0;
  await clock.advance(120_000);
  expect(got).toHaveLength(10_000);
  expect(got[0]!.uid).toBe('e5');
  expect(reporter.waiting).toBe(0);
});
