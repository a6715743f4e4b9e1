import { labelsFromRecord } from '@binnacle/model';
import { END_MS, randomFrom, SCRAPE_MS, scraped, START_MS, type TestSample, type TestSeries } from './test-series.ts';

const LE = ['0.0001', '0.00025', '0.001', '0.0025', '0.01', '0.025', '0.1', '0.25', '1', '2.5', '+Inf'];

/** What three instances of a service expose that the public compliance queries ask about: the same names and labels. */
export function demoSeries(): TestSeries[] {
  const all: TestSeries[] = [];
  for (let i = 0; i < 3; i++) {
    const random = randomFrom(i + 1);
    // Each instance is scraped at its own moment, and all its series at the same one.
    const delayMs = i * 1370;
    const add = (name: string, labels: Record<string, string>, value: (n: number) => TestSample['value'] | undefined) =>
      all.push({
        labels: labelsFromRecord({ __name__: name, instance: `demo.example.com:1000${i}`, job: 'demo', ...labels }),
        samples: scraped(delayMs, value),
      });
    const counter = (resetAt: number, step: () => number): ((n: number) => number) => {
      let total = random() * 1000;
      return (n) => (total = n === resetAt ? 0 : total + step());
    };
    for (const type of ['used', 'free', 'buffers', 'cached']) {
      let pages = 1e5 + Math.floor(random() * 1e6);
      add('demo_memory_usage_bytes', { type }, () => (pages += Math.floor((random() - 0.5) * 2e3)) * 4096);
    }
    for (const mode of ['user', 'system', 'idle'])
      add(
        'demo_cpu_usage_seconds_total',
        { mode },
        counter(mode === 'user' ? 190 + i : -1, () => random() * 15),
      );
    add('demo_num_cpus', {}, () => 4);
    let disk = 1e11;
    add('demo_disk_usage_bytes', {}, () => (disk += Math.floor(random() * 1e8)));
    add('demo_disk_total_bytes', {}, () => 1e12);
    add(
      'demo_items_shipped_total',
      {},
      counter(150, () => Math.floor(random() * 9)),
    );
    let batch = START_MS / 1000;
    add('demo_batch_last_success_timestamp_seconds', {}, (n) => {
      if (n % 20 === i) batch = (START_MS + n * SCRAPE_MS) / 1000 + random();
      return batch;
    });
    // Here for five minutes, then gone for five, with a stale marker where it ends.
    add('demo_intermittent_metric', {}, (n) => (n % 40 < 20 ? n : n % 40 === 20 ? 'stale' : undefined));
    add('demo_is_holiday', {}, () => 0);
    for (const [method, path, status] of [
      ['GET', '/api/foo', '200'],
      ['GET', '/api/bar', '500'],
      ['POST', '/api/foo', '200'],
    ] as const) {
      const labels = { method, path, status };
      const totals = LE.map(() => 0);
      // The buckets of a scrape are made when its first one is asked for; each series is asked scrape by scrape.
      const history: number[][] = [];
      const scrape = (n: number): readonly number[] => {
        while (history.length <= n) {
          let below = 0;
          LE.forEach((_, b) => (totals[b]! += below += Math.floor(random() * 20 * Math.exp(-((b - 5) ** 2) / 6))));
          history.push([...totals]);
        }
        return history[n]!;
      };
      LE.forEach((le, b) => add('demo_api_request_duration_seconds_bucket', { ...labels, le }, (n) => scrape(n)[b]!));
      add('demo_api_request_duration_seconds_count', labels, (n) => scrape(n).at(-1)!);
      add('demo_api_request_duration_seconds_sum', labels, (n) => scrape(n).at(-1)! * 0.013);
    }
  }
  return all;
}

/** A counter with an exemplar now and then: with and without labels, some of them odd. */
export function exemplarSeries(): TestSeries[] {
  return ['a', 'b'].map((path) => ({
    labels: labelsFromRecord({ __name__: 'traced_total', path }),
    samples: scraped(0, (n) => n).map((sample, n) => {
      if (n % 20 !== 3) return sample;
      const labels = labelsFromRecord(n % 40 === 3 ? { trace_id: `<${path}${n}>`, 'span id': 'ü' } : {});
      return { ...sample, exemplar: { labels, value: n / 7, timestampMs: sample.t - 250 } };
    }),
  }));
}

/** Times and values that are hard to get right: NaN, infinities, gaps, resets, single samples, late series, odd names. */
export function hardSeries(): TestSeries[] {
  const random = randomFrom(99);
  const series = (labels: Record<string, string>, samples: readonly TestSample[], late = false): TestSeries => ({
    labels: labelsFromRecord(labels),
    samples,
    late,
  });
  const odd = [NaN, Infinity, -Infinity, 0, -0, 1e308, -1e308, 5e-324, 1, -1, 0.1, 1e-9];
  const at = (fraction: number): number => START_MS + Math.round(((END_MS - START_MS) * fraction) / 1000) * 1000;
  return [
    ...odd.map((value, i) =>
      series(
        { __name__: 'odd', kind: `${i}` },
        scraped(0, () => value),
      ),
    ),
    series(
      { __name__: 'odd_mixed' },
      scraped(250, () => odd[Math.floor(random() * odd.length)]!),
    ),
    series(
      { __name__: 'resetting_total' },
      scraped(0, (n) => (n % 7) * 3),
    ),
    series(
      { __name__: 'gappy_total' },
      scraped(0, (n) => (n % 11 < 4 ? n * 2 : undefined)),
    ),
    series(
      { __name__: 'sparse_total' },
      scraped(0, (n) => (n % 19 === 0 ? n : undefined)),
    ),
    series(
      { __name__: 'stale_now_and_then', host: 'a' },
      scraped(0, (n) => (n % 9 === 8 ? 'stale' : n)),
    ),
    series(
      { __name__: 'stale_now_and_then', host: 'b' },
      scraped(7_000, (n) => (n > 120 ? (n === 121 ? 'stale' : undefined) : n)),
    ),
    series({ __name__: 'single_sample' }, [{ t: at(0.75), value: 42 }]),
    series(
      { __name__: 'irregular' },
      Array.from({ length: 300 }, (_, n) => n + random()).map((x) => ({
        t: Math.round(START_MS + x * 12_345),
        value: Math.sin(x),
      })),
    ),
    series(
      { __name__: 'late_total', host: 'a' },
      scraped(0, (n) => n * n),
      true,
    ),
    series(
      { __name__: 'late_total', host: 'b' },
      scraped(3_000, (n) => (n < 130 ? n : undefined)),
    ),
    series(
      { __name__: 'late_total', host: 'b' },
      scraped(8_000, (n) => (n < 130 && n % 3 === 0 ? n + 0.5 : undefined)),
      true,
    ),
    series(
      { __name__: 'natural', item: 'a10' },
      scraped(0, () => 3),
    ),
    series(
      { __name__: 'natural', item: 'a9' },
      scraped(0, () => 2),
    ),
    series(
      { __name__: 'natural', item: 'a1' },
      scraped(0, () => 1),
    ),
    series(
      { __name__: 'natural' },
      scraped(0, () => 0),
    ),
    series(
      { __name__: 'a.dotted.name', 'an.odd label': 'grün "quoted" \\ \n', zeichen: '数据' },
      scraped(0, (n) => n),
    ),
    series(
      { __name__: 'target_info', instance: 'demo.example.com:10000', job: 'demo', version: '1.2', region: 'eu' },
      scraped(0, () => 1),
    ),
    series(
      { __name__: 'target_info', instance: 'demo.example.com:10001', job: 'demo', version: '1.3' },
      scraped(0, () => 1),
    ),
    series(
      { __name__: 'build_info', instance: 'demo.example.com:10000', job: 'demo', revision: 'abc' },
      scraped(0, () => 1),
    ),
  ];
}
