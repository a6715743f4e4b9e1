import { metricQuery as query, row, tableDraft, text, type GridRow } from '../built-in-panels.ts';
import { containerRate, containerValue, cpuLimit, DOCKER, perContainer } from './expressions.ts';

const cpu = (matchers: string, labels: string) =>
  `sum by (${labels}) (rate(container_cpu_usage_seconds_total{${matchers}}[$w]))`;
const memory = (matchers: string, labels: string) =>
  `sum by (${labels}) (container_memory_working_set_bytes{${matchers}})`;
const hardLimit = (matchers: string, labels: string) =>
  `max by (${labels}) (container_spec_memory_limit_bytes{${matchers}} > 0 < 2^60)`;

/** C10: a row for each container. */
export const inventoryRows: readonly GridRow[] = [
  row(32, [
    24,
    tableDraft(
      'C10',
      text('Container table', '容器列表'),
      ['cluster', 'instance', 'namespace', 'name'],
      [
        query(
          'SEEN',
          perContainer((m, labels) => `max by (${labels},image) (container_last_seen{${m}})`),
        ),
        query('STAT', `docker_container_state{${DOCKER}} == 1`),
        query('HLTH', `min by (cluster,instance,name) (container_health_state{${DOCKER}})`),
        query('CPU', perContainer(cpu)),
        query(
          'CPUL',
          perContainer((m, labels) => `${cpu(m, labels)} / ${cpuLimit(m, labels)}`),
        ),
        query('MEM', perContainer(memory)),
        query(
          'MEML',
          perContainer((m, labels) => `${memory(m, labels)} / ${hardLimit(m, labels)}`),
        ),
        query('RX', dockerNetwork('receive')),
        query('TX', dockerNetwork('transmit')),
        query('READ', containerRate('container_fs_reads_bytes_total')),
        query('WRIT', containerRate('container_fs_writes_bytes_total')),
        query('PROC', containerValue('container_processes')),
        query(
          'STRT',
          perContainer((m, labels) => `sum by (${labels}) (changes(container_start_time_seconds{${m}}[24h]))`),
        ),
        query(
          'AGE',
          perContainer((m, labels) => `time() - max by (${labels}) (container_start_time_seconds{${m}})`),
        ),
      ],
      [
        { title: text('Container', '容器'), label: 'name' },
        { title: text('Namespace', '命名空间'), label: 'namespace' },
        { title: text('Host', '主机'), label: 'instance' },
        { title: text('State', '状态'), ref: 'STAT', label: 'state' },
        {
          title: text('Health', '健康检查'),
          ref: 'HLTH',
          unit: 'count',
          mappings: [
            { value: 1, text: text('healthy', '正常'), severity: 'ok' },
            { value: 0, text: text('failing', '异常'), severity: 'crit' },
            { value: -1, text: text('none', '未定义') },
          ],
        },
        { title: text('CPU', 'CPU'), ref: 'CPU', unit: 'cores' },
        {
          title: text('CPU / limit', 'CPU / 限制'),
          ref: 'CPUL',
          unit: 'ratio',
          thresholds: { warn: 0.8, crit: 0.95 },
        },
        { title: text('Memory', '内存'), ref: 'MEM', unit: 'bytes' },
        {
          title: text('Memory / limit', '内存 / 限制'),
          ref: 'MEML',
          unit: 'ratio',
          thresholds: { warn: 0.8, crit: 0.9 },
        },
        { title: text('Received', '接收'), ref: 'RX', unit: 'B/s' },
        { title: text('Sent', '发送'), ref: 'TX', unit: 'B/s' },
        { title: text('Read', '读'), ref: 'READ', unit: 'B/s' },
        { title: text('Written', '写'), ref: 'WRIT', unit: 'B/s' },
        { title: text('Processes', '进程'), ref: 'PROC', unit: 'count' },
        { title: text('Starts, 24 h', '24 小时启动'), ref: 'STRT', unit: 'count', thresholds: { warn: 1, crit: 5 } },
        { title: text('Age', '运行时长'), ref: 'AGE', unit: 's' },
        { title: text('Image', '镜像'), ref: 'SEEN', label: 'image' },
      ],
      // What uses most is what one looks for; names have a search.
      { sort: { column: 5, descending: true } },
    ),
  ]),
];

/** A kubelet's containers share the network of their pod: only Docker's have a network of their own. */
function dockerNetwork(direction: 'receive' | 'transmit'): string {
  return `sum by (cluster,instance,name) (rate(container_network_${direction}_bytes_total{${DOCKER}}[$w]))`;
}
