import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockDevices } from '../host/block-devices.ts';
import { memoryFiles } from '../host/memory-files.test-data.ts';
import { statsReading } from './stats-reading.ts';

const READ = '2026-11-28T11:00:00Z';
const noDevices = new BlockDevices(undefined);
const devices = new BlockDevices(memoryFiles({ 'sys/dev/block/254:0/uevent': 'MAJOR=254\nMINOR=0\nDEVNAME=vda\n' }));

describe('what is not told is not claimed', () => {
  test('a container that does not run: zeros read in the year 1', () => {
    const stopped = { read: '0001-01-01T00:00:00Z', cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} };
    expect(statsReading(stopped, 'docker', noDevices)).toBeUndefined();
  });

  test('nothing but a time', () => {
    expect(statsReading({ read: READ }, 'docker', noDevices)).toEqual({ scalars: {} });
  });

  test.each([
    ['null', null],
    ['an empty list', []],
    ['only totals', [{ major: 254, minor: 0, op: 'Total', value: 5 }]],
  ])('block I/O: %s is "not counted"', (_, list) => {
    const stats = { read: READ, blkio_stats: { io_service_bytes_recursive: list, io_serviced_recursive: list } };
    expect(statsReading(stats, 'docker', noDevices)?.disks).toBeUndefined();
  });

  test('a network of nobody: host networking has no networks', () => {
    expect(statsReading({ read: READ, networks: null }, 'docker', noDevices)?.networks).toBeUndefined();
  });
});

test('cgroup v1: numbers with those of groups below, working set without inactive file cache', () => {
  const stats = {
    read: READ,
    cpu_stats: {
      cpu_usage: { total_usage: 2_500_000_000, usage_in_kernelmode: 500_000_000, usage_in_usermode: 2_000_000_000 },
      throttling_data: { periods: 100, throttled_periods: 80, throttled_time: 6_000_000_000 },
    },
    pids_stats: { current: 3 },
    memory_stats: {
      usage: 1000,
      max_usage: 1500,
      failcnt: 2,
      limit: 64_000,
      stats: {
        rss: 1,
        total_rss: 300,
        total_cache: 600,
        total_inactive_file: 250,
        total_swap: 5,
        pgfault: 7,
        pgmajfault: 1,
        total_pgfault: 9,
        total_pgmajfault: 2,
      },
    },
  };
  expect(statsReading(stats, 'docker', noDevices)).toEqual({
    scalars: {
      cpuSeconds: 2.5,
      cpuSystemSeconds: 0.5,
      cpuUserSeconds: 2,
      cfsPeriods: 100,
      cfsThrottledPeriods: 80,
      cfsThrottledSeconds: 6,
      memoryUsage: 1000,
      memoryWorkingSet: 750,
      memoryRss: 300,
      memoryCache: 600,
      memorySwap: 5,
      memoryInactiveFile: 250,
      memoryMaxUsage: 1500,
      memoryFailcnt: 2,
      memoryLimit: 64_000,
      processes: 3,
    },
    pageFaults: [
      { scope: 'container', all: 7, major: 1 },
      { scope: 'hierarchy', all: 9, major: 2 },
    ],
  });
});

test('cgroup v2: anon for rss, file for cache; the working set does not go below 0', () => {
  const stats = { read: READ, memory_stats: { usage: 100, stats: { anon: 60, file: 400, inactive_file: 200 } } };
  expect(statsReading(stats, 'docker', noDevices)?.scalars).toEqual({
    memoryUsage: 100,
    memoryWorkingSet: 0,
    memoryRss: 60,
    memoryCache: 400,
    memoryInactiveFile: 200,
  });
});

test('Windows knows the private working set alone', () => {
  const stats = { read: READ, memory_stats: { commitbytes: 5, privateworkingset: 77 } };
  expect(statsReading(stats, 'docker', noDevices)?.scalars).toEqual({ memoryWorkingSet: 77 });
});

test('block I/O: read and write in either case, by device; Sync, Async, Discard and Total are left alone', () => {
  const list = (scale: number) => [
    { major: 254, minor: 0, op: 'Read', value: 10 * scale },
    { major: 254, minor: 0, op: 'Write', value: 20 * scale },
    { major: 254, minor: 0, op: 'Sync', value: 25 * scale },
    { major: 254, minor: 0, op: 'Async', value: 5 * scale },
    { major: 254, minor: 0, op: 'Discard', value: 30 * scale },
    { major: 254, minor: 0, op: 'Total', value: 60 * scale },
    { major: 8, minor: 16, op: 'read' },
    { major: 8, minor: 16, op: 'write', value: 7 },
  ];
  const stats = { read: READ, blkio_stats: { io_service_bytes_recursive: list(4096), io_serviced_recursive: list(1) } };
  expect(statsReading(stats, 'docker', devices)?.disks).toEqual(
    new Map([
      ['/dev/vda', { readBytes: 40_960, writtenBytes: 81_920, reads: 10, writes: 20 }],
      ['8:16', { readBytes: 0, writtenBytes: 7, reads: 0, writes: 7 }],
    ]),
  );
});

test('podman: swapped device numbers, throttling that is always 0, memory without details', () => {
  const stats = {
    read: READ,
    cpu_stats: { cpu: 15, cpu_usage: { total_usage: 1e9 }, throttling_data: { periods: 0, throttled_time: 0 } },
    memory_stats: { usage: 500, limit: 1000 },
    blkio_stats: { io_service_bytes_recursive: [{ major: 0, minor: 254, op: 'Write', value: 9 }] },
  };
  expect(statsReading(stats, 'podman', devices)).toEqual({
    scalars: { cpuSeconds: 1, memoryUsage: 500, memoryWorkingSet: 500, memoryLimit: 1000 },
    disks: new Map([['/dev/vda', { writtenBytes: 9 }]]),
  });
});

test('each interface has its own numbers', () => {
  const counts = {
    rx_bytes: 1,
    rx_packets: 2,
    rx_errors: 3,
    rx_dropped: 4,
    tx_bytes: 5,
    tx_packets: 6,
    tx_errors: 7,
    tx_dropped: 8,
  };
  const reading = statsReading({ read: READ, networks: { eth0: counts, eth1: { rx_bytes: 9 } } }, 'docker', noDevices);
  expect(reading?.networks).toEqual(
    new Map([
      [
        'eth0',
        {
          receivedBytes: 1,
          receivedPackets: 2,
          receiveErrors: 3,
          receiveDropped: 4,
          sentBytes: 5,
          sentPackets: 6,
          sendErrors: 7,
          sendDropped: 8,
        },
      ],
      ['eth1', { receivedBytes: 9 }],
    ]),
  );
});

test('whatever an engine answers, nothing but finite numbers come out, and nothing is thrown', () => {
  const value: fc.Arbitrary<unknown> = fc.oneof(
    fc.double(),
    fc.string(),
    fc.constant(null),
    fc.array(fc.nat()),
    fc.boolean(),
  );
  const anyObject = fc.dictionary(
    fc.constantFrom(
      'usage',
      'stats',
      'total_usage',
      'inactive_file',
      'op',
      'value',
      'io_service_bytes_recursive',
      'eth0',
      'rx_bytes',
    ),
    fc.oneof(value, fc.dictionary(fc.constantFrom('usage', 'rx_bytes', 'total_usage', 'inactive_file'), value)),
  );
  const stats = fc.record({
    read: fc.oneof(fc.constant(READ), value),
    cpu_stats: fc.oneof(anyObject, value),
    memory_stats: fc.oneof(anyObject, value),
    blkio_stats: fc.oneof(anyObject, fc.record({ io_service_bytes_recursive: fc.array(anyObject) }), value),
    networks: fc.oneof(anyObject, value),
    pids_stats: value,
  });
  fc.assert(
    fc.property(stats, fc.constantFrom('docker' as const, 'podman' as const), (answer, runtime) => {
      const reading = statsReading(answer, runtime, noDevices);
      for (const number of Object.values(reading?.scalars ?? {})) expect(number).toSatisfy(Number.isFinite);
      for (const numbers of reading?.networks?.values() ?? []) {
        for (const number of Object.values(numbers)) expect(number).toSatisfy(Number.isFinite);
      }
    }),
  );
});

const fixtures =
  process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../../shared/fixtures', import.meta.url));
const folder = join(fixtures, 'exposition/docker');

// Captures of real engines that are not part of the repository: skipped where the folder is absent.
describe.skipIf(!existsSync(folder))('captured answers', () => {
  const captured = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

  test('an engine of 2016, cgroup v1', () => {
    const reading = statsReading(captured('stats-cgroupv1-a.json'), 'docker', noDevices);
    expect(reading?.scalars).toEqual({ cpuSeconds: 0.020298847, cpuUserSeconds: 0.01 });
    expect(reading?.disks).toEqual(new Map([['252:1', { readBytes: 753_664, writtenBytes: 0, reads: 26, writes: 0 }]]));
  });

  test('cgroup v2', () => {
    const all = captured('ecs-stats-cgroupv2.json') as Readonly<Record<string, unknown>>;
    const reading = statsReading(Object.values(all)[0], 'docker', noDevices);
    expect(reading?.scalars).toMatchObject({
      cpuSeconds: 0.034818,
      memoryUsage: 303_104,
      memoryWorkingSet: 303_104,
      memoryRss: 45_056,
      memoryCache: 0,
      processes: 1,
    });
    expect(reading?.disks).toBeUndefined();
    expect(reading?.networks?.get('eth0')).toMatchObject({ receivedBytes: 14, sentBytes: 21 });
  });

  test('an answer without preread', () => {
    const reading = statsReading(captured('stats-memory.json'), 'docker', noDevices);
    expect(reading?.scalars).toMatchObject({ memoryUsage: 1111, memoryMaxUsage: 1001, memoryWorkingSet: 1111 });
    expect(reading?.disks?.get('6:0')).toEqual({ readBytes: 100, writes: 101 });
  });
});
