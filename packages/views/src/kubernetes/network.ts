import { lineDraft, row, tableDraft, text, type GridRow } from '../built-in-panels.ts';
import { largestRates, N, NAMESPACE, objects, POD, PODS, query, rateBy } from './expressions.ts';

type Direction = 'receive' | 'transmit';
const SERVICE = ['cluster', 'namespace', 'service'];
const bytes = (direction: Direction) => `container_network_${direction}_bytes_total`;
const inAndOut = (labels: string, name: string) => [
  query('A', `8 * (${largestRates(10, labels, bytes('receive'), PODS)})`, {
    legend: text(`in {{${name}}}`, `入 {{${name}}}`),
  }),
  query('B', `-8 * (${largestRates(10, labels, bytes('transmit'), PODS)})`, {
    legend: text(`out {{${name}}}`, `出 {{${name}}}`),
    draw: 'dashed' as const,
  }),
];
const lost = (what: 'packets_dropped' | 'errors') =>
  `${rateBy(NAMESPACE, `container_network_receive_${what}_total`, PODS)} + ${rateBy(NAMESPACE, `container_network_transmit_${what}_total`, PODS)}`;
const belowZero = text('Sent is below zero.', '发送在零线以下。');

/** The table of Services its users know. */
const serviceTable = tableDraft(
  'service-table',
  text('Kubernetes Service', 'Kubernetes Service'),
  SERVICE,
  [
    query('INFO', `kube_service_info{${N}}`),
    query('TYPE', `kube_service_spec_type{${N}}`),
    objects('EXT', `max by (${SERVICE.join(',')},external_ip) (kube_service_spec_external_ip{${N}})`),
    objects('RDY', endpoints('true')),
    objects('NOT', endpoints('false')),
    query('AGE', `time() - max by (${SERVICE.join(',')}) (kube_service_created{${N}})`),
  ],
  [
    { title: text('Service', 'Service'), label: 'service' },
    { title: text('Namespace', '命名空间'), label: 'namespace' },
    { title: text('Type', '类型'), ref: 'TYPE', label: 'type' },
    { title: text('Cluster IP', '集群 IP'), ref: 'INFO', label: 'cluster_ip' },
    { title: text('External IP', '外部 IP'), ref: 'EXT', label: 'external_ip' },
    { title: text('Load balancer', '负载均衡'), ref: 'INFO', label: 'load_balancer_ip' },
    { title: text('External name', '外部名称'), ref: 'INFO', label: 'external_name' },
    { title: text('Traffic policy', '外部流量策略'), ref: 'INFO', label: 'external_traffic_policy' },
    { title: text('Ready endpoints', '就绪端点'), ref: 'RDY', unit: 'count' },
    { title: text('Not ready', '未就绪端点'), ref: 'NOT', unit: 'count', thresholds: { warn: 1 } },
    { title: text('Age', '存在时长'), ref: 'AGE', unit: 's' },
  ],
);

/** The Endpoints object of a Service has its name. */
function endpoints(ready: 'true' | 'false'): string {
  const counted = `count by (cluster,namespace,endpoint) (kube_endpoint_address{${N},ready="${ready}"})`;
  return `sum by (${SERVICE.join(',')}) (label_replace(${counted}, "service", "$1", "endpoint", "(.*)"))`;
}

/** K74 and the Services. */
export const networkRows: readonly GridRow[] = [
  row(
    26,
    [
      8,
      lineDraft('K74', text('Traffic by namespace', '各命名空间流量'), 'bit/s', inAndOut(NAMESPACE, 'namespace'), {
        axis: {},
        description: belowZero,
      }),
    ],
    [
      8,
      lineDraft('K74-pods', text('Traffic by pod, ten largest', '各 Pod 流量（前十）'), 'bit/s', inAndOut(POD, 'pod'), {
        axis: {},
        description: belowZero,
      }),
    ],
    [
      8,
      lineDraft(
        'K74-lost',
        text('Drops and errors by namespace', '各命名空间丢包与错误'),
        'pkt/s',
        [
          query('A', `(${lost('packets_dropped')}) > 0`, {
            legend: text('dropped {{namespace}}', '丢包 {{namespace}}'),
          }),
          query('B', `(${lost('errors')}) > 0`, { legend: text('errors {{namespace}}', '错误 {{namespace}}') }),
        ],
        { thresholds: { compare: '>', warn: 0 }, noValue: text('No drops, no errors', '没有丢包与错误') },
      ),
    ],
  ),
  row(26, [24, serviceTable]),
];
