import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { DiskQueue } from './disk-queue.ts';
import { RECORD_HEADER_BYTES } from './record.ts';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'queue-'));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const damage: string[] = [];
const openQueue = (
  folder: string,
  options: { maxBytes?: number; segmentBytes?: number; servers?: string[] } = {},
): Promise<DiskQueue> => {
  damage.length = 0;
  return DiskQueue.open({
    folder,
    maxBytes: 1 << 20,
    servers: ['a'],
    onDamage: (message) => damage.push(message),
    ...options,
  });
};
const record = (n: number, bytes = 10) => ({
  scrapedAtMs: n * 1000,
  sampleCount: n,
  lane: n % 4,
  payload: new Uint8Array(bytes).fill(n),
});

async function drain(queue: DiskQueue, server = 0): Promise<number[]> {
  const reader = queue.reader(server);
  const got: number[] = [];
  for (let delivery = await reader.next(); delivery !== undefined; delivery = await reader.next()) {
    got.push(delivery.record.payload[0]!);
    reader.acknowledge(delivery);
  }
  return got;
}

test('hands records out in order, over several files', async () => {
  const queue = await openQueue(newFolder(), { segmentBytes: 100 });
  for (let n = 1; n <= 20; n++) await queue.append(record(n));
  expect(await drain(queue)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  expect(queue.waitingSamples).toBe(0);
  await queue.collect();
  expect(queue.sizeBytes).toBeLessThan(200);
  await queue.close();
});

test('after a clean stop reading goes on where it ended', async () => {
  const folder = newFolder();
  const first = await openQueue(folder, { segmentBytes: 100 });
  for (let n = 1; n <= 5; n++) await first.append(record(n));
  const reader = first.reader(0);
  for (let n = 1; n <= 3; n++) reader.acknowledge((await reader.next())!);
  await first.close();
  const second = await openQueue(folder, { segmentBytes: 100 });
  await second.append(record(6));
  expect(await drain(second)).toEqual([4, 5, 6]);
  await second.close();
});

test('after a start in the middle of a file the number of waiting samples comes out even', async () => {
  const folder = newFolder();
  const first = await openQueue(folder);
  for (const n of [100, 1, 1, 50]) await first.append(record(n));
  const reader = first.reader(0);
  for (let n = 0; n < 2; n++) reader.acknowledge((await reader.next())!);
  await first.close();
  const second = await openQueue(folder);
  expect(await drain(second)).toEqual([1, 50]);
  expect(second.waitingSamples).toBe(0);
  await second.append(record(7));
  expect(second.waitingSamples).toBe(7);
  await second.close();
});

test('without a clean stop everything that was not saved as delivered is delivered again', async () => {
  const folder = newFolder();
  const crashed = await openQueue(folder);
  for (let n = 1; n <= 5; n++) await crashed.append(record(n));
  const reader = crashed.reader(0);
  reader.acknowledge((await reader.next())!);
  await reader.save();
  reader.acknowledge((await reader.next())!);
  // No close: the process is gone.
  const next = await openQueue(folder);
  expect(await drain(next)).toEqual([2, 3, 4, 5]);
  await next.close();
  await crashed.close();
});

test('a record that was acknowledged out of order does not move the position past the others', async () => {
  const folder = newFolder();
  const queue = await openQueue(folder);
  for (let n = 1; n <= 3; n++) await queue.append(record(n));
  const reader = queue.reader(0);
  const [one, two] = [(await reader.next())!, (await reader.next())!];
  reader.acknowledge(two);
  expect(queue.oldestWaitingMs).toBe(1000);
  await reader.save();
  const again = await openQueue(folder);
  expect(await drain(again)).toEqual([1, 2, 3]);
  reader.acknowledge(one);
  expect(queue.oldestWaitingMs).toBe(1000); // the first of the file: a figure for people
  await again.close();
  await queue.close();
});

test('a torn last record is cut off at every possible length, and nothing else', async () => {
  const folder = newFolder();
  const queue = await openQueue(folder);
  for (let n = 1; n <= 3; n++) await queue.append(record(n));
  await queue.close();
  const [name] = readdirSync(folder).filter((file) => file.endsWith('.queue'));
  const whole = readFileSync(join(folder, name!)).length;
  for (let cut = 1; cut < RECORD_HEADER_BYTES + 10; cut++) {
    const copy = newFolder();
    mkdirSync(copy, { recursive: true });
    copyFileSync(join(folder, name!), join(copy, name!));
    truncateSync(join(copy, name!), whole - cut);
    const torn = await openQueue(copy);
    expect(damage).toHaveLength(1);
    await torn.append(record(9));
    expect(await drain(torn)).toEqual([1, 2, 9]);
    await torn.close();
  }
});

test('one flipped bit in an older file costs the rest of that file only, and is reported', async () => {
  const folder = newFolder();
  const queue = await openQueue(folder, { segmentBytes: 90 });
  for (let n = 1; n <= 6; n++) await queue.append(record(n));
  await queue.close();
  const [first] = readdirSync(folder)
    .filter((file) => file.endsWith('.queue'))
    .sort();
  const bytes = readFileSync(join(folder, first!));
  bytes[bytes.length - 3]! ^= 4;
  writeFileSync(join(folder, first!), bytes);
  const damaged = await openQueue(folder, { segmentBytes: 90 });
  expect(await drain(damaged)).toEqual([1, 3, 4, 5, 6]);
  expect(damage.join()).toContain('wrong checksum');
  await damaged.close();
});

test('a full queue drops the oldest first and counts each sample once for each server', async () => {
  const queue = await openQueue(newFolder(), { maxBytes: 400, segmentBytes: 100, servers: ['a', 'b'] });
  for (let n = 1; n <= 30; n++) await queue.append(record(n));
  expect(queue.sizeBytes).toBeLessThanOrEqual(400);
  const a = await drain(queue, 0);
  const b = await drain(queue, 1);
  expect(a).toEqual(b);
  expect(a.at(-1)).toBe(30);
  const kept = a.reduce((sum, n) => sum + n, 0);
  expect(queue.droppedSamples).toBe(2 * ((30 * 31) / 2 - kept));
  await queue.close();
});

test('each server has its own position, and a file stays until both have read it', async () => {
  const queue = await openQueue(newFolder(), { segmentBytes: 100, servers: ['a', 'b'] });
  for (let n = 1; n <= 10; n++) await queue.append(record(n));
  const before = queue.sizeBytes;
  expect(await drain(queue, 0)).toHaveLength(10);
  await queue.collect();
  expect(queue.sizeBytes).toBe(before);
  expect(await drain(queue, 1)).toHaveLength(10);
  await queue.collect();
  expect(queue.sizeBytes).toBeLessThan(before);
  await queue.close();
});

test('what cannot be written is refused, and the queue goes on when it can be again', async () => {
  const folder = newFolder();
  const queue = await openQueue(folder, { segmentBytes: 60 });
  await queue.append(record(1));
  rmSync(folder, { recursive: true });
  await expect(queue.append(record(2, 30))).rejects.toThrow('cannot begin the queue file');
  mkdirSync(folder);
  await queue.append(record(3, 30));
  expect(queue.waitingSamples).toBe(4);
  await queue.close();
});

test('positions of servers that are no longer configured are forgotten', async () => {
  const folder = newFolder();
  const both = await openQueue(folder, { servers: ['a', 'b'] });
  await both.append(record(1));
  await drain(both, 0);
  await drain(both, 1);
  await both.close();
  await (await openQueue(folder, { servers: ['b'] })).close();
  expect(readdirSync(folder).filter((name) => name.endsWith('.position'))).toHaveLength(1);
});
