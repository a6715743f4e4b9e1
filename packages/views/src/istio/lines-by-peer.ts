import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import type { PanelInput } from '../panel.ts';
import { bilingual, HISTOGRAM, NO_TRAFFIC, SUCCESS_THRESHOLDS } from './panels.ts';
import { clause, requestRate, requestShare, successShare } from './traffic.ts';

type Text = ReturnType<typeof bilingual>;

/** One side of the traffic of a service or workload: who is at the other end, and the requests that count. */
export interface Side {
  /** Begins the ids of its panels. */
  readonly id: string;
  readonly sel: string;
  /** Labels of whoever is at the other end. */
  readonly by: readonly string[];
  /** Those labels as the legend shows them. */
  readonly name: string;
}

/** The end of a legend that says whether the traffic was encrypted; empty where it was not, or nobody knows. */
const LOCK = '{{lock}}';

/**
 * Adds `lock` to encrypted traffic. Servers say so; callers report an `unknown` policy, and know the identity of the
 * server only when it has proved it.
 */
export function locked(vector: string): string {
  const said = `label_replace(${vector}, "lock", "mTLS", "connection_security_policy", "mutual_tls")`;
  return `label_replace(${said}, "lock", "mTLS", "destination_principal", "spiffe.+")`;
}

/** Requests per second by the other end and response code. */
export function requestsByPeer(side: Side, title: Text, at: readonly [number, number, number]): PanelInput {
  const requests = locked(`rate(istio_requests_total{${side.sel}}[$w])`);
  return line(
    `${side.id}-requests`,
    title,
    at,
    'req/s',
    [
      query('A', `sum${clause([...side.by, 'response_code', 'lock'])} (${requests}) > 0`, {
        legend: `${side.name} : {{response_code}} ${LOCK}`,
      }),
    ],
    { noValue: NO_TRAFFIC },
  );
}

/** Success by the other end: what did not fail, or the share of the codes in `good`. */
export function successByPeer(
  side: Side,
  title: Text,
  at: readonly [number, number, number],
  good?: string,
): PanelInput {
  const expr = good === undefined ? successShare(side.sel, side.by) : requestShare(good, side.sel, side.by);
  return line(`${side.id}-success`, title, at, 'ratio', [query('A', expr, { legend: side.name })], {
    thresholds: SUCCESS_THRESHOLDS,
    axis: { max: 1 },
    noValue: NO_TRAFFIC,
  });
}

/** Four quantiles of a histogram by the other end, with and without mTLS apart. */
export function quantilesByPeer(
  side: Side,
  what: 'duration' | 'request-size' | 'response-size',
  title: Text,
  at: readonly [number, number, number],
): PanelInput {
  const metric = METRICS[what];
  return line(
    `${side.id}-${what}`,
    title,
    at,
    what === 'duration' ? 'ms' : 'bytes',
    QUANTILES.map(([ref, q, name, draw]) =>
      query(ref, quantileByPeer(q, metric, side), {
        legend: `${side.name} ${name} ${LOCK}`,
        ...(draw === undefined ? {} : { draw }),
        ...HISTOGRAM,
      }),
    ),
    { noValue: NO_HISTOGRAMS },
  );
}

/** Bytes per second of plain TCP by the other end, both directions. */
export function tcpByPeer(side: Side, title: Text, at: readonly [number, number, number]): PanelInput {
  const bytes = (metric: string): string => `sum${clause(side.by)} (rate(${metric}{${side.sel}}[$w]))`;
  return line(
    `${side.id}-tcp`,
    title,
    at,
    'B/s',
    [
      query('A', bytes('istio_tcp_received_bytes_total'), {
        legend: bilingual(`requests ${side.name}`, `请求方向 ${side.name}`),
      }),
      query('B', bytes('istio_tcp_sent_bytes_total'), {
        legend: bilingual(`responses ${side.name}`, `响应方向 ${side.name}`),
        draw: 'dashed',
      }),
    ],
    { noValue: NO_TCP },
  );
}

/** TCP connections opened and closed by the other end. */
export function connectionsByPeer(side: Side, title: Text, at: readonly [number, number, number]): PanelInput {
  return line(
    `${side.id}-connections`,
    title,
    at,
    'per-second',
    [
      query('A', `sum${clause(side.by)} (rate(istio_tcp_connections_opened_total{${side.sel}}[$w]))`, {
        legend: bilingual(`opened ${side.name}`, `打开 ${side.name}`),
      }),
      query('B', `sum${clause(side.by)} (rate(istio_tcp_connections_closed_total{${side.sel}}[$w]))`, {
        legend: bilingual(`closed ${side.name}`, `关闭 ${side.name}`),
        draw: 'dashed',
      }),
    ],
    { noValue: NO_TCP },
  );
}

/** Requests per second by response code, one colour for each. */
export function requestsByCode(sel: string): string {
  return `${requestRate(sel, ['response_code'])} > 0`;
}

const NO_TCP = bilingual('No TCP traffic', '无 TCP 流量');
export const NO_HISTOGRAMS = bilingual('No requests, or histograms are not collected', '无请求，或未采集直方图指标');

const METRICS = {
  duration: 'istio_request_duration_milliseconds',
  'request-size': 'istio_request_bytes',
  'response-size': 'istio_response_bytes',
} as const;

const QUANTILES = [
  ['A', 0.99, 'P99', undefined],
  ['B', 0.9, 'P90', undefined],
  ['C', 0.75, 'P75', undefined],
  ['D', 0.5, 'P50', 'dashed'],
] as const;

function quantileByPeer(q: number, metric: string, { sel, by }: Side): string {
  const classic = `sum${clause(['le', ...by, 'lock'])} (${locked(`rate(${metric}_bucket{${sel}}[$w])`)})`;
  const native = `sum${clause([...by, 'lock'])} (${locked(`rate(${metric}{${sel}}[$w])`)})`;
  return `(histogram_quantile(${q}, ${classic}) or histogram_quantile(${q}, ${native})) >= 0`;
}
