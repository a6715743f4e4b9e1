import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { FakeLeases } from '../../test/fake-leases.ts';
import { silentLog } from '../log.ts';
import { LeaseElection, type ElectionOptions } from './lease-election.ts';

type Network = 'work' | 'fail' | 'fail after';

class Agent {
  readonly election: LeaseElection;
  readonly heard: boolean[] = [];
  network: Network = 'work';
  slowMs = 0;
  #suspendedUntil: Promise<void> | undefined;

  constructor(name: string, leases: FakeLeases, clock: FakeClock, more: Partial<ElectionOptions> = {}) {
    const connection = leases.connect(async () => {
      if (this.slowMs > 0) await new Promise<void>((resolve) => void clock.after(this.slowMs, resolve));
      await this.#suspendedUntil;
      return this.network;
    });
    this.election = new LeaseElection({
      leases: connection,
      name: 'l',
      identity: name,
      clock,
      wallMs: clock.nowMs,
      random: () => 0.5,
      log: silentLog,
      subject: 'test',
      ...more,
    });
    this.election.subscribe((isLeader) => void this.heard.push(isLeader));
    this.election.start();
  }
}

const leadersOf = (agents: readonly Agent[]): number => agents.filter(({ election }) => election.isLeader()).length;

test('one of several is elected, renews, and stays', async () => {
  const clock = new FakeClock();
  const leases = new FakeLeases();
  const agents = ['a', 'b', 'c'].map((name) => new Agent(name, leases, clock));
  await clock.advance(5_000);
  expect(leadersOf(agents)).toBe(1);
  const leader = agents.findIndex(({ election }) => election.isLeader());
  await clock.advance(60_000);
  expect(agents[leader]!.election.isLeader()).toBe(true);
  const { spec } = leases.leases.get('l')!;
  expect(spec).toMatchObject({
    holderIdentity: ['a', 'b', 'c'][leader],
    leaseDurationSeconds: 12,
    leaseTransitions: 0,
  });
  expect(Date.parse(spec.renewTime!)).toBeGreaterThan(clock.nowMs() - 3_000);
  expect(agents.map(({ heard }) => heard.length)).toEqual([0, 1, 2].map((i) => (i === leader ? 1 : 0)));
  const other = agents[(leader + 1) % 3]!.election;
  expect(other.state).toEqual({ kind: 'following', holder: ['a', 'b', 'c'][leader] });
});

test('after a crash another one takes over within 20 s, and not before the lease is over', async () => {
  const clock = new FakeClock();
  const leases = new FakeLeases();
  const a = new Agent('a', leases, clock);
  await clock.advance(1_000);
  const others = ['b', 'c'].map((name) => new Agent(name, leases, clock));
  await clock.advance(30_000);
  expect(a.election.isLeader()).toBe(true);
  // From now on it is as if it were gone.
  a.network = 'fail';
  const crashedAtMs = clock.nowMs();
  while (leadersOf(others) === 0) await clock.advance(100);
  const tookMs = clock.nowMs() - crashedAtMs;
  expect(tookMs).toBeGreaterThan(9_900);
  expect(tookMs).toBeLessThan(15_000);
  expect(leases.leases.get('l')!.spec.leaseTransitions).toBe(1);
});

test('a leader that cannot renew stops before anyone can take over, also when its last request hangs', async () => {
  for (const how of ['fail', 'hang'] as const) {
    const clock = new FakeClock();
    const leases = new FakeLeases();
    const a = new Agent('a', leases, clock);
    await clock.advance(1_000);
    const b = new Agent('b', leases, clock);
    await clock.advance(10_000);
    if (how === 'fail') a.network = 'fail';
    else a.slowMs = 1e9;
    const cutAtMs = clock.nowMs();
    while (a.election.isLeader()) await clock.advance(100);
    expect(clock.nowMs() - cutAtMs).toBeLessThanOrEqual(8_100);
    expect(a.heard).toEqual([true, false]);
    expect(b.election.isLeader()).toBe(false);
    await clock.advance(10_000);
    expect(b.election.isLeader()).toBe(true);
  }
});

test('a clean stop ends the work first, then the next one takes over at its next look', async () => {
  const clock = new FakeClock();
  const leases = new FakeLeases();
  const a = new Agent('a', leases, clock);
  await clock.advance(1_000);
  const b = new Agent('b', leases, clock);
  await clock.advance(10_000);
  let endWork = (): void => {};
  a.election.subscribe(
    (isLeader) =>
      new Promise<void>((resolve) => {
        if (isLeader) resolve();
        else endWork = resolve;
      }),
  );
  const stopped = a.election.stop();
  await clock.advance(3_000);
  expect(a.election.isLeader()).toBe(false);
  expect(b.election.isLeader(), 'the work has not ended yet').toBe(false);
  endWork();
  await clock.advance(2_100);
  await stopped;
  expect(b.election.isLeader()).toBe(true);
  expect(leases.leases.get('l')!.spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
});

test('a stop while a renewal is under way gives the lease back all the same', async () => {
  const clock = new FakeClock();
  const leases = new FakeLeases();
  const a = new Agent('a', leases, clock);
  await clock.advance(10_000);
  a.network = 'fail after';
  await clock.advance(2_000);
  a.network = 'work';
  const stopped = a.election.stop();
  await clock.advance(1_000);
  await stopped;
  expect(leases.leases.get('l')!.spec.holderIdentity).toBe('');
});

test('the same agent after a restart goes on without waiting', async () => {
  const clock = new FakeClock();
  const leases = new FakeLeases();
  const a = new Agent('a', leases, clock);
  await clock.advance(10_000);
  a.slowMs = 1e9;
  const again = new Agent('a', leases, clock);
  await clock.advance(100);
  expect(again.election.isLeader()).toBe(true);
});

test('one that cannot do the work stands aside, hardly asks, and gives back what it has', async () => {
  const clock = new FakeClock();
  const leases = new FakeLeases();
  let can = true;
  const a = new Agent('a', leases, clock, { wants: () => can });
  await clock.advance(5_000);
  expect(a.election.isLeader()).toBe(true);
  can = false;
  await clock.advance(2_100);
  expect(a.election.isLeader()).toBe(false);
  expect(leases.leases.get('l')!.spec.holderIdentity).toBe('');
  const before = leases.requests;
  await clock.advance(60_000);
  expect(leases.requests - before).toBeLessThanOrEqual(11);
  expect(a.election.state).toEqual({ kind: 'aside', holder: undefined });
  can = true;
  await clock.advance(2_100);
  expect(a.election.isLeader()).toBe(true);
});

test('a free lease is left to others for a while, one of a crashed holder is not', async () => {
  const clock = new FakeClock();
  const leases = new FakeLeases();
  const patient = new Agent('patient', leases, clock, { patienceMs: () => 5_000 });
  await clock.advance(4_900);
  expect(patient.election.isLeader()).toBe(false);
  await clock.advance(2_000);
  expect(patient.election.isLeader()).toBe(true);
});

test('a namespace that is not there is said', async () => {
  const clock = new FakeClock();
  const absent = async (): Promise<{ readonly kind: 'absent' }> => ({ kind: 'absent' });
  const election = new LeaseElection({
    leases: { get: absent, create: absent, update: absent },
    name: 'l',
    identity: 'a',
    clock,
    wallMs: clock.nowMs,
    random: () => 0,
    log: silentLog,
    subject: 'test',
  });
  election.start();
  await clock.advance(5_000);
  expect(election.problem).toMatchObject({ code: 'election_failed', count: 3 });
  expect(election.problem!.message).toContain('its namespace does not exist');
});

test('no right to write: a problem that says which', async () => {
  const clock = new FakeClock();
  const election = new LeaseElection({
    leases: {
      get: async () => ({ kind: 'absent' }),
      create: async () => ({
        kind: 'failed',
        failure: { kind: 'status', code: 403, reason: 'Forbidden', message: 'leases is forbidden' },
      }),
      update: async () => ({ kind: 'absent' }),
    },
    name: 'l',
    identity: 'a',
    clock,
    wallMs: clock.nowMs,
    random: () => 0,
    log: silentLog,
    subject: 'test',
  });
  election.start();
  await clock.advance(5_000);
  expect(election.problem).toMatchObject({ code: 'election_failed' });
  expect(election.problem!.message).toContain('leases is forbidden');
  expect(election.problem!.advice).toContain('get, create and update leases');
});

test('whatever the network does, never two at a time; and once it works, one', async () => {
  const step = fc.record({
    who: fc.integer({ min: 0, max: 2 }),
    network: fc.constantFrom<Network>('work', 'work', 'fail', 'fail after'),
    slowMs: fc.constantFrom(0, 0, 300, 5_000, 12_000),
    forMs: fc.integer({ min: 100, max: 25_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      const clock = new FakeClock();
      const leases = new FakeLeases();
      const agents = ['a', 'b', 'c'].map((name) => new Agent(name, leases, clock));
      for (const { who, network, slowMs, forMs } of steps) {
        Object.assign(agents[who]!, { network, slowMs });
        for (let ms = 0; ms < forMs; ms += 250) {
          await clock.advance(250);
          expect(leadersOf(agents)).toBeLessThanOrEqual(1);
        }
      }
      for (const agent of agents) Object.assign(agent, { network: 'work', slowMs: 0 });
      await clock.advance(45_000);
      expect(leadersOf(agents)).toBe(1);
    }),
    { numRuns: 60 },
  );
});
