import { afterEach, describe, expect, test, vi } from 'vitest';
import { memoryFiles } from '../host/memory-files.test-data.ts';
import type { FileSystemSize } from '../host/host-files.ts';
import { RecordedOutput } from '../recorded-output.test-data.ts';
import { nodeCollector, type NodeCollectorOptions } from './node-collector.ts';

const signal = new AbortController().signal;
const NOW = Date.parse('2026-11-28T12:00:00Z');
const STAT =
  'cpu  1 2 3 4\ncpu0 100 200 300 400 500 600 700 800 900 1000\nbtime 1700000000\nctxt 12\nintr 34 1 2 3\nprocesses 56\nprocs_running 2\nprocs_blocked 1\n';

async function collect(
  texts: Readonly<Record<string, string>>,
  more: Parameters<typeof memoryFiles>[1] = {},
  options: Partial<NodeCollectorOptions> = {},
) {
  const out = new RecordedOutput();
  const files = memoryFiles({ 'proc/stat': STAT, ...texts }, more);
  const collector = nodeCollector({ files, host: 'ship', now: () => NOW, machine: 'x86_64', ...options });
  const outcome = await collector.collect(out, signal);
  expect(out.duplicates()).toEqual([]);
  return { out, outcome, collector };
}

/** The samples of a group of metrics, as an exposition has them. */
const lines = (out: RecordedOutput, pattern: RegExp): string[] =>
  out.samples
    .filter(({ name }) => pattern.test(name))
    .map(({ name, labels, value }) => {
      const text = Object.entries(labels).map(([label, labelValue]) => `${label}="${labelValue}"`);
      return `${name}${text.length === 0 ? '' : `{${text.join(',')}}`} ${value}`;
    });

test('CPU by mode, and what else /proc/stat counts', async () => {
  const { out } = await collect({});
  expect(lines(out, /^node_(?:cpu|boot|context|intr|forks|procs)/)).toEqual([
    'node_cpu_seconds_total{cpu="0",mode="user"} 1',
    'node_cpu_seconds_total{cpu="0",mode="nice"} 2',
    'node_cpu_seconds_total{cpu="0",mode="system"} 3',
    'node_cpu_seconds_total{cpu="0",mode="idle"} 4',
    'node_cpu_seconds_total{cpu="0",mode="iowait"} 5',
    'node_cpu_seconds_total{cpu="0",mode="irq"} 6',
    'node_cpu_seconds_total{cpu="0",mode="softirq"} 7',
    'node_cpu_seconds_total{cpu="0",mode="steal"} 8',
    'node_cpu_guest_seconds_total{cpu="0",mode="user"} 9',
    'node_cpu_guest_seconds_total{cpu="0",mode="nice"} 10',
    'node_boot_time_seconds 1700000000',
    'node_context_switches_total 12',
    'node_intr_total 34',
    'node_forks_total 56',
    'node_procs_running 2',
    'node_procs_blocked 1',
  ]);
});

test('memory: names with brackets, lines without a unit', async () => {
  const { out } = await collect({
    'proc/meminfo': 'MemTotal:       2 kB\nActive(anon):   3 kB\nHugePages_Total:       4\n',
    'proc/vmstat': 'nr_free_pages 1\npgfault 2\npgmajfault 3\noom_kill 4\npswpin 5\n',
  });
  expect(lines(out, /^node_(?:memory|vmstat)/)).toEqual([
    'node_memory_MemTotal_bytes 2048',
    'node_memory_Active_anon_bytes 3072',
    'node_memory_HugePages_Total 4',
    'node_vmstat_pgfault 2',
    'node_vmstat_pgmajfault 3',
    'node_vmstat_oom_kill 4',
    'node_vmstat_pswpin 5',
  ]);
  expect(out.of('node_vmstat_pgfault')[0]?.type).toBe('unknown');
});

test('load, pressure, open files', async () => {
  const { out } = await collect({
    'proc/loadavg': '0.25 0.50 1.00 1/234 5678\n',
    'proc/pressure/cpu': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=2500000\n',
    'proc/pressure/memory': 'some avg10=0 avg60=0 avg300=0 total=3\nfull avg10=0 avg60=0 avg300=0 total=2\n',
    'proc/pressure/io': 'some avg10=0 avg60=0 avg300=0 total=5\nfull avg10=0 avg60=0 avg300=0 total=4\n',
    'proc/sys/fs/file-nr': '1024\t0\t9223372\n',
  });
  expect(lines(out, /^node_(?:load|pressure|filefd)/)).toEqual([
    'node_load1 0.25',
    'node_load5 0.5',
    'node_load15 1',
    'node_pressure_cpu_waiting_seconds_total 2.5',
    'node_pressure_memory_waiting_seconds_total 0.000003',
    'node_pressure_memory_stalled_seconds_total 0.000002',
    'node_pressure_io_waiting_seconds_total 0.000005',
    'node_pressure_io_stalled_seconds_total 0.000004',
    'node_filefd_allocated 1024',
    'node_filefd_maximum 9223372',
  ]);
});

test('disks: no partitions, sectors of 512 bytes, fewer columns of an old kernel', async () => {
  const { out } = await collect({
    'proc/diskstats':
      '   8       0 sda 1 2 3 4000 5 6 7 8000 9 10000 11000 12 13 14 15000 16 17000\n' +
      '   8       1 sda1 1 2 3 4 5 6 7 8 9 10 11\n 259       0 nvme0n1 1 0 2 0 0 0 0 0 0 0 0\n 259       1 nvme0n1p1 1 0 2 0 0 0 0 0 0 0 0\n' +
      '   7       0 loop0 1 0 2 0 0 0 0 0 0 0 0\n 253       0 dm-0 1 0 2 0 0 0 0 0 0 0 0\n',
    'sys/block/sda/device/model': 'Disk One\n',
  });
  expect(new Set(out.of('node_disk_read_bytes_total').map(({ labels }) => labels['device']))).toEqual(
    new Set(['sda', 'nvme0n1', 'dm-0']),
  );
  const sda = lines(out, /^node_disk_(?!info)/).filter((line) => line.includes('"sda"'));
  expect(sda.map((line) => line.replace('{device="sda"}', ''))).toEqual([
    'node_disk_reads_completed_total 1',
    'node_disk_reads_merged_total 2',
    'node_disk_read_bytes_total 1536',
    'node_disk_read_time_seconds_total 4',
    'node_disk_writes_completed_total 5',
    'node_disk_writes_merged_total 6',
    'node_disk_written_bytes_total 3584',
    'node_disk_write_time_seconds_total 8',
    'node_disk_io_now 9',
    'node_disk_io_time_seconds_total 10',
    'node_disk_io_time_weighted_seconds_total 11',
    'node_disk_discards_completed_total 12',
    'node_disk_discards_merged_total 13',
    'node_disk_discarded_sectors_total 14',
    'node_disk_discard_time_seconds_total 15',
    'node_disk_flush_requests_total 16',
    'node_disk_flush_requests_time_seconds_total 17',
  ]);
  expect(out.of('node_disk_discards_completed_total', { device: 'dm-0' })).toEqual([]);
  expect(out.of('node_disk_info', { device: 'sda' })[0]?.labels).toEqual({
    device: 'sda',
    major: '8',
    minor: '0',
    model: 'Disk One',
  });
});

describe('file systems', () => {
  const MOUNTS =
    '22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/root rw\n' +
    '23 22 0:20 / /proc rw - proc proc rw\n24 22 0:21 / /dev/shm rw - tmpfs shm rw\n' +
    '25 22 8:1 / /mnt/my\\040data ro,relatime - xfs /dev/sda1 rw\n' +
    '26 22 0:30 / /var/lib/docker/overlay2/abc/merged rw - overlay overlay rw\n' +
    '27 22 0:31 / /var/lib/kubelet/pods/uid/volumes/token rw - tmpfs tmpfs rw\n' +
    '28 22 0:32 / /run rw,nosuid master:2 shared:3 - tmpfs tmpfs rw\n';
  const size: FileSystemSize = { blockSize: 4096, blocks: 100, free: 50, available: 40, files: 10, filesFree: 5 };
  afterEach(() => {
    vi.useRealTimers();
  });

  test('real ones only, spaces in names, read-only mounts', async () => {
    const { out, outcome } = await collect({ 'proc/1/mountinfo': MOUNTS }, { statfs: () => Promise.resolve(size) });
    expect(outcome).not.toMatchObject({ partial: [expect.stringContaining('filesystem')] });
    expect(out.of('node_filesystem_size_bytes').map(({ labels }) => labels)).toEqual([
      { device: '/dev/root', mountpoint: '/', fstype: 'ext4' },
      { device: '/dev/sda1', mountpoint: '/mnt/my data', fstype: 'xfs' },
      { device: 'tmpfs', mountpoint: '/run', fstype: 'tmpfs' },
    ]);
    const root = lines(out, /^node_filesystem/).filter((line) => line.includes('/dev/root'));
    expect(root.map((line) => line.replace(/\{.*\}/, ''))).toEqual([
      'node_filesystem_device_error 0',
      'node_filesystem_readonly 0',
      'node_filesystem_size_bytes 409600',
      'node_filesystem_free_bytes 204800',
      'node_filesystem_avail_bytes 163840',
      'node_filesystem_files 10',
      'node_filesystem_files_free 5',
    ]);
    expect(out.value('node_filesystem_readonly', { mountpoint: '/mnt/my data' })).toBe(1);
  });

  test('one that cannot be read is told, and the others are there', async () => {
    const { out, outcome } = await collect(
      { 'proc/1/mountinfo': MOUNTS },
      { statfs: (path) => (path === '/run' ? Promise.reject(new Error('stale')) : Promise.resolve(size)) },
    );
    expect(outcome).toMatchObject({
      partial: expect.arrayContaining(['filesystem: the size of /run cannot be read']),
    });
    expect(out.value('node_filesystem_device_error', { mountpoint: '/run' })).toBe(1);
    expect(out.of('node_filesystem_size_bytes')).toHaveLength(2);
  });

  test('one whose server does not answer holds nobody up, and is asked once only', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let asked = 0;
    const statfs = (path: string): Promise<FileSystemSize> => {
      if (path !== '/run') return Promise.resolve(size);
      asked++;
      return new Promise(() => {});
    };
    const out = new RecordedOutput();
    const files = memoryFiles({ 'proc/stat': STAT, 'proc/1/mountinfo': MOUNTS }, { statfs });
    const collector = nodeCollector({ files, host: 'ship', now: () => NOW, machine: 'x86_64' });
    for (let pass = 0; pass < 2; pass++) {
      out.clear();
      const done = collector.collect(out, signal);
      await vi.advanceTimersByTimeAsync(5000);
      await done;
      expect(out.value('node_filesystem_device_error', { mountpoint: '/run' })).toBe(1);
      expect(out.of('node_filesystem_size_bytes')).toHaveLength(2);
    }
    expect(asked).toBe(1);
  });
});

describe('network', () => {
  const DEV =
    'Inter-|   Receive  |  Transmit\n face |bytes\n' +
    '  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n' +
    'veth12ab: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n';

  test('each column; the host’s ends of containers are left out', async () => {
    const { out } = await collect({ 'proc/1/net/dev': DEV, 'proc/net/dev': 'of the agent’s own container' });
    expect(new Set(out.of('node_network_receive_bytes_total').map(({ labels }) => labels['device']))).toEqual(
      new Set(['eth0', 'lo']),
    );
    const eth0 = lines(out, /^node_network/).filter((line) => line.includes('eth0'));
    expect(eth0.map((line) => line.replace('{device="eth0"}', ''))).toEqual([
      ...['bytes', 'packets', 'errs', 'drop', 'fifo', 'frame', 'compressed', 'multicast'].map(
        (name, i) => `node_network_receive_${name}_total ${i + 1}`,
      ),
      ...['bytes', 'packets', 'errs', 'drop', 'fifo', 'colls', 'carrier', 'compressed'].map(
        (name, i) => `node_network_transmit_${name}_total ${i + 9}`,
      ),
    ]);
  });

  test('all of them where people ask for it', async () => {
    const { out } = await collect({ 'proc/1/net/dev': DEV }, {}, { exclude: { interfaces: /^$/ } });
    expect(out.of('node_network_receive_bytes_total')).toHaveLength(3);
  });

  test('facts; a speed that is unknown is not -1', async () => {
    const eth0 = 'sys/class/net/eth0';
    const { out } = await collect({
      [`${eth0}/operstate`]: 'up\n',
      [`${eth0}/flags`]: '0x1003\n',
      [`${eth0}/mtu`]: '1500\n',
      [`${eth0}/speed`]: '1000\n',
      [`${eth0}/address`]: '02:42:ac:11:00:02\n',
      'sys/class/net/tun0/operstate': 'unknown\n',
      'sys/class/net/tun0/speed': '-1\n',
    });
    expect(lines(out, /^node_network/)).toEqual([
      'node_network_flags{device="eth0"} 4099',
      'node_network_mtu_bytes{device="eth0"} 1500',
      'node_network_speed_bytes{device="eth0"} 125000000',
      'node_network_up{device="eth0"} 1',
      'node_network_info{device="eth0",address="02:42:ac:11:00:02",operstate="up"} 1',
      'node_network_up{device="tun0"} 0',
      'node_network_info{device="tun0",operstate="unknown"} 1',
    ]);
  });

  test('protocols, sockets, tracked connections, queues, neighbours', async () => {
    const { out } = await collect({
      'proc/1/net/snmp': 'Tcp: RtoMin CurrEstab InSegs OutSegs RetransSegs InErrs\nTcp: 200 3 10 20 1 0\n',
      'proc/1/net/netstat': 'TcpExt: SyncookiesSent ListenDrops DelayedACKs\nTcpExt: 0 7 99\n',
      'proc/1/net/snmp6': 'Ip6InOctets   5\nIp6InHdrErrors 6\nUdp6NoPorts 7\n',
      'proc/1/net/sockstat': 'sockets: used 10\nTCP: inuse 1 orphan 0 tw 2 alloc 3 mem 4\n',
      'proc/sys/net/netfilter/nf_conntrack_count': '12\n',
      'proc/sys/net/netfilter/nf_conntrack_max': '65536\n',
      'proc/net/stat/nf_conntrack':
        'entries found invalid drop\n0000000c 00000001 0000000a 00000000\n0000000c 00000002 00000010 00000000\n',
      'proc/1/net/arp':
        'IP address HW type Flags HW address Mask Device\n10.0.0.1 0x1 0x2 aa:bb * eth0\n10.0.0.2 0x1 0x2 aa:cc * eth0\n',
      'proc/1/net/udp':
        '  sl  local_address rem_address   st tx_queue rx_queue tr\n  1: 00000000:0035 00000000:0000 07 00000010:00000020 00:00000000\n',
    });
    expect(lines(out, /^node_(?:netstat|sockstat|nf|arp|udp)/)).toEqual([
      'node_netstat_TcpExt_SyncookiesSent 0',
      'node_netstat_TcpExt_ListenDrops 7',
      'node_netstat_Tcp_CurrEstab 3',
      'node_netstat_Tcp_InSegs 10',
      'node_netstat_Tcp_OutSegs 20',
      'node_netstat_Tcp_RetransSegs 1',
      'node_netstat_Tcp_InErrs 0',
      'node_netstat_Ip6_InOctets 5',
      'node_netstat_Udp6_NoPorts 7',
      'node_sockstat_sockets_used 10',
      'node_sockstat_TCP_inuse 1',
      'node_sockstat_TCP_orphan 0',
      'node_sockstat_TCP_tw 2',
      'node_sockstat_TCP_alloc 3',
      'node_sockstat_TCP_mem 4',
      'node_sockstat_TCP_mem_bytes 16384',
      'node_nf_conntrack_entries 12',
      'node_nf_conntrack_entries_limit 65536',
      'node_nf_conntrack_stat_found 3',
      'node_nf_conntrack_stat_invalid 26',
      'node_nf_conntrack_stat_drop 0',
      'node_arp_entries{device="eth0"} 2',
      'node_udp_queues{ip="v4",queue="tx"} 16',
      'node_udp_queues{ip="v4",queue="rx"} 32',
    ]);
  });
});

test('kernel, operating system, clock', async () => {
  const { out } = await collect({
    'proc/sys/kernel/ostype': 'Linux\n',
    'proc/sys/kernel/osrelease': '6.8.0\n',
    'proc/sys/kernel/version': '#1 SMP\n',
    'proc/sys/kernel/domainname': '(none)\n',
    'root/etc/os-release': 'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"\nPRETTY_NAME=\'Debian "12"\'\n# no\n',
    'sys/devices/system/clocksource/clocksource0/available_clocksource': 'tsc hpet \n',
    'sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc\n',
  });
  expect(lines(out, /^node_(?:uname|os|time)/)).toEqual([
    'node_uname_info{sysname="Linux",nodename="ship",release="6.8.0",version="#1 SMP",machine="x86_64",domainname="(none)"} 1',
    'node_os_info{id="debian",name="Debian GNU/Linux",pretty_name="Debian "12"",version_id="12"} 1',
    'node_os_version{id="debian",name="Debian GNU/Linux"} 12',
    `node_time_seconds ${NOW / 1000}`,
    'node_time_clocksource_available_info{device="0",clocksource="tsc"} 1',
    'node_time_clocksource_available_info{device="0",clocksource="hpet"} 1',
    'node_time_clocksource_current_info{device="0",clocksource="tsc"} 1',
  ]);
});

test('temperatures and arrays', async () => {
  const { out } = await collect(
    {
      'sys/class/hwmon/hwmon0/name': 'coretemp\n',
      'sys/class/hwmon/hwmon0/temp1_input': '45500\n',
      'sys/class/hwmon/hwmon0/temp1_crit': '100000\n',
      'sys/class/hwmon/hwmon0/temp1_label': 'Package id 0\n',
      'proc/mdstat':
        'Personalities : [raid1]\nmd0 : active raid1 sdb1[2](F) sda1[0] sdc1[3](S)\n      100 blocks super 1.2 [2/1] [U_]\n      \nunused devices: <none>\n',
    },
    { links: { 'sys/class/hwmon/hwmon0/device': '../../../coretemp.0' } },
  );
  expect(lines(out, /^node_(?:hwmon|md_disks)/)).toEqual([
    'node_hwmon_chip_names{chip="coretemp_0",chip_name="coretemp"} 1',
    'node_hwmon_temp_celsius{chip="coretemp_0",sensor="temp1"} 45.5',
    'node_hwmon_temp_crit_celsius{chip="coretemp_0",sensor="temp1"} 100',
    'node_hwmon_sensor_label{chip="coretemp_0",sensor="temp1",label="Package id 0"} 1',
    'node_md_disks{device="md0",state="active"} 1',
    'node_md_disks{device="md0",state="failed"} 1',
    'node_md_disks{device="md0",state="spare"} 1',
    'node_md_disks_required{device="md0"} 2',
  ]);
});

test('what the machine does not have is no problem, what cannot be read is named', async () => {
  const { out, outcome } = await collect({});
  expect(outcome).toMatchObject({
    kind: 'ok',
    partial: expect.arrayContaining(['meminfo: meminfo cannot be read', 'diskstats: diskstats cannot be read']),
  });
  expect(out.value('node_scrape_collector_success', { collector: 'stat' })).toBe(1);
  expect(out.value('node_scrape_collector_success', { collector: 'meminfo' })).toBe(0);
  expect(out.of('node_scrape_collector_success', { collector: 'hwmon' })).toEqual([]);
});

test('without the host’s proc nothing is collected', async () => {
  const collector = nodeCollector({ files: memoryFiles({}), host: 'ship', now: () => NOW, machine: 'x86_64' });
  expect(await collector.collect(new RecordedOutput(), signal)).toMatchObject({
    kind: 'unreachable',
    advice: expect.stringContaining('HOST_PROC'),
  });
});

test('every series carries the labels that were asked for, and a second pass resolves none', async () => {
  const { out, collector } = await collect({}, {}, { labels: { node: 'node1' } });
  expect(out.samples.every(({ labels }) => labels['node'] === 'node1')).toBe(true);
  const resolved = out.resolved;
  out.clear();
  await collector.collect(out, signal);
  expect(out.resolved).toBe(resolved);
});
