import { areaDraft, barDraft, lineDraft, row, text, type GridRow } from '../built-in-panels.ts';
import { C, query, rateBy } from './expressions.ts';

/** Quantile of a histogram, per label of `by`. Of several names that it has had over the releases, the first that a line is there of. */
function quantile(q: number, metric: string | readonly string[], by: readonly string[], matchers = C): string {
  return [metric]
    .flat()
    .map((name) => `histogram_quantile(${q}, ${rateBy(['le', ...by].join(','), `${name}_bucket`, matchers)})`)
    .join(' or ');
}

/** 1.27 on, 1.23 to 1.26, before: the last counts the time of webhooks, too. */
const API_LATENCY = [
  'apiserver_request_sli_duration_seconds',
  'apiserver_request_slo_duration_seconds',
  'apiserver_request_duration_seconds',
];
/** 1.23 on, before. */
const SCHEDULING_LATENCY = [
  'scheduler_scheduling_attempt_duration_seconds',
  'scheduler_e2e_scheduling_duration_seconds',
];
/** 1.21 on, before. */
const STORED = ['apiserver_storage_objects', 'etcd_object_counts'];

const LONG = 'subresource!~"proxy|attach|log|exec|portforward"';
const requests = 'apiserver_request_total';

/** A2 to A9: the API server, and the store as it sees it. */
const apiServer: readonly GridRow[] = [
  row(
    24,
    [
      8,
      areaDraft('A2', text('API requests by code', 'API 请求（按状态码）'), 'req/s', [
        query('A', rateBy('code', requests, C), { legend: '{{code}}' }),
      ]),
    ],
    [
      8,
      lineDraft(
        'A3',
        text('API error share by verb and resource', 'API 错误占比'),
        'ratio',
        [
          query(
            'A',
            `${rateBy('verb,resource', requests, `${C},code=~"5.."`)} / ${rateBy('verb,resource', requests, C)}`,
            {
              legend: '{{verb}} {{resource}}',
            },
          ),
        ],
        { thresholds: { warn: 0.01, crit: 0.05 }, noValue: text('No errors', '没有错误') },
      ),
    ],
    [
      8,
      lineDraft(
        'A4',
        text('API latency p99', 'API 延迟 p99'),
        's',
        [
          query('A', quantile(0.99, API_LATENCY, ['verb'], `${C},verb!~"WATCH|CONNECT",${LONG}`), {
            legend: '{{verb}}',
          }),
        ],
        { thresholds: { warn: 1, crit: 5 } },
      ),
    ],
  ),
  row(
    24,
    [
      8,
      lineDraft('A5', text('API requests in flight', '处理中的 API 请求'), 'count', [
        query('A', `sum by (request_kind) (apiserver_current_inflight_requests{${C}})`, { legend: '{{request_kind}}' }),
        query('B', `sum(apiserver_longrunning_requests{${C}})`, {
          legend: text('long-running', '长连接'),
          draw: 'dashed',
        }),
      ]),
    ],
    [
      8,
      lineDraft(
        'A8',
        text('Store latency p99 seen by the API server', 'API 服务器所见存储延迟 p99'),
        's',
        [query('A', quantile(0.99, 'etcd_request_duration_seconds', ['operation']), { legend: '{{operation}}' })],
        { thresholds: { warn: 0.1, crit: 0.5 } },
      ),
    ],
    [
      8,
      barDraft(
        'A9',
        text('Objects stored', '存储的对象'),
        'count',
        [
          query('A', `max by (resource) (${STORED.map((name) => `${name}{${C}}`).join(' or ')}) > 0`, {
            legend: '{{resource}}',
          }),
        ],
        { limit: 15 },
      ),
    ],
  ),
];

/** A12, S1 to S3, L1: scheduler and controllers. */
const controllers: readonly GridRow[] = [
  row(
    24,
    [
      8,
      lineDraft('S1', text('Scheduling attempts by result', '调度尝试结果'), 'ops/s', [
        query('A', rateBy('result', 'scheduler_schedule_attempts_total', C), { legend: '{{result}}' }),
      ]),
    ],
    [
      8,
      lineDraft('S2', text('Pending pods by queue', '各队列待调度 Pod'), 'count', [
        query('A', `sum by (queue) (scheduler_pending_pods{${C}})`, { legend: '{{queue}}' }),
      ]),
    ],
    [
      8,
      lineDraft(
        'S3',
        text('Scheduling attempt p99', '调度尝试 p99'),
        's',
        [
          query('A', quantile(0.99, SCHEDULING_LATENCY, ['result']), {
            legend: '{{result}}',
          }),
        ],
        { thresholds: { warn: 1, crit: 5 } },
      ),
    ],
  ),
  row(
    24,
    [
      12,
      lineDraft(
        'A12',
        text('Work queue depth, ten longest', '工作队列深度（前十）'),
        'count',
        [query('A', `topk(10, sum by (job,name) (workqueue_depth{${C}})) > 0`, { legend: '{{name}}' })],
        { noValue: text('All queues are empty', '所有队列为空') },
      ),
    ],
    [
      12,
      lineDraft('L1', text('Client calls to the API server by code', '对 API 服务器的调用（按状态码）'), 'req/s', [
        query('A', rateBy('job,code', 'rest_client_requests_total', C), { legend: '{{job}} {{code}}' }),
      ]),
    ],
  ),
];

/** P1 to P4, N1, N2 and N4: kubelets and cluster DNS. */
const kubeletAndDns: readonly GridRow[] = [
  row(
    24,
    [
      8,
      lineDraft('P1', text('Pods and containers of kubelets', 'Kubelet 的 Pod 与容器'), 'count', [
        query('A', `sum by (node) (kubelet_running_pods{${C}})`, { legend: text('pods {{node}}', 'Pod {{node}}') }),
        query('B', `sum by (node) (kubelet_running_containers{${C},container_state="running"})`, {
          legend: text('containers {{node}}', '容器 {{node}}'),
          draw: 'dashed',
        }),
      ]),
    ],
    [
      8,
      lineDraft(
        'P3',
        text('Pod start p99', 'Pod 启动 p99'),
        's',
        [query('A', quantile(0.99, 'kubelet_pod_start_duration_seconds', ['node']), { legend: '{{node}}' })],
        { thresholds: { warn: 5, crit: 60 } },
      ),
    ],
    [
      8,
      lineDraft(
        'P4',
        text('PLEG relist p99', 'PLEG 重新列举 p99'),
        's',
        [query('A', quantile(0.99, 'kubelet_pleg_relist_duration_seconds', ['node']), { legend: '{{node}}' })],
        { thresholds: { warn: 3, crit: 10 } },
      ),
    ],
  ),
  row(
    24,
    [
      8,
      lineDraft('N1', text('DNS answers by code', 'DNS 应答（按状态码）'), 'req/s', [
        query('A', rateBy('rcode', 'coredns_dns_responses_total', C), { legend: '{{rcode}}' }),
      ]),
    ],
    [
      8,
      lineDraft(
        'N2',
        text('DNS latency p50/p99', 'DNS 延迟 p50/p99'),
        's',
        [
          query('A', quantile(0.99, 'coredns_dns_request_duration_seconds', []), { legend: 'p99' }),
          query('B', quantile(0.5, 'coredns_dns_request_duration_seconds', []), { legend: 'p50', draw: 'dashed' }),
        ],
        { thresholds: { warn: 1, crit: 4 } },
      ),
    ],
    [
      8,
      lineDraft('N4', text('DNS cache hit share', 'DNS 缓存命中率'), 'ratio', [
        query(
          'A',
          `sum(rate(coredns_cache_hits_total{${C}}[$w])) / sum(rate(coredns_cache_requests_total{${C}}[$w]))`,
          { legend: text('hits', '命中') },
        ),
      ]),
    ],
  ),
];

export const controlPlaneRows: readonly GridRow[] = [...apiServer, ...controllers, ...kubeletAndDns];
