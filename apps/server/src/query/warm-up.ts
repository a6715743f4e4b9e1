import { labelsFromRecord, type Labels } from '@binnacle/model';
import type { ReaderHandle } from '@binnacle/storage';
import type { Answerer, RequestMessage } from './answerer.ts';
import type { Job } from './job.ts';
import { textOf } from './replies.ts';

/** Makes data of a block and a memtable that nobody sent. */
export type MakeSampleData = (
  folder: string,
  series: readonly { readonly labels: Labels; readonly valueAt: (row: number) => number }[],
  timestamps: readonly number[],
) => Promise<{ readonly handle: ReaderHandle; close(): void }>;

export interface WarmUpParts {
  readonly makeSampleData: MakeSampleData;
  /** Where a block may be written for a moment. */
  readonly folder: string;
  readonly answerer: Pick<Answerer, 'answer' | 'rest'>;
  /** What the thread does when it has had no query for a while. */
  readonly rest: () => void;
  /** Milliseconds of CPU time of the thread, for how much it takes. */
  readonly spent: () => number;
}

/** CPU time that all of it may take, and how often each query is asked at most. */
const MAX_MS = 700;
const ROUNDS = 300;
/** What is kept is let go after so many rounds, and data are made anew: what meets data for the first time is code as well. */
const ROUNDS_OF_REST = 25;
const ROUNDS_OF_DATA = 75;

const STEP_MS = 15_000;
const END_MS = 1_700_000_000_000;
const ROWS = 300;

const HOUR = ['range', 240] as const;
const NOW = ['instant', 1] as const;

/** What panels ask for: sums of rates, quantiles of buckets, gauges, the first few of many. Small ones come first, which take a moment at first. */
const QUERIES: readonly (readonly [string, readonly ['range' | 'instant', number]])[] = [
  ['warm_up_bytes{service="service-3"}', NOW],
  ['topk(10, warm_up_total)', NOW],
  ['sum by (code) (rate(warm_up_total{service="service-3"}[5m]))', HOUR],
  ['sum by (service) (warm_up_bytes)', NOW],
  ['sum by (service) (avg_over_time(warm_up_bytes[5m]))', HOUR],
  ['warm_up_total{service="service-3"}', NOW],
  ['sum by (service) (rate(warm_up_total[5m]))', HOUR],
  ['sum(rate(warm_up_total{service="service-5",code=~"5.."}[5m]))', NOW],
  ['histogram_quantile(0.99, sum by (le, service) (rate(warm_up_bucket[5m])))', HOUR],
  ['sum by (service) (rate(warm_up_seconds_total[5m]))', HOUR],
  ['warm_up_bytes{service=~"service-[1-4]"} / 1024', HOUR],
  ['sum(rate(warm_up_total{code=~"5.."}[5m])) / sum(rate(warm_up_total[5m]))', HOUR],
  ['max by (service) (warm_up_bytes)', HOUR],
  ['max_over_time(warm_up_bytes{service="service-3"}[10m])', HOUR],
];

/**
 * Asks made-up data what panels ask real ones, so that the code that answers is compiled before the first of them comes: it is run by an
 * interpreter else, for the first dozens of queries, and takes several times as long.
 *
 * Everything comes as it would from the main thread, cloned: an object that was made otherwise has another hidden class, and what was
 * compiled for one class is thrown away when it meets the other.
 *
 * It is a generator that stops after each query, for real ones that have come meanwhile.
 */
export async function* warmUp({ makeSampleData, folder, answerer, rest, spent }: WarmUpParts): AsyncGenerator<void> {
  const timestamps = Array.from({ length: ROWS }, (_, i) => END_MS - (ROWS - 1 - i) * STEP_MS);
  const series = sampleSeries();
  let spentMs = 0;
  let id = 0;
  for (let round = 0; round < ROUNDS && spentMs < MAX_MS;) {
    let began = spent();
    const data = await makeSampleData(folder, series, timestamps);
    spentMs += spent() - began;
    try {
      yield;
      for (const end = round + ROUNDS_OF_DATA; round < end && round < ROUNDS; round++) {
        const begins = round % ROUNDS_OF_REST === 0;
        if (begins) {
          answerer.rest();
          rest();
        }
        for (const [i, [query, [kind, steps]]] of QUERIES.entries()) {
          if (spentMs >= MAX_MS) return;
          began = spent();
          // New samples have come before some of the queries.
          const isNew = (round + i) % 4 === 0;
          const message: RequestMessage = structuredClone({
            id: ++id,
            job: jobOf(query, kind, steps, round),
            timeoutMs: 60_000,
            encoding: 'gzip',
            handle: isNew || (begins && i === 0) ? data.handle : 'same',
          });
          const reply = answerer.answer(message);
          if (reply.status !== 200) throw new Error(`BUG: ${query} cannot be answered: ${textOf(reply)}`);
          spentMs += spent() - began;
          yield;
        }
      }
    } finally {
      answerer.rest();
      data.close();
      rest();
    }
  }
}

/** The end moves on from round to round, as that of a panel does. */
function jobOf(query: string, kind: 'range' | 'instant', steps: number, round: number): Job {
  const endMs = END_MS - (20 - (round % 20)) * STEP_MS;
  const options = { query, lookbackMs: 300_000, limit: 0, stats: '' };
  return kind === 'instant'
    ? { kind, timeMs: endMs, ...options }
    : { kind, startMs: endMs - steps * STEP_MS, endMs, stepMs: STEP_MS, largest: 0, ...options };
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
