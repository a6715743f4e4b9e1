import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Collector, MetricFamily } from '@binnacle/collectors';
import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { keepRowsIn } from '../delivery/keep-rows.ts';
import { silentLog } from '../log.ts';
import { DiskQueue } from '../queue/disk-queue.ts';
import { CollectorRunner } from './collector-runner.ts';

const family: MetricFamily = { name: 'kube_pod_info', type: 'gauge', help: 'x' };

test('100,000 series, new and known: everything else has its turn in between', async () => {
  const folder = join(temporaryFolder(), 'queue');
  const queue = await DiskQueue.open({ folder, maxBytes: 1 << 28, servers: ['s'], onDamage: () => {} });
  const series = Array.from({ length: 100_000 }, (_, i) => ({
    namespace: `ns-${i % 50}`,
    pod: `a-pod-with-a-name-${i}`,
    container: 'main',
    uid: `5cbf1f9e-0000-4000-8000-${String(i).padStart(12, '0')}`,
    node: `node-${i % 20}`,
  }));
  const collector: Collector = {
    name: 'test',
    job: 'j',
    instance: 'i',
    scope: 'cluster',
    collect: async (out) => {
      for (const [i, labels] of series.entries()) out.add(family, labels, i);
      return { kind: 'ok' };
    },
  };
  const clock = new FakeClock();
  const keep = keepRowsIn(queue);
  let done = (): void => {};
  const runner = new CollectorRunner(
    { collector, intervalMs: 10_000, timeoutMs: 10_000 },
    {
      clock,
      log: silentLog,
      tags: { cluster: 'c', host: new Map(), election: new Map() },
      phaseSeed: '',
      keep: async (...args) => {
        await keep(...args);
        if (args[1].some(({ series: { family: name } }) => name === 'up')) done();
      },
      onChange: () => {},
    },
  );
  runner.start();
  const loop = monitorEventLoopDelay({ resolution: 1 });
  let turns = 0;
  let ticking = true;
  const tick = (): void => {
    turns++;
    if (ticking) setImmediate(tick);
  };
  tick();
  const leastTurns = [200, 20, 20];
  for (let pass = 0; pass < 3; pass++) {
    const stored = new Promise<void>((resolve) => {
      done = resolve;
    });
    const cpu = process.cpuUsage();
    loop.enable();
    turns = 0;
    await clock.advance(10_000);
    await stored;
    // The pass goes on for a moment behind its last rows.
    await new Promise((resolve) => setImmediate(resolve));
    loop.disable();
    const { user, system } = process.cpuUsage(cpu);
    const longest = `longest ${(loop.max / 1e6).toFixed(1)} ms, cpu ${((user + system) / 1e3).toFixed(0)} ms`;
    console.log(`pass ${pass}: ${longest}, ${turns} turns of the event loop`);
    expect(turns).toBeGreaterThanOrEqual(leastTurns[pass]!);
    loop.reset();
  }
  ticking = false;
  expect(runner.last?.counts).toMatchObject({ kept: 100_000, stale: 0 });
  await runner.stop(false);
  await queue.close();
});
