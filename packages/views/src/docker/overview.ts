import { lineDraft, metricQuery as query, row, text, type GridRow } from '../built-in-panels.ts';
import { HOST, memoryLimit, networkRate, perContainer, containerRate, containerValue } from './expressions.ts';

const legend = '{{name}}';
const cpuShare = perContainer(
  (matchers, labels) =>
    `sum by (${labels}) (rate(container_cpu_usage_seconds_total{${matchers}}[$w])) / on (cluster,instance) group_left () max by (cluster,instance) (machine_cpu_cores{${HOST}})`,
);
const memoryShare = perContainer(
  (matchers, labels) =>
    `sum by (${labels}) (container_memory_working_set_bytes{${matchers}}) / ${memoryLimit(matchers, labels)}`,
);

/** The six panels of the view its users know, with the same titles and order, and one line for each container. */
export const overviewRows: readonly GridRow[] = [
  row(
    28,
    [
      8,
      lineDraft('cpu-usage', text('CPU usage', 'CPU 使用率'), 'ratio', [query('A', cpuShare, { legend })], {
        description: text('Share of all CPUs of the host.', '占主机全部 CPU 的比例。'),
      }),
    ],
    [
      8,
      lineDraft(
        'memory-usage',
        text('Memory usage', '内存使用率'),
        'ratio',
        [query('A', memoryShare, { legend, requires: ['container_memory_working_set_bytes'] })],
        {
          description: text(
            'Share of the limit of the container, or of the memory of the host where it has none.',
            '占容器内存限制的比例；没有限制时占主机内存的比例。',
          ),
          thresholds: { warn: 0.8, crit: 0.9 },
        },
      ),
    ],
    [
      8,
      lineDraft('network-traffic', text('Network traffic', '网络流量'), 'B/s', [
        query('A', networkRate('container_network_receive_bytes_total'), {
          legend: text('receive {{name}}', '接收 {{name}}'),
        }),
        query('B', networkRate('container_network_transmit_bytes_total'), {
          legend: text('sent {{name}}', '发送 {{name}}'),
          draw: 'dashed',
        }),
      ]),
    ],
  ),
  row(
    28,
    [
      8,
      lineDraft(
        'memory-limit',
        text('Memory limit', '内存限制'),
        'bytes',
        [query('A', perContainer(memoryLimit), { legend, requires: ['container_memory_working_set_bytes'] })],
        { description: text('The memory of the host where there is no limit.', '没有限制时为主机内存。') },
      ),
    ],
    [
      8,
      lineDraft(
        'memory-used',
        text('Memory used', '内存使用量'),
        'bytes',
        [query('A', containerValue('container_memory_working_set_bytes'), { legend })],
        {
          description: text('Working set: without cache that can be given back.', '工作集：不含可回收的缓存。'),
        },
      ),
    ],
    [
      8,
      lineDraft('block-bytes', text('Block byte/s', '块设备读写'), 'B/s', [
        query('A', containerRate('container_fs_reads_bytes_total'), { legend: text('read {{name}}', '读 {{name}}') }),
        query('B', containerRate('container_fs_writes_bytes_total'), {
          legend: text('write {{name}}', '写 {{name}}'),
          draw: 'dashed',
        }),
      ]),
    ],
  ),
];
