import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isRecord } from '../json.ts';
import { ManualClock } from '../scripted-server.test-data.ts';
import { EventFeed, type EventFeedOptions } from './event-feed.ts';
import { readEvent, type KubeEvent } from './kube-event.ts';

const at = (clock: ManualClock, agoMs: number): string => new Date(clock.nowMs() - agoMs).toISOString();

function feed(options: Partial<EventFeedOptions> = {}) {
  const clock = new ManualClock();
  const told: KubeEvent[] = [];
  const batches: number[] = [];
  const events = new EventFeed({
    clock,
    onEvents: (some) => {
      told.push(...some);
      batches.push(some.length);
    },
    ...options,
  });
  return { clock, told, batches, events };
}

const raw = (uid: string, lastTimestamp: string, count = 1) => ({
  metadata: { uid },
  type: 'Warning',
  reason: 'BackOff',
  count,
  firstTimestamp: lastTimestamp,
  lastTimestamp,
});

describe('an event', () => {
  test('of v1, with its first and last time', () => {
    expect(
      readEvent({
        metadata: { uid: 'u1', creationTimestamp: '2026-01-01T00:00:00Z' },
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off restarting failed container',
        involvedObject: { kind: 'Pod', namespace: 'default', name: 'crash', uid: 'p1' },
        source: { component: 'kubelet', host: 'node1' },
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:05:00Z',
        count: 7,
        eventTime: null,
      }),
    ).toEqual({
      uid: 'u1',
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      involved: { kind: 'Pod', namespace: 'default', name: 'crash', uid: 'p1' },
      firstAtMs: Date.parse('2026-01-01T00:00:00Z'),
      lastAtMs: Date.parse('2026-01-01T00:05:00Z'),
      count: 7,
      source: { component: 'kubelet', host: 'node1' },
    });
  });

  test('of events.k8s.io, with a series', () => {
    expect(
      readEvent({
        metadata: { uid: 'u2' },
        type: 'Normal',
        reason: 'Scheduled',
        note: 'assigned',
        regarding: { kind: 'Pod', name: 'web' },
        reportingController: 'default-scheduler',
        eventTime: '2026-01-01T00:00:00.123456Z',
        series: { count: 3, lastObservedTime: '2026-01-01T00:01:00.000000Z' },
      }),
    ).toMatchObject({
      message: 'assigned',
      involved: { kind: 'Pod', namespace: '', name: 'web', uid: '' },
      firstAtMs: Date.parse('2026-01-01T00:00:00.123Z'),
      lastAtMs: Date.parse('2026-01-01T00:01:00Z'),
      count: 3,
      source: { component: 'default-scheduler', host: '' },
    });
  });

  test.each([
    ['without a uid', { metadata: {}, eventTime: '2026-01-01T00:00:00Z' }],
    ['without any time', { metadata: { uid: 'u' } }],
    ['with times that are none', { metadata: { uid: 'u', creationTimestamp: 'yesterday' } }],
  ])('%s is none', (_, value) => expect(readEvent(value)).toBeUndefined());

  test('with nonsense in it is still one, within bounds', () => {
    const event = readEvent({
      metadata: { uid: 'u' },
      eventTime: '2026-01-01T00:00:00Z',
      count: -3,
      message: 'x'.repeat(100_000),
      reason: 7,
      involvedObject: 'no',
    });
    expect(event).toMatchObject({ count: 1, type: 'Normal', reason: '', involved: { kind: '' } });
    expect(event?.message).toHaveLength(65_536);
  });
});

describe('a feed of events', () => {
  test('tells of the past what is younger than an hour, in order', () => {
    const { clock, told, events } = feed();
    events.listBegins();
    for (const [uid, ago] of [
      ['b', 60_000],
      ['old', 3_600_001],
      ['a', 3_599_000],
      ['c', 0],
    ] as const)
      events.listed(raw(uid, at(clock, ago)));
    expect(told).toEqual([]);
    events.listEnds();
    expect(told.map(({ uid }) => uid)).toEqual(['a', 'b', 'c']);
  });

  test('tells an event again only when it happened again', () => {
    const { clock, told, events } = feed();
    const first = raw('a', at(clock, 0));
    events.changed(first);
    events.changed(first);
    clock.advance(1000);
    events.changed(raw('a', at(clock, 0), 2));
    // A new list after 410 brings all of them once more.
    events.listBegins();
    events.listed(raw('a', at(clock, 0), 2));
    events.listed(raw('b', at(clock, 0)));
    events.listEnds();
    events.deleted();
    expect(told.map(({ uid, count }) => `${uid}${count}`)).toEqual(['a1', 'a2', 'b1']);
  });

  test('keeps the newest of a long past, told in pieces', () => {
    const { clock, told, batches, events } = feed({ maxBacklog: 10, batch: 4 });
    events.listBegins();
    for (let i = 0; i < 95; i++) events.listed(raw(`e${i}`, at(clock, 95_000 - i * 1000)));
    events.listEnds();
    expect(told.map(({ uid }) => uid)).toEqual(Array.from({ length: 10 }, (_, i) => `e${85 + i}`));
    expect(batches).toEqual([4, 4, 2]);
  });

  test('a list that was begun anew tells nothing of the first attempt', () => {
    const { clock, told, events } = feed();
    events.listBegins();
    events.listed(raw('a', at(clock, 0)));
    events.listBegins();
    events.listed(raw('b', at(clock, 0)));
    events.listEnds();
    expect(told.map(({ uid }) => uid)).toEqual(['b']);
  });
});

const root =
  process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../../shared/fixtures', import.meta.url));
const captured = join(root, 'exposition/k8s-api/events-lastTimestamp.json');
test.skipIf(!existsSync(captured))('events of a real cluster (skipped where the fixtures are not there)', () => {
  const { items } = JSON.parse(readFileSync(captured, 'utf8')) as { items: unknown[] };
  expect(items.filter(isRecord).map((item) => readEvent(item)?.reason)).toEqual(['LeaderElection']);
});
