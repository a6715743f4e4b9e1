import { eventReport, type ReportedEvent } from '@binnacle/api';
import { expect, onTestFinished, test } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { problemAt, type Problem } from '../config/problem.ts';
import { readServerUrl } from '../config/server-address.ts';
import type { JsonAnswer } from '../delivery/write-client.ts';
import { silentLog } from '../log.ts';
import { EventReporter } from './event-reporter.ts';

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
  uid,
  type: 'Normal',
  reason: 'Pulled',
  message: '',
  involved: { kind: 'Pod', namespace: 'n', name: 'p', uid: '' },
  firstAtMs: 1,
  lastAtMs: 2,
  count,
  source: { component: 'kubelet', host: '' },
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
