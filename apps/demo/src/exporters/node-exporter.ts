import type { Cluster } from '../cluster/cluster.ts';
import type { Node } from '../cluster/node.ts';
import { MetricSet, type LabelPairs, type Series } from '../metrics/metric-set.ts';
import { hashOf, wave } from '../random.ts';
import type { Cadvisor } from './cadvisor.ts';
import type { Exporter } from './exporter.ts';

const GIB = 1024 ** 3;
const MODES = ['idle', 'iowait', 'irq', 'nice', 'softirq', 'steal', 'system', 'user'] as const;

/** node_exporter on one machine; what containers use comes from the kubelet's books. */
export class NodeExporter implements Exporter {
  readonly set = new MetricSet();
  readonly #cluster: Cluster;
  readonly #node: Node;
  readonly #cadvisor: Cadvisor;
  readonly #hash: number;
  #cpuSeconds: number;
  #updatedMs: number;
  #received = 0;
  #sent = 0;
  #written = 0;
  #read = 0;

  constructor(cluster: Cluster, node: Node, cadvisor: Cadvisor) {
    this.#cluster = cluster;
    this.#node = node;
    this.#cadvisor = cadvisor;
    this.#hash = hashOf(node.name);
    this.#updatedMs = cluster.nowMs;
    this.#cpuSeconds = cadvisor.nodeCpuSeconds;
    const { set } = this;
    const age = (cluster.nowMs - node.bootedMs) / 1000;
    for (let cpu = 0; cpu < node.cores; cpu++) {
      for (const mode of MODES)
        this.#cpu(cpu, mode).value = Math.round(age * (mode === 'idle' ? 0.9 : mode === 'user' ? 0.06 : 0.005));
    }
    this.#gauge('node_boot_time_seconds', 'Node boot time, in unixtime.', Math.floor(node.bootedMs / 1000));
    this.#gauge('node_memory_MemTotal_bytes', 'Memory information field MemTotal_bytes.', node.memoryBytes);
    this.#gauge('node_memory_SwapTotal_bytes', 'Memory information field SwapTotal_bytes.', 0);
    this.#gauge('node_memory_SwapFree_bytes', 'Memory information field SwapFree_bytes.', 0);
    this.#gauge('node_nf_conntrack_entries_limit', 'Maximum size of connection tracking table.', 262_144);
    this.#gauge('node_filefd_maximum', 'File descriptor statistics: maximum.', 9_223_372);
    this.#gauge('node_timex_sync_status', 'Is clock synchronized to a reliable server (1 = yes, 0 = no).', 1);
    this.#gauge('node_uname_info', 'Labeled system information as provided by the uname system call.', 1, [
      ['domainname', '(none)'],
      ['machine', 'x86_64'],
      ['nodename', node.name],
      ['release', '6.1.0-28-amd64'],
      ['sysname', 'Linux'],
      ['version', '#1 SMP Debian 6.1.119-1'],
    ]);
    this.#gauge(
      'node_exporter_build_info',
      'A metric with a constant 1 value labeled by version facts of node_exporter.',
      1,
      [
        ['branch', 'HEAD'],
        ['goversion', 'go1.22.5'],
        ['revision', 'f1e0e83'],
        ['version', '1.8.2'],
      ],
    );
    for (const name of [
      'cpu',
      'diskstats',
      'filesystem',
      'loadavg',
      'meminfo',
      'netdev',
      'netstat',
      'pressure',
      'stat',
      'timex',
      'vmstat',
    ]) {
      this.#gauge('node_scrape_collector_success', 'node_exporter: Whether a collector succeeded.', 1, [
        ['collector', name],
      ]);
    }
    for (const name of [
      'node_network_receive_errs_total',
      'node_network_transmit_errs_total',
      'node_network_transmit_drop_total',
    ])
      set.counter(name, 'Network device statistic.', [['device', 'eth0']]);
    set.counter('node_vmstat_oom_kill', '/proc/vmstat information field oom_kill.');
  }

  update(): void {
    const { nowMs, pods } = this.#cluster;
    const node = this.#node;
    const seconds = (nowMs - this.#updatedMs) / 1000;
    this.#updatedMs = nowMs;
    const own = [...pods.values()].filter((pod) => pod.node === node);
    const used = Math.max(0, this.#cadvisor.nodeCpuSeconds - this.#cpuSeconds);
    this.#cpuSeconds = this.#cadvisor.nodeCpuSeconds;
    const etcd = this.#cluster.etcd.members.find((member) => member.node === node);
    const isSlow = (etcd?.diskFactor ?? 1) > 1;
    const waiting = isSlow ? 0.22 : 0.004 + 0.002 * wave(this.#hash, nowMs, 500_000);
    for (let cpu = 0; cpu < node.cores; cpu++) {
      const busy = (used / node.cores) * (1 + 0.1 * wave(this.#hash + cpu, nowMs, 200_000));
      const shares: Readonly<Record<(typeof MODES)[number], number>> = {
        user: busy * 0.68,
        system: busy * 0.26,
        softirq: busy * 0.05,
        irq: 0,
        nice: busy * 0.01,
        iowait: seconds * waiting,
        steal: seconds * 0.0008,
        idle: Math.max(0, seconds - busy - seconds * waiting - seconds * 0.0008),
      };
      for (const mode of MODES) this.#add(this.#cpu(cpu, mode), shares[mode]);
    }
    const cores = seconds === 0 ? 0 : used / seconds;
    const load = cores * 1.15 + 0.1 + (isSlow ? 3 : 0);
    this.#gauge('node_load1', '1m load average.', round(load * (1 + 0.25 * wave(this.#hash, nowMs, 120_000)), 100));
    this.#gauge('node_load5', '5m load average.', round(load * (1 + 0.12 * wave(this.#hash, nowMs, 400_000)), 100));
    this.#gauge('node_load15', '15m load average.', round(load * (1 + 0.05 * wave(this.#hash, nowMs, 900_000)), 100));
    this.#memory();
    this.#disks(own, seconds, isSlow);
    this.#traffic(own, seconds);
    this.#pressure(seconds, cores / node.cores, isSlow);
    this.#gauge('node_time_seconds', 'System time in seconds since epoch (1970).', nowMs / 1000);
    this.#gauge(
      'node_timex_offset_seconds',
      'Time offset in between local system and reference clock.',
      round(0.0004 * wave(this.#hash + 5, nowMs, 600_000), 1e9),
    );
    this.#gauge(
      'node_nf_conntrack_entries',
      'Number of currently allocated flow entries for connection tracking.',
      Math.round(420 + own.length * 34 + 60 * wave(this.#hash, nowMs, 240_000)),
    );
    this.#gauge('node_filefd_allocated', 'File descriptor statistics: allocated.', 2100 + own.length * 130);
    this.#gauge('node_procs_running', 'Number of processes in runnable state.', 1 + Math.round(cores));
    this.#gauge('node_procs_blocked', 'Number of processes blocked waiting for I/O to complete.', isSlow ? 3 : 0);
    this.#add(
      this.set.counter('node_context_switches_total', 'Total number of context switches.'),
      Math.round(seconds * (3000 + cores * 9000)),
    );
    this.#add(
      this.set.counter('node_intr_total', 'Total number of interrupts serviced.'),
      Math.round(seconds * (1800 + cores * 4000)),
    );
    this.set.counter('node_vmstat_oom_kill', '').value = own.reduce(
      (sum, pod) => sum + pod.containers.reduce((kills, one) => kills + one.oomKills, 0),
      0,
    );
  }

  #memory(): void {
    const { memoryBytes } = this.#node;
    const held = this.#cadvisor.nodeMemoryBytes;
    const cached = Math.round(Math.min((memoryBytes - held) * 0.55, 9 * GIB) / 4096) * 4096;
    const buffers = Math.round(0.012 * memoryBytes);
    const slab = Math.round(0.01 * memoryBytes);
    const free = Math.max(0, memoryBytes - held - cached - buffers - slab);
    this.#gauge('node_memory_Cached_bytes', 'Memory information field Cached_bytes.', cached);
    this.#gauge('node_memory_Buffers_bytes', 'Memory information field Buffers_bytes.', buffers);
    this.#gauge('node_memory_SReclaimable_bytes', 'Memory information field SReclaimable_bytes.', slab);
    this.#gauge('node_memory_Slab_bytes', 'Memory information field Slab_bytes.', slab + 40_000_000);
    this.#gauge('node_memory_MemFree_bytes', 'Memory information field MemFree_bytes.', free);
    this.#gauge(
      'node_memory_MemAvailable_bytes',
      'Memory information field MemAvailable_bytes.',
      Math.round(free + cached * 0.92 + slab * 0.8),
    );
  }

  #disks(
    own: readonly { readonly containers: readonly { readonly writtenBytes: number; readonly readBytes: number }[] }[],
    seconds: number,
    isSlow: boolean,
  ): void {
    const { nowMs } = this.#cluster;
    const containers = own.flatMap((pod) => pod.containers);
    const written = containers.reduce((sum, one) => sum + one.writtenBytes, 0);
    const read = containers.reduce((sum, one) => sum + one.readBytes, 0);
    const device: LabelPairs = [['device', 'vda']];
    // Containers come and go: what they had written stays written.
    const moreWritten = Math.max(0, written - this.#written) % 500_000_000;
    const moreRead = Math.max(0, read - this.#read) % 500_000_000;
    const wrote = (this.#written === 0 ? 0 : moreWritten) + Math.round(seconds * 30_000);
    const hasRead = (this.#read === 0 ? 0 : moreRead) + Math.round(seconds * 2000);
    this.#written = written;
    this.#read = read;
    const counter = (name: string, help: string, amount: number): void =>
      this.#add(this.set.counter(name, help, device), amount);
    const [writes, reads] = [Math.ceil(wrote / 12_000), Math.ceil(hasRead / 24_000)];
    const writeSeconds = isSlow ? 0.09 : 0.0016;
    counter('node_disk_written_bytes_total', 'The total number of bytes written successfully.', wrote);
    counter('node_disk_read_bytes_total', 'The total number of bytes read successfully.', hasRead);
    counter('node_disk_writes_completed_total', 'The total number of writes completed successfully.', writes);
    counter('node_disk_reads_completed_total', 'The total number of reads completed successfully.', reads);
    counter(
      'node_disk_write_time_seconds_total',
      'This is the total number of seconds spent by all writes.',
      writes * writeSeconds,
    );
    counter('node_disk_read_time_seconds_total', 'The total number of seconds spent by all reads.', reads * 0.0008);
    counter(
      'node_disk_io_time_seconds_total',
      'Total seconds spent doing I/Os.',
      Math.min(seconds * (isSlow ? 0.97 : 0.6), writes * writeSeconds + reads * 0.0008),
    );
    counter(
      'node_disk_io_time_weighted_seconds_total',
      'The weighted # of seconds spent doing I/Os.',
      (writes * writeSeconds + reads * 0.0008) * (isSlow ? 4 : 1.3),
    );
    for (const [mountpoint, name, size, fill] of [
      ['/', 'vda1', 96, 0.38],
      ['/var/lib/kubelet', 'vda2', 60, 0.24],
    ] as const) {
      const labels: LabelPairs = [
        ['device', `/dev/${name}`],
        ['fstype', 'ext4'],
        ['mountpoint', mountpoint],
      ];
      const bytes = size * GIB;
      const week = 7 * 86_400_000;
      const free = Math.round((bytes * (1 - fill - 0.06 * (((nowMs + this.#hash) % week) / week))) / 4096) * 4096;
      const files = bytes / 16_384;
      this.#gauge('node_filesystem_size_bytes', 'Filesystem size in bytes.', bytes, labels);
      this.#gauge('node_filesystem_free_bytes', 'Filesystem free space in bytes.', free, labels);
      this.#gauge(
        'node_filesystem_avail_bytes',
        'Filesystem space available to non-root users in bytes.',
        free - bytes * 0.05,
        labels,
      );
      this.#gauge('node_filesystem_files', 'Filesystem total file nodes.', files, labels);
      this.#gauge('node_filesystem_files_free', 'Filesystem total free file nodes.', Math.round(files * 0.91), labels);
      this.#gauge('node_filesystem_readonly', 'Filesystem read-only status.', 0, labels);
    }
  }

  #traffic(own: readonly { readonly receivedBytes: number; readonly sentBytes: number }[], seconds: number): void {
    const received = own.reduce((sum, pod) => sum + pod.receivedBytes, 0);
    const sent = own.reduce((sum, pod) => sum + pod.sentBytes, 0);
    const more = (now: number, before: number): number =>
      (before === 0 ? 0 : Math.max(0, now - before) % 2_000_000_000) + Math.round(seconds * 3000);
    const amounts = { receive: more(received, this.#received), transmit: more(sent, this.#sent) };
    this.#received = received;
    this.#sent = sent;
    for (const way of ['receive', 'transmit'] as const) {
      for (const [device, share] of [
        ['eth0', 1],
        ['lo', 0.2],
      ] as const) {
        const labels: LabelPairs = [['device', device]];
        this.#add(
          this.set.counter(`node_network_${way}_bytes_total`, `Network device statistic ${way}_bytes.`, labels),
          Math.round(amounts[way] * share),
        );
        this.#add(
          this.set.counter(`node_network_${way}_packets_total`, `Network device statistic ${way}_packets.`, labels),
          Math.round((amounts[way] * share) / 700),
        );
      }
    }
    this.#gauge('node_network_up', "Value is 1 if operstate is 'up', 0 otherwise.", 1, [['device', 'eth0']]);
    const segments = Math.round(amounts.transmit / 900);
    this.#add(this.set.untyped('node_netstat_Tcp_OutSegs', 'Statistic TcpOutSegs.'), segments);
    this.#add(
      this.set.untyped('node_netstat_Tcp_RetransSegs', 'Statistic TcpRetransSegs.'),
      Math.round(segments * 0.0007),
    );
    this.#gauge('node_netstat_Tcp_CurrEstab', 'Statistic TcpCurrEstab.', 90 + own.length * 7);
    // A stray frame every few minutes is dropped on any busy network.
    if (Math.floor(this.#updatedMs / 5000) % 53 === this.#hash % 53)
      this.#add(
        this.set.counter('node_network_receive_drop_total', 'Network device statistic receive_drop.', [
          ['device', 'eth0'],
        ]),
        1,
      );
    else
      this.set.counter('node_network_receive_drop_total', 'Network device statistic receive_drop.', [
        ['device', 'eth0'],
      ]);
  }

  #pressure(seconds: number, load: number, isSlow: boolean): void {
    const shares = {
      cpu_waiting: load * 0.05,
      memory_waiting: 0.0002,
      memory_stalled: 0.0001,
      io_waiting: isSlow ? 0.3 : 0.004,
      io_stalled: isSlow ? 0.24 : 0.003,
    };
    for (const [name, share] of Object.entries(shares)) {
      this.#add(
        this.set.counter(
          `node_pressure_${name}_seconds_total`,
          `Total time in seconds that processes have waited (${name.replace('_', ' ')}).`,
        ),
        share * seconds,
      );
    }
  }

  #cpu(cpu: number, mode: string): Series {
    return this.set.counter('node_cpu_seconds_total', 'Seconds the CPUs spent in each mode.', [
      ['cpu', String(cpu)],
      ['mode', mode],
    ]);
  }

  #add(series: Series, amount: number): void {
    series.value = round(series.value + amount, 1e4);
  }

  #gauge(name: string, help: string, value: number, labels: LabelPairs = []): void {
    this.set.gauge(name, help, labels).value = value;
  }
}

const round = (value: number, digits: number): number => Math.round(value * digits) / digits;
