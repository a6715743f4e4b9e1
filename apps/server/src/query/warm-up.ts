import { labelsFromRecord, type Labels } from '@binnacle/model';
import type { Querier } from '@binnacle/storage';
import type { Encoding } from '../http/compression.ts';
import type { JobContext, JobResult } from './context.ts';
import { RUN, type Job } from './job.ts';

/** Makes data of a block and a memtable that nobody sent. */
export type MakeSampleData = (
  folder: string,
  series: readonly { readonly labels: Labels; readonly valueAt: (row: number) => number }[],
  timestamps: readonly number[],
) => Promise<{ open(startMs: number, endMs: number): Querier; close(): void }>;

export interface WarmUpParts {
  readonly makeSampleData: MakeSampleData;
  /** Where a block may be written for a moment. */
  readonly folder: string;
  readonly perform: (job: Job, context: JobContext) => JobResult;
  readonly compress: (body: Uint8Array<ArrayBuffer>, encoding: Encoding) => unknown;
  /** Milliseconds, for how long it takes. */
  readonly now: () => number;
}

/** CPU time that it may take, and how often each query is asked at most. */
const MAX_MS = 500;
const ROUNDS = 60;

const STEP_MS = 15_000;
const END_MS = 1_700_000_000_000;
const ROWS = 240;

const HOUR = ['range', ROWS - 40] as const;
const NOW = ['instant', 1] as const;

/** What panels ask for: sums of rates, quantiles of buckets, gauges, the first few of many. */
const QUERIES: readonly (readonly [string, readonly ['range' | 'instant', number]])[] = [
  ['histogram_quantile(0.99, sum by (le, service) (rate(warm_up_bucket[5m])))', HOUR],
  ['sum by (service) (rate(warm_up_total[5m]))', HOUR],
  ['sum by (code) (rate(warm_up_total{service="service-3"}[5m]))', HOUR],
  ['sum by (service) (avg_over_time(warm_up_bytes[5m]))', HOUR],
  ['sum by (service) (rate(warm_up_seconds_total[5m]))', HOUR],
  ['warm_up_bytes{service="service-3"}', NOW],
  ['topk(10, warm_up_total)', NOW],
  ['warm_up_bytes{service=~"service-[1-4]"} / 1024', HOUR],
  ['sum(rate(warm_up_total{code=~"5.."}[5m])) / sum(rate(warm_up_total[5m]))', HOUR],
  ['max by (service) (warm_up_bytes)', HOUR],
  ['max_over_time(warm_up_bytes{service="service-3"}[10m])', HOUR],
];

/**
 * Asks made-up data what panels ask real ones, so that the code that answers is compiled before the first of them comes: it is run by an
 * interpreter else, for the first dozens of queries, and takes several times as long.
 *
 * It is a generator that stops after each query, for real ones that have come meanwhile.
 */
export async function* warmUp({ makeSampleData, folder, perform, compress, now }: WarmUpParts): AsyncGenerator<void> {
  const timestamps = Array.from({ length: ROWS }, (_, i) => END_MS - (ROWS - 1 - i) * STEP_MS);
  const data = await makeSampleData(folder, sampleSeries(), timestamps);
  try {
    yield;
    const context: JobContext = {
      openQuerier: (startMs, endMs) => data.open(startMs, endMs),
      flag: new Int32Array([RUN]),
      limits: { timeoutMs: 60_000, maxSamples: 50_000_000 },
    };
    let spentMs = 0;
    for (let round = 0; round < ROUNDS; round++) {
      for (const [query, [kind, steps]] of QUERIES) {
        if (spentMs > MAX_MS) return;
        const began = now();
        const { status, body } = perform(jobOf(query, kind, steps), context);
        if (status !== 200) throw new Error(`BUG: ${query} cannot be answered: ${new TextDecoder().decode(body)}`);
        compress(body, 'gzip');
        spentMs += now() - began;
        yield;
      }
    }
  } finally {
    data.close();
  }
}

function jobOf(query: string, kind: 'range' | 'instant', steps: number): Job {
  const options = { query, lookbackMs: 300_000, limit: 0, stats: '' };
  return kind === 'instant'
    ? { kind, timeMs: END_MS, ...options }
    : { kind, startMs: END_MS - steps * STEP_MS, endMs: END_MS, stepMs: STEP_MS, largest: 0, ...options };
}

/** Some pods of some services: counters with bursts, buckets, seconds with decimals, bytes that wander. */
function sampleSeries(): { readonly labels: Labels; readonly valueAt: (row: number) => number }[] {
  const series: { readonly labels: Labels; readonly valueAt: (row: number) => number }[] = [];
  const bounds = ['0.1', '0.5', '1', '5', '10', '+Inf'];
  for (let pod = 0; pod < 40; pod++) {
    const base = { job: 'warm-up', pod: `pod-${pod}`, service: `service-${pod % 8}` };
    const add = (name: string, labels: Readonly<Record<string, string>>, valueAt: (row: number) => number): void => {
      series.push({ labels: labelsFromRecord({ __name__: name, ...base, ...labels }), valueAt });
    };
    for (const code of ['200', '404', '503']) {
      add('warm_up_total', { code }, (row) => 100_000 + pod + row * 20 + ((row * 7 + pod) % 11));
    }
    bounds.forEach((le, i) =>
      add('warm_up_bucket', { le }, (row) => 100_000 * (i + 1) + row * 9 * (i + 1) + (row % 3)),
    );
    add('warm_up_seconds_total', {}, (row) => (1_000_000 + row * 1234 + ((row * pod) % 77)) / 1000);
    add('warm_up_bytes', {}, (row) => 4096 * (10_000 + ((row * 131 + pod * 17) % 199)));
    // Starts anew now and then, and has no value that is whole.
    add('warm_up_seconds_total', { mode: 'idle' }, (row) => ((row + pod) % 60) + 0.1);
  }
  return series;
}
