import { areaDraft, barDraft, lineDraft, row, text, type GridRow } from '../built-in-panels.ts';
import { C, HOST, query, rateBy } from './expressions.ts';
import { clusterInformation, nodeTable } from './node-tables.ts';

const legend = '{{node}}';
const named = (en: string, zh: string) => ({ legend: text(en, zh) });
const ofNode = (en: string, zh: string) => ({ legend: text(`${en} {{node}}`, `${zh} {{node}}`) });
const dashed = { draw: 'dashed' } as const;
const DISKS = 'device=~"(nvme|sd|vd|xvd|dm-|md|mmcblk|rbd|dasd).+"';
/** Interfaces of the host itself: what pods send goes through these as well. */
const WIRES = 'device!~"lo|veth.+|cali.+|lxc.+|azv.+|docker.+|br-.+"';
const FILES = 'fstype!~"tmpfs|overlay|squashfs|ramfs",mountpoint!~"/(run|var/lib/(docker|kubelet|containerd)).*"';

const cores = `count by (${HOST}) (node_cpu_seconds_total{${C},mode="idle"})`;
const memory = (name: string) => `sum by (${HOST}) (node_memory_${name}_bytes{${C}})`;
const memorySum = (name: string) => `sum(node_memory_${name}_bytes{${C}})`;
const mount = (metric: string) => `max by (${HOST},mountpoint) (node_filesystem_${metric}{${C},${FILES}})`;
/** A device that is mounted at several places is there once. */
const disk = (metric: string) =>
  `sum(max by (${HOST},device) (node_filesystem_${metric}{${C},fstype!~"tmpfs|overlay|squashfs|ramfs"}))`;
const diskRate = (metric: string) => rateBy(`${HOST},device`, `node_disk_${metric}_total`, `${C},${DISKS}`);
const pressure = (resource: string, kind: string) => rateBy(HOST, `node_pressure_${resource}_${kind}_seconds_total`, C);

/** The three trends of the view its users know. The original had the names of cached and buffered swapped. */
const trends = row(
  26,
  [
    8,
    lineDraft(
      'cpu-load',
      text('Cluster CPU load', '集群 CPU 负载'),
      'suffix:/core',
      [query('A', `max by (${HOST}) (node_load15{${C}}) / on (${HOST}) ${cores}`, { legend })],
      {
        description: text('Load of 15 minutes for each core.', '每个核心的 15 分钟负载。'),
        thresholds: { warn: 1, crit: 2 },
        decimals: 2,
      },
    ),
  ],
  [
    8,
    lineDraft('memory-trend', text('Cluster memory trend', '集群内存趋势'), 'bytes', [
      query('A', memorySum('MemTotal'), named('total', '总量')),
      query('B', `${memorySum('MemTotal')} - ${memorySum('MemAvailable')}`, named('used', '已用')),
      query('C', memorySum('MemFree'), named('free', '空闲')),
      query('D', memorySum('Cached'), named('cached', '缓存')),
      query('E', memorySum('Buffers'), named('buffered', '缓冲')),
    ]),
  ],
  [
    8,
    lineDraft('disk-trend', text('Cluster disk space trend', '集群磁盘空间趋势'), 'bytes', [
      query('A', disk('size_bytes'), named('total', '总量')),
      query('B', `${disk('size_bytes')} - ${disk('free_bytes')}`, named('used', '已用')),
      query('C', disk('avail_bytes'), named('free', '空闲')),
    ]),
  ],
);

/** K31 to K36. */
const processorsAndMemory: readonly GridRow[] = [
  row(
    26,
    [
      8,
      areaDraft(
        'K31',
        text('CPU by mode', '各模式 CPU'),
        'ratio',
        [query('A', `avg by (mode) (rate(node_cpu_seconds_total{${C},mode!="idle"}[$w]))`, { legend: '{{mode}}' })],
        { description: text('Average of all nodes.', '所有节点的平均值。') },
      ),
    ],
    [
      8,
      lineDraft(
        'K32',
        text('CPU use by node', '各节点 CPU 使用率'),
        'ratio',
        [query('A', `1 - avg by (${HOST}) (rate(node_cpu_seconds_total{${C},mode="idle"}[$w]))`, { legend })],
        { thresholds: { warn: 0.8, crit: 0.9 } },
      ),
    ],
    [
      8,
      lineDraft(
        'K33',
        text('Memory use by node', '各节点内存使用率'),
        'ratio',
        [query('A', `1 - ${memory('MemAvailable')} / ${memory('MemTotal')}`, { legend })],
        { thresholds: { warn: 0.8, crit: 0.9 } },
      ),
    ],
  ),
  row(
    26,
    [
      8,
      areaDraft('K34', text('Memory make-up', '内存构成'), 'bytes', [
        query(
          'A',
          `${memorySum('MemTotal')} - ${memorySum('MemFree')} - ${memorySum('Cached')} - ${memorySum('Buffers')} - ${memorySum('SReclaimable')}`,
          named('used', '已用'),
        ),
        query('B', memorySum('Cached'), named('cached', '缓存')),
        query('C', memorySum('Buffers'), named('buffers', '缓冲')),
        query('D', memorySum('SReclaimable'), named('slab', 'Slab')),
        query('E', memorySum('MemFree'), named('free', '空闲')),
        query('F', `(${memorySum('SwapTotal')} - ${memorySum('SwapFree')}) > 0`, named('swap', '交换')),
      ]),
    ],
    [
      8,
      lineDraft(
        'K35',
        text('Load per core', '每核负载'),
        'suffix:/core',
        [query('A', `max by (${HOST}) (node_load1{${C}}) / on (${HOST}) ${cores}`, { legend })],
        {
          description: text('Load of one minute for each core.', '每个核心的 1 分钟负载。'),
          thresholds: { warn: 1, crit: 2 },
          decimals: 2,
        },
      ),
    ],
    [
      8,
      barDraft(
        'K36',
        text('Requests and limits / allocatable', '请求与限制 / 可分配'),
        'ratio',
        [
          query('A', ofAllocatable('requests', 'cpu'), ofNode('CPU requests', 'CPU 请求')),
          query('B', ofAllocatable('requests', 'memory'), ofNode('memory requests', '内存请求')),
          query('C', ofAllocatable('limits', 'cpu'), ofNode('CPU limits', 'CPU 限制')),
          query('D', ofAllocatable('limits', 'memory'), ofNode('memory limits', '内存限制')),
        ],
        { thresholds: { warn: 0.85, crit: 1 }, limit: 20 },
      ),
    ],
  ),
];

function ofAllocatable(what: 'requests' | 'limits', resource: 'cpu' | 'memory'): string {
  const asked = `sum by (cluster,node) (kube_pod_container_resource_${what}{${C},resource="${resource}",node!=""})`;
  return `${asked} / sum by (cluster,node) (kube_node_status_allocatable{${C},resource="${resource}"})`;
}

/** K37 to K44. */
const disksAndNetwork: readonly GridRow[] = [
  row(
    22,
    [
      8,
      barDraft(
        'K37',
        text('Filesystem use', '文件系统使用率'),
        'ratio',
        [
          query('A', `1 - ${mount('avail_bytes')} / (${mount('size_bytes')} > 0)`, {
            legend: '{{node}} {{mountpoint}}',
          }),
        ],
        { thresholds: { warn: 0.85, crit: 0.95 }, limit: 20 },
      ),
    ],
    [
      8,
      barDraft(
        'K38',
        text('Inode use', 'inode 使用率'),
        'ratio',
        [query('A', `1 - ${mount('files_free')} / (${mount('files')} > 0)`, { legend: '{{node}} {{mountpoint}}' })],
        { thresholds: { warn: 0.85, crit: 0.95 }, limit: 20 },
      ),
    ],
    [
      8,
      lineDraft(
        'K39',
        text('Disk busy share and queue', '磁盘繁忙占比与队列'),
        'ratio',
        [
          query('A', diskRate('io_time_seconds'), {
            legend: text('busy {{node}} {{device}}', '繁忙 {{node}} {{device}}'),
          }),
          query('B', diskRate('io_time_weighted_seconds'), {
            legend: text('queue {{node}} {{device}}', '队列 {{node}} {{device}}'),
            unit: 'count',
            ...dashed,
          }),
        ],
        { thresholds: { warn: 0.8, crit: 0.95 } },
      ),
    ],
  ),
  row(
    26,
    [
      8,
      lineDraft('K40', text('Disk throughput', '磁盘吞吐'), 'B/s', [
        query('A', diskRate('read_bytes'), { legend: text('read {{node}} {{device}}', '读 {{node}} {{device}}') }),
        query('B', diskRate('written_bytes'), {
          legend: text('written {{node}} {{device}}', '写 {{node}} {{device}}'),
          ...dashed,
        }),
      ]),
    ],
    [
      8,
      lineDraft(
        'K40-latency',
        text('Disk latency', '磁盘延迟'),
        's',
        [
          query('A', `${diskRate('read_time_seconds')} / (${diskRate('reads_completed')} > 0)`, {
            legend: text('read {{node}} {{device}}', '读 {{node}} {{device}}'),
          }),
          query('B', `${diskRate('write_time_seconds')} / (${diskRate('writes_completed')} > 0)`, {
            legend: text('write {{node}} {{device}}', '写 {{node}} {{device}}'),
            ...dashed,
          }),
        ],
        { thresholds: { warn: 0.02, crit: 0.1 } },
      ),
    ],
    [
      8,
      lineDraft(
        'K41',
        text('Network throughput', '网络吞吐'),
        'bit/s',
        [
          query('A', `8 * ${rateBy(HOST, 'node_network_receive_bytes_total', `${C},${WIRES}`)}`, ofNode('in', '入')),
          query('B', `-8 * ${rateBy(HOST, 'node_network_transmit_bytes_total', `${C},${WIRES}`)}`, {
            ...ofNode('out', '出'),
            ...dashed,
          }),
        ],
        { axis: {}, description: text('Sent is below zero.', '发送在零线以下。') },
      ),
    ],
  ),
  row(
    26,
    [
      8,
      lineDraft('K42', text('Network errors, drops, retransmits', '网络错误、丢包与重传'), 'pkt/s', [
        query(
          'A',
          `${rateBy(HOST, 'node_network_receive_errs_total', `${C},${WIRES}`)} + ${rateBy(HOST, 'node_network_transmit_errs_total', `${C},${WIRES}`)}`,
          ofNode('errors', '错误'),
        ),
        query(
          'B',
          `${rateBy(HOST, 'node_network_receive_drop_total', `${C},${WIRES}`)} + ${rateBy(HOST, 'node_network_transmit_drop_total', `${C},${WIRES}`)}`,
          ofNode('drops', '丢包'),
        ),
        query(
          'C',
          `${rateBy(HOST, 'node_netstat_Tcp_RetransSegs', C)} / (${rateBy(HOST, 'node_netstat_Tcp_OutSegs', C)} > 0)`,
          { ...ofNode('retransmitted', '重传'), unit: 'ratio', ...dashed },
        ),
      ]),
    ],
    [
      8,
      lineDraft(
        'K43',
        text('Conntrack and file handles', '连接跟踪与文件句柄'),
        'ratio',
        [
          query(
            'A',
            `sum by (${HOST}) (node_nf_conntrack_entries{${C}}) / sum by (${HOST}) (node_nf_conntrack_entries_limit{${C}})`,
            ofNode('conntrack', '连接跟踪'),
          ),
          query(
            'B',
            `sum by (${HOST}) (node_filefd_allocated{${C}}) / sum by (${HOST}) (node_filefd_maximum{${C}})`,
            ofNode('file handles', '文件句柄'),
          ),
        ],
        { thresholds: { warn: 0.75, crit: 0.9 } },
      ),
    ],
    [
      8,
      lineDraft(
        'K43-time',
        text('Clock offset', '时钟偏差'),
        's',
        [query('A', `abs(max by (${HOST}) (node_timex_offset_seconds{${C}}))`, { legend })],
        { thresholds: { warn: 0.05, crit: 0.5 } },
      ),
    ],
  ),
  row(26, [
    24,
    lineDraft(
      'K44',
      text('Pressure (PSI)', '压力停顿（PSI）'),
      'ratio',
      [
        query('A', pressure('cpu', 'waiting'), ofNode('CPU', 'CPU')),
        query('B', pressure('memory', 'waiting'), ofNode('memory', '内存')),
        query('C', pressure('memory', 'stalled'), { ...ofNode('memory, all', '内存（全部）'), ...dashed }),
        query('D', pressure('io', 'waiting'), ofNode('I/O', 'I/O')),
        query('E', pressure('io', 'stalled'), { ...ofNode('I/O, all', 'I/O（全部）'), ...dashed }),
      ],
      { thresholds: { warn: 0.1, crit: 0.3 } },
    ),
  ]),
];

export const nodeRows: readonly GridRow[] = [
  trends,
  row(16, [24, clusterInformation]),
  row(16, [24, nodeTable]),
  ...processorsAndMemory,
  ...disksAndNetwork,
];
