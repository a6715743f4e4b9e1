import type { PanelInput } from '../panel.ts';

/** Matchers of the chosen members; `E` in the specification's words. "All" leaves a matcher out. */
export const E = 'cluster=~"$cluster",instance=~"$instance"';

/** For metrics that are not etcd's alone (`up`, `process_…`, `grpc_…`): the same, of the jobs that serve etcd. */
export const EJ = `cluster=~"$cluster",job=~"$job",instance=~"$instance"`;

/** gRPC codes that are the server's fault; the others are answers a healthy server gives. */
export const GRPC_FAILURE =
  'grpc_code=~"Unknown|FailedPrecondition|ResourceExhausted|Internal|Unavailable|DataLoss|DeadlineExceeded"';

type QueryInput = Extract<PanelInput, { kind: 'stat' }>['queries'][number];

/**
 * A query whose `requires` is every metric that stands before a `{` in it, but `up`, which every scrape writes. Pass
 * `requires` for an expression that can do without one of them.
 */
export function query(ref: string, expr: string, more: Partial<Omit<QueryInput, 'ref' | 'expr'>> = {}): QueryInput {
  const names = [...expr.matchAll(/([a-z_:][a-z0-9_:]*)\{/g)].map((match) => match[1]!).filter((name) => name !== 'up');
  return { ref, expr, requires: [...new Set(names)], ...more };
}

/** Quantile of a classic histogram per member, and per label of `by` beside it. */
export function quantile(q: number, metric: string, by: readonly string[] = [], matchers = E): string {
  const labels = ['le', 'cluster', 'instance', ...by].join(',');
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${metric}_bucket{${matchers}}[$w])))`;
}

/** Per-second rate of a counter. */
export function rate(metric: string, matchers = E): string {
  return `rate(${metric}{${matchers}}[$w])`;
}
