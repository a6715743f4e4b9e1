import { query } from '../etcd/expressions.ts';
import {
  auxiliary,
  bilingual,
  health,
  HISTOGRAM,
  instant,
  NO_TRAFFIC,
  SUCCESS_THRESHOLDS,
  tile,
} from '../istio/panels.ts';
import { CLUSTER, latency, mutualTlsShare, requestRate, successShare, sumOf } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { CALLERS, SERVED, SERVERS } from './expressions.ts';

const NO_REPORTS = bilingual('No server reports', '无服务端上报');
const buckets = (le: string): string =>
  `sum(rate(istio_request_duration_milliseconds_bucket{${SERVERS},le=~"${le}([.]0)?"}[$w]))`;
const month = (sel: string): string => `sum(increase(istio_requests_total{${sel}}[30d]))`;

/** Addresses of the endpoints of the chosen services. Requests tell which object of Kubernetes a service is. */
const addresses = (ready: string): string =>
  `(kube_endpoint_address{${CLUSTER}${ready}} == 1) and on (cluster,namespace,endpoint) ` +
  'label_replace(label_replace(group by (cluster,destination_service_name,destination_service_namespace) ' +
  `(istio_requests_total{${SERVED}}), "namespace", "$1", "destination_service_namespace", "(.+)"), ` +
  '"endpoint", "$1", "destination_service_name", "(.+)")';
const ready = `(count(${addresses(',ready="true"')}) or 0 * count(${addresses('')}))`;

/** The head row (V1 to V8): the service as its callers and as its servers see it. */
export const headPanels: readonly PanelInput[] = [
  health(['V1-servers', 'V2-clients', 'V2-servers', 'V4', 'V6', 'V7', 'V8']),
  tile(
    'V1-clients',
    bilingual('Requests, clients', '请求（客户端）'),
    'req/s',
    [query('A', requestRate(CALLERS))],
    'client-volume',
    {
      noValue: NO_TRAFFIC,
    },
  ),
  tile(
    'V1-servers',
    bilingual('Requests, servers', '请求（服务端）'),
    'req/s',
    [
      query('A', requestRate(SERVERS)),
      query(
        'S',
        `(${requestRate(CALLERS)} - ${requestRate(SERVERS)}) > bool 0.01 * ${requestRate(CALLERS)}`,
        auxiliary,
      ),
    ],
    'server-volume',
    {
      description: bilingual(
        'Fewer than clients sent: calls that never arrived, or servers without a proxy.',
        '少于客户端发出的请求：部分调用未到达，或服务端没有代理。',
      ),
      noValue: NO_REPORTS,
      severity: 'S',
    },
  ),
  tile(
    'V2-clients',
    bilingual('Success, clients', '成功率（客户端）'),
    'ratio',
    [query('A', successShare(CALLERS))],
    'client-success',
    {
      thresholds: SUCCESS_THRESHOLDS,
      noValue: NO_TRAFFIC,
    },
  ),
  tile(
    'V2-servers',
    bilingual('Success, servers', '成功率（服务端）'),
    'ratio',
    [query('A', successShare(SERVERS))],
    'server-success',
    {
      thresholds: SUCCESS_THRESHOLDS,
      noValue: NO_REPORTS,
    },
  ),
  latencyTile('V3-clients-p50', 'p50, clients', 'p50（客户端）', 0.5, CALLERS),
  latencyTile('V3-clients-p99', 'p99, clients', 'p99（客户端）', 0.99, CALLERS),
  latencyTile('V3-servers-p50', 'p50, servers', 'p50（服务端）', 0.5, SERVERS),
  latencyTile('V3-servers-p99', 'p99, servers', 'p99（服务端）', 0.99, SERVERS),
  tile(
    'V4',
    bilingual('Error budget, 30 d', '30 天错误预算'),
    'ratio',
    [
      query(
        'A',
        `1 - ((${month(`${CALLERS},response_code=~"5..|0"`)} or 0 * ${month(CALLERS)}) / (${month(CALLERS)} > 0)) / 0.001`,
        instant,
      ),
    ],
    'client-success',
    {
      description: bilingual(
        'Of the one request in a thousand that may fail in 30 days, how much is left.',
        '以 30 天 99.9% 成功为目标，剩余的可失败请求占比。',
      ),
      thresholds: { compare: '<', warn: 0.25, crit: 0 },
      noValue: NO_TRAFFIC,
    },
  ),
  tile(
    'V5-in',
    bilingual('TCP in', 'TCP 流入'),
    'B/s',
    [query('A', sumOf('istio_tcp_received_bytes_total', SERVERS))],
    'callers-tcp',
    {
      noValue: NO_TRAFFIC,
    },
  ),
  tile(
    'V5-out',
    bilingual('TCP out', 'TCP 流出'),
    'B/s',
    [query('A', sumOf('istio_tcp_sent_bytes_total', SERVERS))],
    'callers-tcp',
    {
      noValue: NO_TRAFFIC,
    },
  ),
  tile('V6', bilingual('Encrypted', '加密占比'), 'ratio', [query('A', mutualTlsShare(SERVERS))], 'servers-requests', {
    thresholds: { compare: '<', warn: 1 },
    noValue: NO_REPORTS,
  }),
  tile(
    'V7',
    bilingual('Endpoints ready', '就绪端点'),
    'count',
    [
      query('A', ready, instant),
      query('B', `count(${addresses('')})`, auxiliary),
      query('S', `(${ready} < bool count(${addresses('')})) + (${ready} == bool 0)`, auxiliary),
    ],
    'servers-requests',
    { total: 'B', severity: 'S', sparkline: false },
  ),
  tile(
    'V8',
    bilingual('Apdex (250 ms)', 'Apdex（250 毫秒）'),
    'none',
    [
      query(
        'A',
        `(${buckets('250')} + ${buckets('1000')}) / 2 / (sum(rate(istio_request_duration_milliseconds_count{${SERVERS}}[$w])) > 0)`,
      ),
    ],
    'V11',
    {
      description: bilingual(
        'Requests within 250 ms count whole, those within 1 s half.',
        '250 毫秒内完成的请求计 1，1 秒内完成的计 0.5。',
      ),
      decimals: 2,
      thresholds: { compare: '<', warn: 0.9, crit: 0.7 },
      noValue: NO_REPORTS,
    },
  ),
];

function latencyTile(id: string, en: string, zh: string, q: number, sel: string): PanelInput {
  return tile(id, bilingual(en, zh), 'ms', [query('A', latency(q, sel), HISTOGRAM)], 'V11', {
    noValue: sel === CALLERS ? NO_TRAFFIC : NO_REPORTS,
  });
}
