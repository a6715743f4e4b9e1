import { RemoteWrite2Builder, compressSnappy } from '@binnacle/wire';
import { labelsFromRecord } from '@binnacle/model';
import { expect, onTestFinished, test } from 'vitest';
import { Receiver } from '../../test/receiver.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { readServerUrl } from '../config/server-address.ts';
import { silentLog } from '../log.ts';
import { DiskQueue } from '../queue/disk-queue.ts';
import type { QueueRecord } from '../queue/record.ts';
import { systemClock, type Clock } from '../scrape/schedule.ts';
import { Sender } from './sender.ts';
import { WriteClient } from './write-client.ts';

function recordOf(n: number, lane = 0): QueueRecord {
  const builder = new RemoteWrite2Builder();
  builder.series(labelsFromRecord({ __name__: 'm', lane: String(lane) }));
  builder.sample(1_000 + n, n, 0);
  return { scrapedAtMs: n, sampleCount: 1, lane, payload: compressSnappy(builder.finish()) };
}

async function setUp(
  url: string,
  folder = temporaryFolder(),
): Promise<{ queue: DiskQueue; sender: Sender; waits: number[] }> {
  const waits: number[] = [];
  // Waits are over at once; how long they would have been is written down, and the clock moves on by them alone.
  let nowMs = 1_700_000_000_000;
  const clock: Clock = {
    nowMs: () => nowMs,
    after: (delayMs, run) => {
      waits.push(delayMs);
      return systemClock.after(0, () => {
        nowMs += delayMs;
        run();
      });
    },
  };
  const server = readServerUrl(url, 'tkn_secret');
  if (typeof server === 'string') throw new Error(server);
  const queue = await DiskQueue.open({ folder, maxBytes: 1 << 20, servers: [server.writeUrl], onDamage: () => {} });
  const client = new WriteClient({
    server,
    tokenFile: undefined,
    caFile: undefined,
    skipVerify: false,
    userAgent: 'test',
    timeoutMs: 5_000,
    nowMs: clock.nowMs,
  });
  const sender = new Sender(server, queue.reader(0), client, clock, silentLog, () => 0);
  sender.start();
  onTestFinished(async () => {
    await sender.stop();
    await queue.close();
  });
  return { queue, sender, waits };
}

test('delivers with the headers of remote write 2.0 and the token', async () => {
  const receiver = await Receiver.start();
  const { queue, sender } = await setUp(receiver.url);
  await queue.append(recordOf(1));
  await receiver.until(() => receiver.samples.length === 1);
  expect(receiver.samples).toEqual([{ series: 'm{lane="0"}', timestampMs: 1_001, value: 1 }]);
  expect(receiver.requests[0]).toMatchObject({
    authorization: 'Bearer tkn_secret',
    'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
    'content-encoding': 'snappy',
    'x-prometheus-remote-write-version': '2.0.0',
    'user-agent': 'test',
  });
  expect(sender.protocol).toBe('remote write 2.0');
});

test('each lane keeps its order, whatever fails in between', async () => {
  const receiver = await Receiver.start();
  receiver.answers.push({ status: 503 }, { status: 500 }, { status: 429, headers: { 'retry-after': '2' } });
  const { queue, sender } = await setUp(receiver.url);
  for (let n = 1; n <= 60; n++) await queue.append(recordOf(n, n % 3));
  await receiver.until(() => receiver.samples.length >= 60);
  for (const lane of [0, 1, 2]) {
    const values = receiver.valuesOf(`m{lane="${lane}"}`);
    expect(values).toEqual(Array.from({ length: 60 }, (_, i) => i + 1).filter((n) => n % 3 === lane));
  }
  expect(sender.counts).toMatchObject({ retries: 3, samplesRefused: 0 });
});

test('waits longer and longer, and as long as the server asks', async () => {
  const receiver = await Receiver.start();
  receiver.answers.push(...Array.from({ length: 5 }, () => ({ status: 500 })), {
    status: 503,
    headers: { 'retry-after': '90' },
  });
  const { queue, waits } = await setUp(receiver.url);
  await queue.append(recordOf(1));
  await receiver.until(() => receiver.samples.length === 1);
  expect(waits.map(Math.round)).toEqual([125, 250, 500, 1_000, 2_000, 90_000]);
});

test('what the server refuses for good is dropped and counted with its reason, and the rest goes on', async () => {
  const receiver = await Receiver.start();
  receiver.answers.push({ status: 400, body: '{"error":{"code":"bad_data","message":"label \\"x\\" is too long"}}' });
  const { queue, sender } = await setUp(receiver.url);
  await queue.append(recordOf(1));
  await queue.append(recordOf(2));
  await receiver.until(() => receiver.samples.length === 1);
  expect(receiver.valuesOf('m')).toEqual([2]);
  await expect.poll(() => sender.counts).toMatchObject({ samplesRefused: 1, samplesSent: 1 });
  expect(sender.problems[0]!.message).toBe('answered HTTP 400: label "x" is too long');
});

test.each([401, 403])('HTTP %i is the token, not the samples: they wait until it is right', async (status) => {
  const receiver = await Receiver.start();
  const body = '{"error":{"code":"unauthenticated","message":"this token is not known"}}';
  receiver.answers.push(...Array.from({ length: 12 }, () => ({ status, body })));
  const { queue, sender, waits } = await setUp(receiver.url);
  const seen: unknown[] = [];
  for (let n = 1; n <= 3; n++) await queue.append(recordOf(n));
  await receiver.until(() => {
    if (receiver.requests.length === 12) seen.push(...sender.problems);
    return receiver.samples.length === 3;
  });
  expect(receiver.valuesOf('m')).toEqual([1, 2, 3]);
  expect(seen[0]).toMatchObject({
    code: 'token_refused',
    message: `answered HTTP ${status}: this token is not known`,
    advice: expect.stringContaining('wait in the queue') as string,
  });
  expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  await expect.poll(() => sender.counts).toMatchObject({ samplesRefused: 0, samplesSent: 3 });
  await expect.poll(() => sender.problems).toEqual([]);
});

test('falls back to 1.0 when the server does not know 2.0, and stays with it', async () => {
  const receiver = await Receiver.start();
  receiver.answers.push({ status: 415 });
  const { queue, sender } = await setUp(receiver.url);
  await queue.append(recordOf(1));
  await queue.append(recordOf(2));
  await receiver.until(() => receiver.samples.length === 2);
  expect(receiver.requests.map((headers) => headers['x-prometheus-remote-write-version'])).toEqual([
    '2.0.0',
    '0.1.0',
    '0.1.0',
  ]);
  expect(receiver.valuesOf('m{lane="0"}')).toEqual([1, 2]);
  expect(sender.protocol).toBe('remote write 1.0');
});

test('a server that takes a 2.0 request for an empty one gets it again as 1.0', async () => {
  const receiver = await Receiver.start();
  receiver.answers.push({ status: 204 });
  const { queue } = await setUp(receiver.url);
  await queue.append(recordOf(1));
  await receiver.until(() => receiver.samples.length === 2);
  expect(receiver.requests.at(-1)!['x-prometheus-remote-write-version']).toBe('0.1.0');
});

test('a server that is away is waited for, with one clear problem, and gets everything in order', async () => {
  const receiver = await Receiver.start();
  await receiver.stop();
  const { queue, sender } = await setUp(receiver.url);
  for (let n = 1; n <= 20; n++) await queue.append(recordOf(n));
  await expect.poll(() => sender.counts.retries).toBeGreaterThan(3);
  expect(sender.problems).toHaveLength(1);
  expect(sender.problems[0]).toMatchObject({ code: 'connection_refused' });
  await receiver.listen(receiver.port);
  await receiver.until(() => receiver.samples.length === 20);
  expect(receiver.valuesOf('m')).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  await expect.poll(() => sender.problems).toEqual([]);
});
