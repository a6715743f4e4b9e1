import type { DashboardInput } from '../dashboard.ts';
import { bilingual } from './panels.ts';

export type VariableInput = NonNullable<DashboardInput['variables']>[number];
type Text = ReturnType<typeof bilingual>;

/** Series that say who talked to whom: of HTTP and gRPC, and of plain TCP. */
export const TRAFFIC = '__name__=~"istio_requests_total|istio_tcp_sent_bytes_total"';

/** A variable of which several values, or all, can be picked; "all" at first. */
export function choice(name: string, title: Text, query: string, regex?: string): VariableInput {
  const cut = regex === undefined ? {} : { regex };
  return { kind: 'query', name, title, query, ...cut, multi: true, includeAll: true };
}

/** Clusters in which any of the metrics is collected. */
export function clusterVariable(metrics: string): VariableInput {
  return choice('cluster', bilingual('Cluster', '集群'), `label_values({__name__=~"${metrics}"}, cluster)`);
}

/**
 * Whose reports count: a request is reported by both ends, so counting all of them counts twice. Begins with one end,
 * and with the other where only that has reports.
 */
export function reporterVariable(sel: string, preferred: readonly string[]): VariableInput {
  return {
    kind: 'query',
    name: 'qrep',
    title: bilingual('Reporter', '上报方'),
    description: bilingual(
      'Both ends report a request: source and destination together count it twice.',
      '同一请求由两端各上报一次：同时选择 source 与 destination 会重复计数。',
    ),
    query: `label_values({${TRAFFIC},${sel}}, reporter)`,
    multi: true,
    default: [...preferred],
  };
}
