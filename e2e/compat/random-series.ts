import { CUSTOM_BUCKETS_SCHEMA, labelsFromRecord, type FloatHistogram } from '@binnacle/model';
import { randomFrom, scraped, type TestSample, type TestSeries } from './test-series.ts';

type Value = TestSample['value'] | undefined;

/**
 * Few labels with few values, so that most operators find matches, and every kind of sample: what random queries are asked
 * about. Series come in the order of their labels: the order in which both systems then read them.
 */
export function randomSeries(): TestSeries[] {
  const all = new Map<string, TestSeries>();
  const add = (record: Record<string, string>, samples: readonly TestSample[]): void => {
    const labels = labelsFromRecord(record);
    all.set(labels.join('\u0000'), { labels, samples });
  };
  let seed = 0;
  for (const job of ['a', 'b'])
    for (const inst of ['0', '1', '2']) {
      const random = randomFrom(++seed);
      const target = { inst, job };
      const delayMs = Math.floor(random() * 15_000);
      const metric = (name: string, value: (n: number) => Value, more: Record<string, string> = {}): void =>
        add({ __name__: name, ...target, ...more }, scraped(delayMs, value));
      let count = Math.floor(random() * 50);
      metric('c_total', () => (count = random() < 0.02 ? 0 : count + Math.floor(random() * 9)));
      let fraction = 0.1;
      metric('f_total', () => (fraction = random() < 0.01 ? random() : fraction + random()), { mode: inst });
      metric('g', () => Math.round((random() - 0.5) * 2000) / 10);
      metric('level', () => Math.floor(random() * 4));
      metric('odd', () => ODD[Math.floor(random() * ODD.length)]!);
      metric('gaps', (n) => (random() < 0.3 ? undefined : random() < 0.1 ? 'stale' : n * 1.5));
      metric('rare', (n) => ((n + Number(inst) * 5) % 21 === 0 ? n : undefined));
      metric('h', steady({ schema: 1, first: -2, length: 5, zero: true }, random));
      metric(
        'w',
        steady({ schema: Number(inst) % 2 ? 0 : 2, first: 1, length: 4, negative: true, zero: true }, random),
      );
      metric('custom', steady({ schema: CUSTOM_BUCKETS_SCHEMA, first: 0, length: 4, bounds: [-1, 0.5, 2.5] }, random));
      const either = steady({ schema: 0, first: 0, length: 3 }, random);
      metric('mixed', (n) => (random() < 0.1 ? 'stale' : n % 20 < 8 ? n : either(n)));
      metric('sizes', steady({ schema: 1, first: 0, length: 3, gauge: true }, random));
      const totals = BOUNDS.map(() => 0);
      BOUNDS.forEach((le, b) => metric('old_bucket', () => (totals[b]! += Math.floor(random() * 2 + b)), { le }));
      // Counts that sink from bucket to bucket, bounds that are none or written twice, and no +Inf for one target.
      for (const [b, le] of ['-2', '0.5', '1', '1.0', 'many', '5', '+Inf'].entries())
        if (job !== 'b' || le !== '+Inf') metric('bad_bucket', (n) => n * (b + 2) - (b === 5 ? 3 * n : 0), { le });
      metric('target_info', (n) => (inst === '2' && n % 30 > 20 ? undefined : 1), {
        env: inst === '0' ? 'prod' : 'test',
      });
    }
  const random = randomFrom(77);
  const gauge = (): number => Math.round(random() * 100) / 4;
  add({ __name__: 'dot.ted', 'la bel': 'ü "q" \\', job: 'a' }, scraped(0, gauge));
  add({ __name__: 'dot.ted', job: 'b' }, scraped(100, gauge));
  add(
    { __name__: 'lonely' },
    scraped(5000, (n) => (n === 200 ? 42 : undefined)),
  );
  add(
    { __name__: 'zero', job: 'a' },
    scraped(0, (n) => (n % 2 ? 0 : -0)),
  );
  for (const item of ['a1', 'a10', 'a2', 'B3'])
    add(
      { __name__: 'natural', item },
      scraped(0, (n) => n % 5),
    );
  return [...all.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
}

const ODD = [NaN, Infinity, -Infinity, 0, -0, 1e308, -1e308, 1, -1, 0.1, 1e-9, 3, 7.5];
const BOUNDS = ['0.1', '1', '2.5', '10', '+Inf'];

interface Shape {
  readonly schema: number;
  readonly first: number;
  readonly length: number;
  readonly negative?: boolean;
  readonly zero?: boolean;
  readonly gauge?: boolean;
  readonly bounds?: readonly number[];
}

/**
 * Histograms whose counts grow from far above zero, and start anew from there now and then: rates of such are not cut off at
 * zero, which the release at hand does not do.
 */
function steady(shape: Shape, random: () => number): (n: number) => FloatHistogram {
  let counts: number[] = [];
  const begin = (): void => {
    counts = Array.from({ length: shape.length }, () => 10_000 + Math.floor(random() * 50));
  };
  begin();
  return () => {
    if (shape.gauge === true || random() < 0.01) begin();
    counts = counts.map((count) => count + Math.floor(random() * 6));
    const negative = shape.negative === true ? counts.slice(1).map((count) => count + 4) : [];
    const zeroCount = shape.zero === true ? counts[0]! + 3 : 0;
    const total = [...counts, ...negative].reduce((a, b) => a + b, zeroCount);
    const spans = (length: number): FloatHistogram['positiveSpans'] =>
      length === 0
        ? []
        : [
            { offset: shape.first, length: 2 },
            { offset: shape.bounds ? 0 : 1, length: length - 2 },
          ];
    return {
      counterResetHint: shape.gauge === true ? 'gauge' : 'unknown',
      schema: shape.schema,
      zeroThreshold: shape.bounds === undefined ? 0.001 : 0,
      zeroCount,
      count: total,
      sum: total * 0.75 + counts[0]! / 8,
      positiveSpans: spans(counts.length),
      positiveBuckets: counts,
      negativeSpans: spans(negative.length),
      negativeBuckets: negative,
      customValues: shape.bounds ?? [],
    };
  };
}
