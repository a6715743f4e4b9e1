import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../host/memory-files.test-data.ts';
import { parseNumber, parseNumbers } from './cgroup-files.ts';
import { cgroupReader } from './cgroup-reader.ts';
import { parseNetworkDevices } from './network-devices.ts';
import { parsePressure } from './version-two.ts';

const ID = '0123456789abcdef'.repeat(4);
const OTHER = 'fedcba9876543210'.repeat(4);
const MEMINFO = { 'proc/meminfo': 'MemTotal:        1000 kB\n' };
const NET_DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
  eth0: 5000       6    1    2    0     0          0         0     7000       8    3    4    0     0       0          0
`;

/** A file of version 1 in each controller's tree. */
const versionOne = (group: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(files).map(([file, text]) => {
      const controller = /^(?:cgroup\.procs|pids)/.test(file) ? 'pids' : file.replace(/\..*/, '');
      const folder = controller === 'cpu' || controller === 'cpuacct' ? 'cpu,cpuacct' : controller;
      return [`sys/fs/cgroup/${folder}${group}/${file}`, text];
    }),
  );
const ROOT_ONE = Object.fromEntries(
  ['cpu,cpuacct', 'memory', 'blkio', 'pids'].map((folder) => [`sys/fs/cgroup/${folder}/cgroup.procs`, '1\n']),
);
const versionTwo = (group: string, files: Readonly<Record<string, string>>) => ({
  'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n',
  ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`sys/fs/cgroup${group}/${file}`, text])),
});

describe('the cgroup of a container is found by its id', () => {
  test.each([
    ['Docker, cgroupfs', `/docker/${ID}`],
    ['Docker, systemd', `/system.slice/docker-${ID}.scope`],
    ['Docker in a slice of its own', `/my.slice/my-docker.slice/docker-${ID}.scope`],
    ['kubelet, cgroupfs, guaranteed', `/kubepods/pod0b3d7c1e-0000-4000-8000-000000000001/${ID}`],
    ['kubelet, cgroupfs, burstable', `/kubepods/burstable/pod0b3d7c1e-0000-4000-8000-000000000001/${ID}`],
    [
      'containerd, systemd',
      `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod0b3d7c1e_0000_4000_8000_000000000001.slice/cri-containerd-${ID}.scope`,
    ],
    [
      'CRI-O, systemd',
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0b3d7c1e_0000_4000_8000_000000000001.slice/crio-${ID}.scope`,
    ],
    ['containerd, cgroupfs of old', `/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:${ID}`],
    ['podman, systemd', `/machine.slice/libpod-${ID}.scope`],
    ['podman, cgroupfs', `/libpod_parent/libpod-${ID}`],
    ['a node in a group of its own', `/lab-node1/kubepods/besteffort/podabc/${ID}`],
  ])('%s', (_, group) => {
    const files = { 'cgroup.procs': '42\n', 'pids.current': '3\n' };
    for (const tree of [{ ...ROOT_ONE, ...versionOne(group, files) }, versionTwo(group, files)]) {
      const reader = cgroupReader(memoryFiles({ ...MEMINFO, ...tree }));
      expect(reader.group(ID)).toBe(group);
      expect(reader.read({ containerId: ID })?.scalars).toMatchObject({ processes: 1, threads: 3 });
    }
  });

  test('helpers of the runtime have groups that end in the id too', () => {
    const conmon = `/machine.slice/libpod-conmon-${ID}.scope`;
    const crio = `/kubepods.slice/crio-conmon-${OTHER}.scope`;
    const tree = { ...versionTwo(conmon, { 'cgroup.procs': '9\n' }), ...versionTwo(crio, { 'cgroup.procs': '9\n' }) };
    const reader = cgroupReader(memoryFiles({ ...MEMINFO, ...tree }));
    expect([reader.group(ID), reader.group(OTHER)]).toEqual([undefined, undefined]);
  });

  test('pods, by their uid', () => {
    const uid = '0b3d7c1e-0000-4000-8000-000000000001';
    const slice = `/kubepods.slice/kubepods-pod${uid.replaceAll('-', '_')}.slice`;
    expect(cgroupReader(memoryFiles(versionTwo(slice, { 'cgroup.procs': '' }))).podGroup(uid)).toBe(slice);
    const folder = `/kubepods/burstable/pod${uid}`;
    expect(cgroupReader(memoryFiles(versionTwo(folder, { 'cgroup.procs': '' }))).podGroup(uid)).toBe(folder);
  });

  test('a container that came later is found in the next pass, with one walk for all that are unknown', () => {
    const tree: Record<string, string> = { ...MEMINFO, ...versionTwo('', { 'cgroup.procs': '1\n' }) };
    const files = memoryFiles(tree);
    let walks = 0;
    const reader = cgroupReader({
      ...files,
      folders(path) {
        if (path === 'fs/cgroup') walks++;
        return files.folders(path);
      },
    });
    reader.begin();
    expect([reader.group(ID), reader.group(OTHER)]).toEqual([undefined, undefined]);
    expect(walks).toBe(1);
    Object.assign(tree, versionTwo(`/docker/${ID}`, { 'cgroup.procs': '42\n' }));
    expect(reader.group(ID)).toBeUndefined();
    reader.begin();
    expect(reader.group(ID)).toBe(`/docker/${ID}`);
    expect(reader.group(ID)).toBe(`/docker/${ID}`);
    expect(walks).toBe(2);
  });
});

test('version 1: every controller', () => {
  const tree = versionOne(`/docker/${ID}`, {
    'cgroup.procs': '42\n43\n',
    'pids.current': '7\n',
    'pids.max': 'max\n',
    'cpuacct.usage': '2500000000\n',
    'cpuacct.usage_user': '2000000000\n',
    'cpuacct.usage_sys': '500000000\n',
    'cpu.stat': 'nr_periods 100\nnr_throttled 80\nthrottled_time 6000000000\n',
    'cpu.cfs_quota_us': '15000\n',
    'cpu.cfs_period_us': '100000\n',
    'cpu.shares': '512\n',
    'memory.usage_in_bytes': '1000\n',
    'memory.max_usage_in_bytes': '2000\n',
    'memory.failcnt': '4\n',
    'memory.limit_in_bytes': '9223372036854771712\n',
    'memory.soft_limit_in_bytes': '9223372036854771712\n',
    'memory.kmem.usage_in_bytes': '50\n',
    'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
    'memory.stat':
      'cache 1\nrss 2\npgfault 10\npgmajfault 1\ntotal_cache 600\ntotal_rss 300\ntotal_swap 5\ntotal_mapped_file 6\ntotal_inactive_file 250\ntotal_active_file 350\ntotal_pgfault 12\ntotal_pgmajfault 2\n',
    'blkio.throttle.io_service_bytes_recursive':
      '254:0 Read 4096\n254:0 Write 8192\n254:0 Sync 8192\n254:0 Async 4096\n254:0 Discard 0\n254:0 Total 12288\nTotal 12288\n',
    'blkio.throttle.io_serviced_recursive': '254:0 Read 1\n254:0 Write 2\n254:0 Total 3\nTotal 3\n',
  });
  const reader = cgroupReader(
    memoryFiles(
      {
        ...MEMINFO,
        ...ROOT_ONE,
        ...tree,
        'proc/42/net/dev': NET_DEV,
        'sys/dev/block/254:0/uevent': 'DEVNAME=vda\n',
      },
      {
        links: {
          'proc/1/ns/net': 'net:[1]',
          'proc/42/ns/net': 'net:[2]',
          'proc/42/fd/0': '/dev/null',
          'proc/42/fd/3': 'socket:[99]',
          'proc/43/fd/0': 'pipe:[5]',
        },
      },
    ),
  );
  expect(reader.version).toBe(1);
  expect(reader.read({ containerId: ID })).toEqual({
    scalars: {
      cpuSeconds: 2.5,
      cpuUserSeconds: 2,
      cpuSystemSeconds: 0.5,
      cfsPeriods: 100,
      cfsThrottledPeriods: 80,
      cfsThrottledSeconds: 6,
      specCpuQuota: 15_000,
      specCpuPeriod: 100_000,
      specCpuShares: 512,
      memoryUsage: 1000,
      memoryWorkingSet: 750,
      memoryRss: 300,
      memoryCache: 600,
      memorySwap: 5,
      memoryMappedFile: 6,
      memoryKernel: 50,
      memoryMaxUsage: 2000,
      memoryFailcnt: 4,
      memoryActiveFile: 350,
      memoryInactiveFile: 250,
      oomEvents: 2,
      specMemoryLimit: 0,
      specMemoryReservation: 0,
      memoryLimit: 1_024_000,
      processes: 2,
      threads: 7,
      threadsMax: 0,
      fileDescriptors: 3,
      sockets: 1,
    },
    pageFaults: [
      { scope: 'container', all: 10, major: 1 },
      { scope: 'hierarchy', all: 12, major: 2 },
    ],
    disks: new Map([['/dev/vda', { readBytes: 4096, writtenBytes: 8192, reads: 1, writes: 2 }]]),
    networks: new Map([
      [
        'eth0',
        {
          receivedBytes: 5000,
          receivedPackets: 6,
          receiveErrors: 1,
          receiveDropped: 2,
          sentBytes: 7000,
          sentPackets: 8,
          sendErrors: 3,
          sendDropped: 4,
        },
      ],
    ]),
  });
});

test('version 1: ticks where the kernel has no finer count, and no block I/O where it is not counted', () => {
  const tree = versionOne(`/docker/${ID}`, {
    'cgroup.procs': '42\n',
    'cpuacct.stat': 'user 150\nsystem 50\n',
    'cpu.cfs_quota_us': '-1\n',
    'blkio.throttle.io_service_bytes': 'Total 0\n',
  });
  const reading = cgroupReader(memoryFiles({ ...MEMINFO, ...ROOT_ONE, ...tree })).read({ containerId: ID });
  expect(reading?.scalars).toEqual({ cpuUserSeconds: 1.5, cpuSystemSeconds: 0.5, processes: 1 });
  expect(reading?.disks).toBeUndefined();
});

// As a kernel 6.8 with systemd writes them.
test('version 2: every controller', () => {
  const tree = versionTwo(`/system.slice/docker-${ID}.scope`, {
    'cgroup.procs': '42\n',
    'pids.current': '7\n',
    'pids.max': '1024\n',
    'cpu.stat':
      'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\nnice_usec 0\ncore_sched.force_idle_usec 0\nnr_periods 100\nnr_throttled 80\nthrottled_usec 6000000\nnr_bursts 0\nburst_usec 0\n',
    'cpu.max': '15000 100000\n',
    'cpu.weight': '100\n',
    'cpu.pressure':
      'some avg10=1.00 avg60=2.00 avg300=3.00 total=4000000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1000000\n',
    'memory.pressure':
      'some avg10=0.00 avg60=0.00 avg300=0.00 total=500000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=250000\n',
    'io.pressure':
      'some avg10=0.00 avg60=0.00 avg300=0.00 total=20000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=10000\n',
    'memory.current': '1000\n',
    'memory.peak': '2000\n',
    'memory.max': 'max\n',
    'memory.low': '0\n',
    'memory.swap.current': '5\n',
    'memory.swap.max': 'max\n',
    'memory.events': 'low 0\nhigh 0\nmax 3\noom 1\noom_kill 2\noom_group_kill 0\n',
    'memory.stat':
      'anon 300\nfile 600\nkernel 50\nkernel_stack 16\nsock 0\nfile_mapped 6\ninactive_anon 1\nactive_anon 2\ninactive_file 250\nactive_file 350\npgfault 12\npgmajfault 2\n',
    'io.stat':
      '254:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n8:0 \n253:0 rbytes=1 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n',
  });
  const reader = cgroupReader(
    memoryFiles({ ...MEMINFO, ...tree, 'sys/dev/block/254:0/uevent': 'DEVNAME=vda\n', 'proc/42/net/dev': NET_DEV }),
  );
  expect(reader.version).toBe(2);
  const reading = reader.read({ containerId: ID });
  expect(reading?.scalars).toEqual({
    cpuSeconds: 2.5,
    cpuUserSeconds: 2,
    cpuSystemSeconds: 0.5,
    cfsPeriods: 100,
    cfsThrottledPeriods: 80,
    cfsThrottledSeconds: 6,
    specCpuQuota: 15_000,
    specCpuPeriod: 100_000,
    // The weight that runtimes make of 2,597 to 2,622 shares.
    specCpuShares: 2597,
    memoryUsage: 1000,
    memoryWorkingSet: 750,
    memoryRss: 300,
    memoryCache: 600,
    memorySwap: 5,
    memoryMappedFile: 6,
    memoryKernel: 50,
    memoryMaxUsage: 2000,
    memoryActiveFile: 350,
    memoryInactiveFile: 250,
    oomEvents: 2,
    specMemoryLimit: 0,
    specMemoryReservation: 0,
    specMemorySwapLimit: 0,
    memoryLimit: 1_024_000,
    pressureCpuWaiting: 4,
    pressureCpuStalled: 1,
    pressureMemoryWaiting: 0.5,
    pressureMemoryStalled: 0.25,
    pressureIoWaiting: 0.02,
    pressureIoStalled: 0.01,
    processes: 1,
    threads: 7,
    threadsMax: 1024,
  });
  expect(reading?.disks).toEqual(
    new Map([
      ['/dev/vda', { readBytes: 4096, writtenBytes: 8192, reads: 1, writes: 2 }],
      ['253:0', { readBytes: 1, writtenBytes: 0, reads: 1, writes: 0 }],
    ]),
  );
  expect(reading?.networks?.get('eth0')?.receivedBytes).toBe(5000);
});

test('version 2 without a quota and with a limit; an init system of the container has groups of its own', () => {
  const group = `/machine.slice/libpod-${ID}.scope`;
  const tree = {
    ...versionTwo(group, { 'cgroup.procs': '', 'cpu.max': 'max 100000\n', 'memory.max': '64000\n' }),
    ...versionTwo(`${group}/container`, { 'cgroup.procs': '' }),
    ...versionTwo(`${group}/container/init.scope`, { 'cgroup.procs': '42\n' }),
  };
  const reading = cgroupReader(memoryFiles({ ...MEMINFO, ...tree })).read({ containerId: ID });
  expect(reading?.scalars).toEqual({
    specCpuPeriod: 100_000,
    specMemoryLimit: 64_000,
    memoryLimit: 64_000,
    processes: 1,
  });
});

test('a group without processes says nothing: the container has just ended', () => {
  const tree = versionTwo(`/docker/${ID}`, { 'cgroup.procs': '', 'memory.current': '4096\n' });
  expect(cgroupReader(memoryFiles(tree)).read({ containerId: ID })).toBeUndefined();
});

test('a container in the network of the host has no network of its own', () => {
  const tree = versionTwo(`/docker/${ID}`, { 'cgroup.procs': '42\n' });
  const files = memoryFiles(
    { ...MEMINFO, ...tree, 'proc/42/net/dev': NET_DEV },
    { links: { 'proc/1/ns/net': 'net:[1]', 'proc/42/ns/net': 'net:[1]' } },
  );
  expect(cgroupReader(files).read({ containerId: ID })?.networks).toEqual(new Map());
});

describe('whatever the files hold, only finite numbers come out', () => {
  const line = fc.stringMatching(/^[a-z0-9_.: =-]{0,40}$/);
  const text = fc.oneof(
    fc.string(),
    fc.array(line).map((lines) => lines.join('\n')),
  );

  test('numbers', () => {
    fc.assert(
      fc.property(text, (content) => {
        expect(parseNumber(content) ?? 0).toSatisfy(Number.isFinite);
        for (const value of parseNumbers(content).values()) expect(value).toSatisfy(Number.isFinite);
        for (const value of Object.values(parsePressure(content))) expect(value).toSatisfy(Number.isFinite);
        for (const numbers of parseNetworkDevices(content).values()) {
          for (const value of Object.values(numbers)) expect(value).toSatisfy(Number.isFinite);
        }
      }),
    );
  });

  test('readings', () => {
    const names = ['cpu.stat', 'cpu.max', 'memory.stat', 'memory.current', 'io.stat', 'memory.events', 'cpu.pressure'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), text), (files) => {
        const tree = versionTwo(`/docker/${ID}`, { ...files, 'cgroup.procs': '42\n' });
        const reading = cgroupReader(memoryFiles({ ...MEMINFO, ...tree })).read({ containerId: ID });
        for (const value of Object.values(reading?.scalars ?? {})) expect(value).toSatisfy(Number.isFinite);
      }),
    );
  });
});
