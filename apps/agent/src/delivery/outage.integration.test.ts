import { join } from 'node:path';
import type { Collector, MetricFamily } from '@binnacle/collectors';
import { expect, onTestFinished, test } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { Receiver } from '../../test/receiver.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { CollectorRunner } from '../collect/collector-runner.ts';
import { readServerUrl } from '../config/server-address.ts';
import { silentLog } from '../log.ts';
import { DiskQueue } from '../queue/disk-queue.ts';
import { keepRowsIn } from './keep-rows.ts';
import { Sender } from './sender.ts';
import { WriteClient } from './write-client.ts';

const family: MetricFamily = { name: 'counted', type: 'counter', help: '' };
const INTERVAL_MS = 15_000;
const HOUR_MS = 3_600_000;
const SERIES = 5;

interface Sending {
  readonly queue: DiskQueue;
  readonly senders: readonly Sender[];
}

/** Queue and senders of one run of the agent, in the folder that the runs share. */
async function startSending(folder: string, urls: readonly string[], clock: FakeClock): Promise<Sending> {
  const servers = urls.map((url) => {
    const server = readServerUrl(url, undefined);
    if (typeof server === 'string') throw new Error(server);
    return server;
  });
  const names = servers.map(({ writeUrl }) => writeUrl);
  const queue = await DiskQueue.open({ folder, maxBytes: 1 << 26, servers: names, onDamage: () => {} });
  const senders = servers.map((server, i) => {
    const options = {
      server,
      tokenFile: undefined,
      caFile: undefined,
      skipVerify: false,
      userAgent: 'test',
      timeoutMs: 60_000,
      nowMs: clock.nowMs,
    };
    return new Sender(server, queue.reader(i), new WriteClient(options), clock, silentLog, () => 0.5);
  });
  for (const sender of senders) sender.start();
  return { queue, senders };
}

test('an hour without the server, a restart of the agent in between: every sample arrives, each series in order', async () => {
  const clock = new FakeClock();
  const away = await Receiver.start();
  const old = await Receiver.start();
  old.isOld = true;
  const { url, port } = away;
  await away.stop();
  const folder = join(temporaryFolder(), 'queue');
  let sending = await startSending(folder, [url, old.url], clock);
  onTestFinished(async () => {
    const stopped = Promise.all(sending.senders.map((sender) => sender.stop()));
    await clock.advance(1_000);
    await stopped;
    await sending.queue.close();
  });

  let passes = 0;
  let kept = 0;
  const collector: Collector = {
    name: 'test',
    job: 'j',
    instance: 'i',
    scope: 'cluster',
    collect: async (out) => {
      passes++;
      for (let i = 0; i < SERIES; i++) out.add(family, { n: String(i) }, passes);
      return { kind: 'ok' };
    },
  };
  const newRunner = (): CollectorRunner =>
    new CollectorRunner(
      { collector, intervalMs: INTERVAL_MS, timeoutMs: INTERVAL_MS },
      {
        clock,
        log: silentLog,
        tags: { cluster: 'c', host: new Map(), election: new Map() },
        phaseSeed: '',
        keep: async (...args) => {
          await keepRowsIn(sending.queue)(...args);
          kept++;
        },
        onChange: () => {},
      },
    );
  let runner = newRunner();
  runner.start();
  // Files take real turns of the event loop: the clock does not go on before a pass is on the disk.
  const isBehind = (): boolean => kept < passes;
  const live = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 5_000) {
      await clock.advance(5_000);
      while (isBehind()) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await live(HOUR_MS / 2);
  // The next run takes over what is on the disk. That it may also be killed is the business of agent.integration.test.ts.
  for (const sender of sending.senders) void sender.stop();
  await runner.stop(false);
  await sending.queue.close();
  sending = await startSending(folder, [url, old.url], clock);
  runner = newRunner();
  runner.start();
  await live(HOUR_MS / 2);
  expect(away.samples).toEqual([]);
  expect(sending.senders[0]!.problems).toMatchObject([{ code: 'connection_refused' }]);
  expect(passes).toBeGreaterThanOrEqual(HOUR_MS / INTERVAL_MS);
  const made = passes;

  await away.listen(port);
  const wanted = Array.from({ length: made }, (_, i) => i + 1);
  const arrived = (receiver: Receiver, n: number): number[] =>
    receiver.valuesOf(`counted{cluster="c", instance="i", job="j", n="${n}"}`).filter((it) => typeof it === 'number');
  await runner.stop(false);
  const isThere = (receiver: Receiver): boolean =>
    Array.from({ length: SERIES }, (_, n) => arrived(receiver, n)).every((values) => values.includes(made));
  // A server that spoke 1.0 is asked again after an hour, which may pass here while files and sockets take their time.
  const spoken = sending.senders.map(({ protocol }) => new Set([protocol]));
  while (!isThere(away) || !isThere(old)) {
    await clock.advance(500);
    sending.senders.forEach(({ protocol }, i) => spoken[i]!.add(protocol));
  }
  for (const receiver of [away, old]) {
    for (let n = 0; n < SERIES; n++) {
      const values = arrived(receiver, n);
      expect([...new Set(values)].slice(0, made)).toEqual(wanted);
      expect(values, 'in order, the last request before the restart perhaps twice').toEqual(
        values.toSorted((a, b) => a - b),
      );
    }
  }
  expect([...spoken[0]!]).toEqual(['remote write 2.0']);
  expect(spoken[1]).toContain('remote write 1.0');
  expect(sending.queue.droppedSamples).toBe(0);
});
