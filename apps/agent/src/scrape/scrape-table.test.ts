import * as fc from 'fast-check';
import { createParser } from '@binnacle/exposition';
import { formatLabels } from '@binnacle/model';
import { expect, test } from 'vitest';
import { promOptionsSchema, type PromOptionsWritten } from '../inputs/prom-options.ts';
import { FamilyRules } from './family-rules.ts';
import { LabelRules } from './label-rules.ts';
import { ScrapeRejected, type BatchSink, type TableCounts } from './scrape-rows.ts';
import { ScrapeTable } from './scrape-table.ts';

const tags = { cluster: 'c', host: new Map<string, string>(), election: new Map<string, string>() };

/** A table with options that keep the labels short, and what it stores, as text. */
function tableWith(written: Partial<PromOptionsWritten> = {}) {
  const options = promOptionsSchema.parse({
    urls: ['http://a'],
    disable_instance_tag: true,
    tags_ignore: [],
    ...written,
  });
  const rules = new LabelRules(options, 'a:80', tags, false);
  const table = new ScrapeTable(new FamilyRules(options), rules, {
    honorTimestamps: options.honor_timestamps,
    useInfo: !options.disable_info_tag,
    sampleLimit: options.sample_limit,
  });
  const stored: string[] = [];
  const name = (series: { labels: Parameters<typeof formatLabels>[0] }): string =>
    formatLabels(series.labels)
      .replace(/(cluster="c"|job="prom")(, )?/g, '')
      .replace(/, }/, '}')
      .replace('{}', '');
  const sink: BatchSink = {
    sample: (series, at) => void stored.push(`${name(series)} ${series.value} @${at}`),
    stale: (series, at) => void stored.push(`${name(series)} stale @${at}`),
  };
  return {
    table,
    sink,
    scrape(
      text: string,
      at: number,
      format: 'prometheus-text' | 'openmetrics' = 'prometheus-text',
    ): TableCounts & { stored: string[] } {
      stored.length = 0;
      table.begin();
      const parser = createParser(format, table);
      parser.push(new TextEncoder().encode(text));
      const end = parser.end();
      if (!end.ok) throw new Error(end.problem.message);
      return { ...table.commit(at, sink), stored: [...stored] };
    },
    abandon(at: number): string[] {
      stored.length = 0;
      table.abandon(at, sink);
      return [...stored];
    },
  };
}

test('a series that vanishes ends at once, and comes back as an added one', () => {
  const { scrape } = tableWith();
  expect(scrape('a 1\nb 2\n', 10)).toMatchObject({ scraped: 2, kept: 2, added: 2, stored: ['a 1 @10', 'b 2 @10'] });
  expect(scrape('b 3\n', 20)).toMatchObject({ scraped: 1, added: 0, stale: 1, stored: ['a stale @20', 'b 3 @20'] });
  expect(scrape('b 3\n', 30)).toMatchObject({ stale: 0, stored: ['b 3 @30'] });
  expect(scrape('b 3\na 1\n', 40)).toMatchObject({ added: 1, stored: ['a 1 @40', 'b 3 @40'] });
});

test('when the target goes down everything ends, once', () => {
  const { scrape, abandon } = tableWith();
  scrape('a 1\nb 2\n', 10);
  expect(abandon(20)).toEqual(['a stale @20', 'b stale @20']);
  expect(abandon(30)).toEqual([]);
  expect(scrape('a 1\n', 40)).toMatchObject({ added: 1, stored: ['a 1 @40'] });
});

test('timestamps of the exposition are kept, and such series get no stale marker', () => {
  const { scrape } = tableWith();
  expect(scrape('a 1 5\nb 1\n', 10)).toMatchObject({ added: 2, stored: ['a 1 @5', 'b 1 @10'] });
  expect(scrape('a 1 15\nb 1\n', 18)).toMatchObject({ added: 0, stored: ['a 1 @15', 'b 1 @18'] });
  expect(scrape('', 20).stored).toEqual(['b stale @20']);
  const without = tableWith({ honor_timestamps: false });
  expect(without.scrape('a 1 5\n', 10).stored).toEqual(['a 1 @10']);
  expect(without.scrape('', 20).stored).toEqual(['a stale @20']);
});

test('a label that is ignored adds counters and histograms up; of gauges the last stays and the loss is counted', () => {
  const { scrape } = tableWith({ tags_ignore: ['flag'] });
  const text = `# TYPE r counter
r{flag="a"} 1
r{flag="b"} 2
# TYPE h histogram
h_bucket{flag="a",le="+Inf"} 3
h_bucket{flag="b",le="+Inf"} 4
h_sum{flag="a"} 0.5
h_sum{flag="b"} 0.25
h_count{flag="a"} 3
h_count{flag="b"} 4
# TYPE g gauge
g{flag="a"} 5
g{flag="b"} 6
`;
  const want = ['r 3 @10', 'h_bucket{le="+Inf"} 7 @10', 'h_sum 0.75 @10', 'h_count 7 @10', 'g 6 @10'];
  expect(scrape(text, 10)).toMatchObject({ scraped: 10, kept: 10, collisions: 1, stored: want });
  expect(scrape(text, 20).stored).toEqual(want.map((line) => line.replace('@10', '@20')));
});

test('a summary: sums are added up, quantiles are not', () => {
  const { scrape } = tableWith({ tags_ignore: ['flag'] });
  const text =
    '# TYPE s summary\ns{flag="a",quantile="0.5"} 1\ns{flag="b",quantile="0.5"} 2\ns_sum{flag="a"} 1\ns_sum{flag="b"} 2\n';
  expect(scrape(text, 10)).toMatchObject({ collisions: 1, stored: ['s{quantile="0.5"} 2 @10', 's_sum 3 @10'] });
});

test('the same line twice counts once', () => {
  const { scrape } = tableWith();
  expect(scrape('# TYPE a counter\na 1\na 1\n', 10).stored).toEqual(['a 1 @10']);
});

test('filtered samples count as scraped, not as kept', () => {
  const { scrape } = tableWith({ metric_name_filter: ['^keep'] });
  expect(scrape('keep_a 1\ndrop_b 1\n', 10)).toMatchObject({ scraped: 2, kept: 1, added: 1, stored: ['keep_a 1 @10'] });
});

test('labels of an info family go to all other series; when they change, all series are new ones', () => {
  const { scrape } = tableWith();
  const text = (version: string): string =>
    `# TYPE build info\nbuild_info{version="${version}"} 1\n# TYPE a gauge\na{x="1"} 5\n# EOF\n`;
  expect(scrape(text('1'), 10, 'openmetrics').stored.sort()).toEqual([
    'a{version="1", x="1"} 5 @10',
    'build_info{version="1"} 1 @10',
  ]);
  expect(scrape(text('2'), 20, 'openmetrics').stored.sort()).toEqual([
    'a{version="1", x="1"} stale @20',
    'a{version="2", x="1"} 5 @20',
    'build_info{version="1"} stale @20',
    'build_info{version="2"} 1 @20',
  ]);
  const without = tableWith({ disable_info_tag: true });
  expect(without.scrape(text('1'), 10, 'openmetrics').stored).toContain('a{x="1"} 5 @10');
});

test('an info family that turns up later counts from the next scrape on', () => {
  const { scrape } = tableWith();
  expect(scrape('a{x="1"} 5\n# EOF\n', 10, 'openmetrics').stored).toEqual(['a{x="1"} 5 @10']);
  const text = '# TYPE build info\nbuild_info{version="1"} 1\n# TYPE a gauge\na{x="1"} 5\n# EOF\n';
  scrape(text, 20, 'openmetrics');
  expect(scrape(text, 30, 'openmetrics').stored.sort()).toEqual([
    'a{version="1", x="1"} 5 @30',
    'a{x="1"} stale @30',
    'build_info{version="1"} 1 @30',
  ]);
  expect(scrape(text, 40, 'openmetrics').stored.sort()).toEqual([
    'a{version="1", x="1"} 5 @40',
    'build_info{version="1"} 1 @40',
  ]);
});

test('a scrape over its limit fails as a whole', () => {
  const { table, scrape, abandon } = tableWith({ sample_limit: 2, metric_name_filter_ignore: ['^drop'] });
  expect(scrape('a 1\nb 2\ndrop 3\n', 10).kept).toBe(2);
  expect(() => scrape('a 1\nb 2\nc 3\n', 20)).toThrow(ScrapeRejected);
  expect(abandon(20)).toEqual(['a stale @20', 'b stale @20']);
  expect(table.knownSeries).toBe(0);
});

test('memory does not grow with series that come and go', () => {
  const { table, scrape } = tableWith();
  for (let round = 0; round < 30; round++) {
    let text = 'stays 1\n';
    for (let i = 0; i < 500; i++) text += `churn{round="${round}",i="${i}"} 1\n`;
    expect(scrape(text, round + 1).added).toBe(round === 0 ? 501 : 500);
  }
  expect(table.knownSeries).toBeLessThan(3_000);
});

test('a real exposition: the second scrape finds every series again', () => {
  const { scrape } = tableWith();
  let text = '';
  for (let i = 0; i < 3_000; i++) text += `m${i % 40}{a="${i}",b="\\"quoted\\\\"} ${i}\n`;
  expect(scrape(text, 10).added).toBe(3_000);
  expect(scrape(text.split('\n').reverse().join('\n'), 20)).toMatchObject({ added: 0, stale: 0, kept: 3_000 });
});

test('what is known from the scrape before is read as if it were new', () => {
  const names = ['a', 'ab', 'a_total', 'a_b', 'b'];
  const line = fc
    .record({
      name: fc.constantFrom(...names),
      labels: fc.constantFrom('', '{x="1"}', ' {x="1"}', '{x="1",}', '{x="1",y="2"}', '{x="11"}', '{y="}"}'),
      gap: fc.constantFrom(' ', '  ', '\t'),
      value: fc.nat({ max: 50 }),
      end: fc.constantFrom('', ' 5', ' 7 ', '\r'),
    })
    .map(({ name, labels, gap, value, end }) => ({
      text: `${name}${labels}${gap}${value}${end}\n`,
      // What is one series in two spellings is another matter.
      series: `${name}${labels}`.replace(',}', '}').replace(' {', '{'),
    }));
  const type = fc
    .tuple(fc.constantFrom(...names), fc.constantFrom('counter', 'gauge', 'summary'), fc.uuid())
    .map(([name, word, series]) => ({ text: `# TYPE ${name} ${word}\n`, series }));
  const exposition = fc
    .uniqueArray(fc.oneof({ weight: 4, arbitrary: line }, type), { maxLength: 30, selector: ({ series }) => series })
    .map((lines) => lines.map(({ text }) => text).join(''));
  fc.assert(
    fc.property(fc.array(exposition, { minLength: 2, maxLength: 4 }), (texts) => {
      const known = tableWith();
      const live = (lines: readonly string[]): string[] => lines.filter((it) => !it.includes(' stale ')).sort();
      for (const [i, text] of texts.entries()) {
        const got = known.scrape(text, i + 10);
        const want = tableWith().scrape(text, i + 10);
        expect(live(got.stored)).toEqual(live(want.stored));
        expect({ scraped: got.scraped, kept: got.kept }).toEqual({ scraped: want.scraped, kept: want.kept });
      }
    }),
    { numRuns: 300 },
  );
});
