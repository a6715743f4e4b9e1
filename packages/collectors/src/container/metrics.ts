import type { MetricFamily } from '../collector.ts';

const counter = (name: string, help: string): MetricFamily => ({ name, type: 'counter', help });
const gauge = (name: string, help: string): MetricFamily => ({ name, type: 'gauge', help });

/**
 * What a container has one number of, under the names of cAdvisor, whichever of Docker, CRI, a kubelet or the cgroup tree
 * tells it. Names, types and units: metrics reference of cAdvisor 0.4x and 0.5x.
 */
export const scalarMetrics = {
  cpuSeconds: counter('container_cpu_usage_seconds_total', 'CPU time used, in user and kernel mode'),
  cpuUserSeconds: counter('container_cpu_user_seconds_total', 'CPU time used in user mode'),
  cpuSystemSeconds: counter('container_cpu_system_seconds_total', 'CPU time used in kernel mode'),
  cfsPeriods: counter('container_cpu_cfs_periods_total', 'Scheduler periods in which the container could have run'),
  cfsThrottledPeriods: counter(
    'container_cpu_cfs_throttled_periods_total',
    'Scheduler periods in which it hit its quota',
  ),
  cfsThrottledSeconds: counter('container_cpu_cfs_throttled_seconds_total', 'Time for which it was throttled'),
  memoryUsage: gauge('container_memory_usage_bytes', 'Memory charged to the container, page cache included'),
  memoryWorkingSet: gauge('container_memory_working_set_bytes', 'Memory in use without the inactive file cache'),
  memoryRss: gauge('container_memory_rss', 'Anonymous memory'),
  memoryCache: gauge('container_memory_cache', 'Page cache'),
  memorySwap: gauge('container_memory_swap', 'Swap in use'),
  memoryMappedFile: gauge('container_memory_mapped_file', 'Memory-mapped files'),
  memoryKernel: gauge('container_memory_kernel_usage', 'Kernel memory charged to the container'),
  memoryMaxUsage: gauge('container_memory_max_usage_bytes', 'Highest memory usage so far'),
  memoryFailcnt: counter('container_memory_failcnt', 'How often the memory limit was hit'),
  memoryActiveFile: gauge('container_memory_total_active_file_bytes', 'Active file cache'),
  memoryInactiveFile: gauge('container_memory_total_inactive_file_bytes', 'Inactive file cache'),
  oomEvents: counter('container_oom_events_total', 'Kills for lack of memory'),
  processes: gauge('container_processes', 'Processes in the container'),
  threads: gauge('container_threads', 'Threads in the container'),
  threadsMax: gauge('container_threads_max', 'Most threads that the container may have, 0 for no limit'),
  fileDescriptors: gauge('container_file_descriptors', 'Open files of the processes in the container'),
  sockets: gauge('container_sockets', 'Open sockets of the processes in the container'),
  pressureCpuWaiting: counter(
    'container_pressure_cpu_waiting_seconds_total',
    'Time for which some task waited for CPU',
  ),
  pressureCpuStalled: counter(
    'container_pressure_cpu_stalled_seconds_total',
    'Time for which all tasks waited for CPU',
  ),
  pressureMemoryWaiting: counter(
    'container_pressure_memory_waiting_seconds_total',
    'Time for which some task waited for memory',
  ),
  pressureMemoryStalled: counter(
    'container_pressure_memory_stalled_seconds_total',
    'Time for which all tasks waited for memory',
  ),
  pressureIoWaiting: counter('container_pressure_io_waiting_seconds_total', 'Time for which some task waited for I/O'),
  pressureIoStalled: counter('container_pressure_io_stalled_seconds_total', 'Time for which all tasks waited for I/O'),
  specCpuQuota: gauge('container_spec_cpu_quota', 'CPU quota for each period, in microseconds'),
  specCpuPeriod: gauge('container_spec_cpu_period', 'CPU period of the quota, in microseconds'),
  specCpuShares: gauge('container_spec_cpu_shares', 'Share of CPU relative to other containers'),
  specMemoryLimit: gauge('container_spec_memory_limit_bytes', 'Memory limit, 0 for none'),
  specMemoryReservation: gauge('container_spec_memory_reservation_limit_bytes', 'Soft memory limit, 0 for none'),
  specMemorySwapLimit: gauge('container_spec_memory_swap_limit_bytes', 'Limit of memory and swap together, 0 for none'),
  memoryLimit: gauge(
    'container_memory_limit_bytes',
    'Memory that the container may use: its limit, or the memory of the host where it has none',
  ),
  startTime: gauge('container_start_time_seconds', 'When the container was started, in seconds since 1970'),
  lastSeen: gauge('container_last_seen', 'When the container was last seen running, in seconds since 1970'),
  healthState: gauge('container_health_state', 'Health check: 1 healthy, 0 starting or unhealthy, -1 none defined'),
} as const satisfies Readonly<Record<string, MetricFamily>>;

export type ScalarName = keyof typeof scalarMetrics;

/** What is counted for each network interface. */
export const networkMetrics = {
  receivedBytes: counter('container_network_receive_bytes_total', 'Bytes received'),
  receivedPackets: counter('container_network_receive_packets_total', 'Packets received'),
  receiveErrors: counter('container_network_receive_errors_total', 'Errors on receiving'),
  receiveDropped: counter('container_network_receive_packets_dropped_total', 'Packets dropped on receiving'),
  sentBytes: counter('container_network_transmit_bytes_total', 'Bytes sent'),
  sentPackets: counter('container_network_transmit_packets_total', 'Packets sent'),
  sendErrors: counter('container_network_transmit_errors_total', 'Errors on sending'),
  sendDropped: counter('container_network_transmit_packets_dropped_total', 'Packets dropped on sending'),
} as const satisfies Readonly<Record<string, MetricFamily>>;

export type NetworkName = keyof typeof networkMetrics;

/** What is counted for each block device. */
export const diskMetrics = {
  readBytes: counter('container_fs_reads_bytes_total', 'Bytes read'),
  writtenBytes: counter('container_fs_writes_bytes_total', 'Bytes written'),
  reads: counter('container_fs_reads_total', 'Reads done'),
  writes: counter('container_fs_writes_total', 'Writes done'),
} as const satisfies Readonly<Record<string, MetricFamily>>;

export type DiskName = keyof typeof diskMetrics;

/** What is known of each file system that a container writes to. */
export const fileSystemMetrics = {
  usedBytes: gauge('container_fs_usage_bytes', 'Bytes that the container uses on this file system'),
  limitBytes: gauge('container_fs_limit_bytes', 'Bytes that the container can use on this file system'),
  inodes: gauge('container_fs_inodes_total', 'Inodes of this file system'),
  inodesFree: gauge('container_fs_inodes_free', 'Free inodes of this file system'),
} as const satisfies Readonly<Record<string, MetricFamily>>;

export type FileSystemName = keyof typeof fileSystemMetrics;

export const memoryFailures = counter('container_memory_failures_total', 'Page faults, by kind and scope');
