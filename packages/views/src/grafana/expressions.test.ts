import { evaluate, parseExpr } from '@binnacle/promql';
import { createMemoryEngine } from '@binnacle/storage';
import { expect, test } from 'vitest';
import { builtInFillings } from '../filling/built-in-fillings.ts';
import { interpolate, type Filling } from '../filling/interpolate.ts';
import { one, series, target } from './sample-models.test-data.ts';

/** What is chosen of the variables that the expressions name. */
const fillings = new Map<string, Filling>([
  ...builtInFillings(3_600_000, 15_000, 30_000),
  ['all', { kind: 'omit' }],
  ['one', { kind: 'values', values: ['10.0.0.1:9100'] }],
  ['two', { kind: 'values', values: ['a.b', 'c'] }],
  ['interval', { kind: 'text', text: '5m' }],
  ['grouping', { kind: 'values', values: ['namespace', 'pod'] }],
  ['quantile', { kind: 'text', text: '0.99' }],
]);

test.each([
  'sum(rate(a_total{job=~"$all",pod=~"$two"}[$__rate_interval])) by (pod)',
  'sum (rate (a_total{job!~"$all"} [$interval] ) ) by ($grouping)',
  '(((count(count(cpu{i=~"$one"}) by (cpu))) - avg(sum by (mode)(irate(cpu{mode=\'idle\',i=~"$one"}[5m])))) * 100) / count(count(cpu) by (cpu))',
  "sum(x{c=~'$all|'}) / (sum(y{c=~'$two|'}) or on () vector(1))",
  'x * on(instance) group_left(cluster) info{cluster="$all", namespace="$one"}',
  'up{pod=~"(${two})-wal"} - ignoring (remote, url) group_right(instance) (b{i=~"$all"} != 0)',
  'histogram_quantile($quantile, sum(rate(d_bucket{p=~"[[two]]:.*"}[2m])) by (le, ingress))',
  'histogram_quantile(0.90, sum without(grpc_type) (rate(d_bucket[5m])))',
  'max_over_time((sum(rate(a_total[1m])))[$__range:$__interval]) or max_over_time(b[${__range_s}s:])',
  'increase((max without (instance) (a) or 0*absent(a))[15m:1m])',
  'label_replace(label_join(up, "x", "-", "a", "b"), "node", "$1", "instance", "([^:]+)(:[0-9]+)?")',
  'topk(1, sum(a) by (instance)) - topk(1, sum(b) by (instance))',
  'count_values("version", build) or quantile_over_time(0.9, g[$__interval]) unless on (job) down == bool 0',
  'sum by(pod) (a{container!="",\n  cluster="$all"\n} # a remark\n)',
  'clamp_min(rate(a_total[5m]) - rate(b_total[5m] offset 1d), 0) > 0',
  '(time() - max(process_start_time_seconds{job=~"^$two$"})) / ($__range_s * 1) + $__interval_ms',
  'predict_linear(free{m="$one"}[1h], 4 * 3600) and on() hour() > bool 8',
  '{__name__=~"job:.*:rate5m", "quoted.label"="x"}',
  'sum(node_namespace_pod_container:container_cpu_usage_seconds_total:sum_irate{namespace="$all"}) / scalar(quota{type="hard"})',
  'sgn(delta(g[10m])) ^ 2 % 3 atan2 pi()',
  'changes(reload{instance!="unknown",ns=~"$all"}[30s]) > 0 or resets(a_total[$__range] @ end())',
  'sum(rate(a_total[${interval}])) by (${grouping:csv})',
  'a{b=~"${two:regex}", c=~"${two:pipe}", d="${one:raw}"}',
  '-sum by (pod) (\n  rate(\n    a_total{pod=~"z-.*"}\n  [$__rate_interval])\n)',
])('is asked as it stands: %s', (expr) => {
  const { queries } = one(series({ targets: [target(expr)] })) as { queries: { expr: string }[] };
  const text = interpolate(queries[0]!.expr, fillings);
  const parsed = parseExpr(text);
  expect(parsed.ok ? 'parsed' : `${text}: ${parsed.error.message}`).toBe('parsed');
  if (!parsed.ok) return;
  const engine = createMemoryEngine();
  const outcome = evaluate(parsed.expr, {
    query: text,
    startMs: 5_000_000,
    endMs: 8_600_000,
    stepMs: 60_000,
    openQuerier: (startMs, endMs) => engine.querier('default', startMs, endMs),
    limits: { maxSamples: 1_000_000 },
  });
  expect(outcome).toMatchObject({ ok: true });
});
