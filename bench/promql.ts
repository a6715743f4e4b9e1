import { labelsFromRecord, type Labels } from '@binnacle/model';
import { evaluate, parseExpr, resultJson } from '@binnacle/promql';
import type { Querier, SeriesGroup } from '@binnacle/storage';

/**
 * How fast the evaluator is by itself: heavy range queries over counters in memory, without storage, index or HTTP.
 * Prints milliseconds of CPU time (median of seven) and million samples a second, counting each sample as often as a window has it.
 *
 *     node bench/promql.ts
 */
const INTERVAL_MS = 15_000;
const START_MS = 1_700_000_000_000;
const SERIES = 10_000;
const PER_GROUP = 500;
const HOURS = 2;

const timestamps = Float64Array.from(
  { length: (HOURS * 3_600_000) / INTERVAL_MS + 1 },
  (_, i) => START_MS + i * INTERVAL_MS,
);

/** Counters of one scraped target: every value is whole, resets now and then. */
function makeGroup(target: number): SeriesGroup {
  const labels: Labels[] = [];
  const columns: Float64Array[] = [];
  for (let i = 0; i < PER_GROUP; i++) {
    labels.push(
      labelsFromRecord({
        __name__: 'http_requests_total',
        instance: `host-${target}:9100`,
        job: 'bench',
        path: `/path/${i % 50}`,
        service: `service-${(target * 7 + i) % 40}`,
        le: ['0.1', '0.5', '1', '5', '+Inf'][i % 5]!,
        pod: `pod-${i}`,
      }),
    );
    const column = new Float64Array(timestamps.length);
    let value = i;
    for (let t = 0; t < column.length; t++) {
      value = (t * 31 + i * 17) % 997 === 0 ? 0 : value + ((t * i) % 13);
      column[t] = value;
    }
    columns.push(column);
  }
  return {
    timestamps,
    size: PER_GROUP,
    labels: (i) => labels[i]!,
    readValues: (i, into) => {
      into.set(columns[i]!);
      return 0;
    },
    histograms: () => undefined,
    startTimestamps: () => undefined,
  };
}

const groups = Array.from({ length: SERIES / PER_GROUP }, (_, target) => makeGroup(target));

const querier: Querier = {
  select: () => groups,
  series: () => [],
  labelNames: () => [],
  labelValues: () => [],
  exemplars: () => [],
  metadata: () => new Map(),
  close: () => {},
};

const queries = [
  'sum by (service) (rate(http_requests_total[5m]))',
  'histogram_quantile(0.99, sum by (le, service) (rate(http_requests_total[5m])))',
  'rate(http_requests_total[5m])',
  'avg by (service) (http_requests_total)',
  'topk(10, rate(http_requests_total[5m]))',
  'sum by (service) (rate(http_requests_total[5m])) / on (service) sum by (service) (http_requests_total)',
  'rate(http_requests_total[5m]) / rate(http_requests_total[10m])',
  'max_over_time(http_requests_total[10m])',
  'avg_over_time(http_requests_total[10m])',
  'quantile by (service) (0.9, http_requests_total)',
  'sum(increase(http_requests_total[5m]) > 3)',
  'max_over_time(rate(http_requests_total[5m])[30m:1m])',
];

const END_MS = START_MS + HOURS * 3_600_000;

function run(
  query: string,
  steps: number,
): { readonly ms: number; readonly samples: number; readonly jsonMs: number; readonly bytes: number } {
  const parsed = parseExpr(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const from = steps === 1 ? END_MS : END_MS - (steps - 1) * INTERVAL_MS;
  const begin = cpuMs();
  const outcome = evaluate(parsed.expr, {
    query,
    startMs: from,
    endMs: END_MS,
    stepMs: steps === 1 ? 0 : INTERVAL_MS,
    openQuerier: () => querier,
    limits: { maxSamples: 500_000_000 },
  });
  const ms = cpuMs() - begin;
  if (!outcome.ok) throw new Error(outcome.error.message);
  const beginJson = cpuMs();
  const { length } = resultJson(outcome.value);
  return { ms, samples: outcome.stats.totalSamples, jsonMs: cpuMs() - beginJson, bytes: length };
}

/** CPU time of this thread, since other programs may run on the machine. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const only = process.argv[2];
for (const steps of [240, 1]) {
  console.log(`${SERIES} series, ${steps} steps at ${INTERVAL_MS / 1000} s`);
  for (const query of queries) {
    if (only !== undefined && !query.includes(only)) continue;
    const runs = Array.from({ length: 7 }, () => run(query, steps));
    const ms = median(runs.map((one) => one.ms));
    const jsonMs = median(runs.map((one) => one.jsonMs));
    const rate = runs[0]!.samples / ms / 1000;
    const json = `${jsonMs.toFixed(1).padStart(7)} ms JSON (${(runs[0]!.bytes / 1e6).toFixed(1)} MB)`;
    console.log(`${ms.toFixed(1).padStart(8)} ms ${rate.toFixed(0).padStart(6)} M samples/s ${json}  ${query}`);
  }
}
