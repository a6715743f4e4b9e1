import type { LabelPairs, MetricSet } from '../metrics/metric-set.ts';
import type { Random } from '../random.ts';

/** `kubernetes_build_info`, as every component of Kubernetes has it. */
export function buildInfo(set: MetricSet, version: string): void {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  set.gauge('kubernetes_build_info', '[ALPHA] A metric with a constant 1 value labeled by version facts.', [
    ['build_date', '2025-01-15T14:31:56Z'],
    ['compiler', 'gc'],
    ['git_tree_state', 'clean'],
    ['git_version', version],
    ['go_version', 'go1.22.9'],
    ['major', major ?? '1'],
    ['minor', minor ?? '31'],
    ['platform', 'linux/amd64'],
  ]).value = 1;
}

/** Calls of a component to the API server. @returns moves them on by so many seconds */
export function clientCalls(
  set: MetricSet,
  host: string,
  perSecond: number,
  random: Random,
): (seconds: number) => void {
  const kinds: readonly (readonly [code: string, method: string, share: number])[] = [
    ['200', 'GET', 0.62],
    ['200', 'PUT', 0.24],
    ['200', 'PATCH', 0.08],
    ['201', 'POST', 0.05],
    ['409', 'PUT', 0.004],
    ['404', 'GET', 0.006],
  ];
  return (seconds) => {
    for (const [code, method, share] of kinds) {
      const labels: LabelPairs = [
        ['code', code],
        ['host', host],
        ['method', method],
      ];
      set.counter(
        'rest_client_requests_total',
        '[ALPHA] Number of HTTP requests, partitioned by status code, method, and host.',
        labels,
      ).value += random.poisson(perSecond * share * seconds);
    }
  };
}
