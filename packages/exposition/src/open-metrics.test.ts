import { formatLabels } from '@binnacle/model';
import { describe, expect, test } from 'vitest';
import { parseExposition } from './parse-exposition.ts';
import { createParser } from './parser.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function problemOf(text: string, strict = false): string {
  const outcome = parseExposition(encode(text), 'openmetrics', { strict });
  return outcome.ok ? 'none' : outcome.problem.message;
}

/** `series value <start timestamp>` in the order in which they are passed on. */
function starts(text: string): string[] {
  const seen: string[] = [];
  const parser = createParser('openmetrics', {
    sample: (view) => void seen.push(`${formatLabels(view.labels())} ${view.value} <${view.startTimestampMs}`),
  });
  const problem = parser.push(encode(`${text}# EOF\n`)) ?? parser.end();
  return 'ok' in problem && problem.ok ? seen : [JSON.stringify(problem)];
}

describe('_created becomes the start timestamp of its metric', () => {
  test('behind, between or before the samples, in families with several metrics', () => {
    const text = `# TYPE a counter
a_total{x="1"} 1
a_created{x="1"} 10
a_created{x="2"} 20.5
a_total{x="2"} 2
a_total{x="3"} 3
# TYPE h histogram
h_bucket{x="1",le="1"} 1
h_bucket{x="1",le="+Inf"} 1
h_created{x="1"} 30
h_count{x="1"} 1
h_sum{x="1"} 1
h_bucket{le="+Inf",x="2"} 1
h_count{x="2"} 1
h_created{x="2"} 40
# TYPE s summary
s{quantile="0.5"} 7
s_count 1
s_created 50
# TYPE g gauge
g 1
g_created 60
`;
    expect(starts(text)).toEqual([
      'a_total{x="1"} 1 <10000',
      'a_total{x="2"} 2 <20500',
      'a_total{x="3"} 3 <0',
      'h_bucket{le="1", x="1"} 1 <30000',
      'h_bucket{le="+Inf", x="1"} 1 <30000',
      'h_count{x="1"} 1 <30000',
      'h_sum{x="1"} 1 <30000',
      'h_bucket{le="+Inf", x="2"} 1 <40000',
      'h_count{x="2"} 1 <40000',
      's{quantile="0.5"} 7 <50000',
      's_count 1 <50000',
      // Not a metric that began, but one that happens to be called so.
      'g 1 <0',
      'g_created 60 <0',
    ]);
  });

  test('a label that only looks like a bound tells counters apart', () => {
    expect(starts('# TYPE a counter\na_total{le="1"} 1\na_created{le="1"} 5\na_total{le="2"} 1\n')).toEqual([
      'a_total{le="1"} 1 <5000',
      'a_total{le="2"} 1 <0',
    ]);
  });

  test('long lines do not wait either, once they are a megabyte together', () => {
    const label = 'x'.repeat(100_000);
    const lines = Array.from({ length: 15 }, (_, i) => `h_bucket{a="${label}",le="${i}"} ${i}\n`).join('');
    const seen = starts(`# TYPE h histogram\n${lines}h_created{a="${label}"} 5\n`);
    expect(seen.map((line) => line.slice(-6))).toEqual([
      ...Array.from({ length: 11 }, () => expect.stringMatching(/<0$/)),
      ...Array.from({ length: 4 }, () => expect.stringMatching(/<5000$/)),
    ]);
  });

  test('a metric of more lines than may wait keeps all its samples, in order', () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `h_bucket{le="${i}"} ${i}\n`).join('');
    const seen = starts(`# TYPE h histogram\n${lines}h_created 5\n`);
    expect(seen).toHaveLength(10_000);
    expect(seen[9_999]).toBe('h_bucket{le="9999"} 9999 <5000');
    expect(seen[0]).toBe('h_bucket{le="0"} 0 <0');
  });
});

test.each([
  ['no end', 'a 1\n', 'line 2, column 1: expected "# EOF" as the last line, got end of input'],
  ['an empty input', '', 'line 1, column 1: expected "# EOF" as the last line, got end of input'],
  ['an end within a line', 'a 1\n# EO', 'line 2, column 1: expected "# HELP", "# TYPE", "# UNIT" or "# EOF", got "#"'],
  ['more behind the end', '# EOF\na 1\n', 'line 2, column 1: expected nothing after "# EOF", got "a"'],
  ['a comment', '# hello\n# EOF\n', 'line 1, column 1: expected "# HELP", "# TYPE", "# UNIT" or "# EOF", got "#"'],
  ['an empty line', 'a 1\n\n# EOF\n', 'line 2, column 1: expected a metric name, got end of line'],
  ['two spaces', 'a  1\n# EOF\n', 'line 1, column 3: expected a value, got " "'],
  ['a tab', 'a\t1\n# EOF\n', 'line 1, column 2: expected a space and a value, got "\\t"'],
  ['a space at the end', 'a 1 \n# EOF\n', 'line 1, column 5: expected a timestamp in seconds, got end of line'],
  ['a space in the braces', 'a{x="y", z="w"} 1\n# EOF\n', 'line 1, column 9: expected a label name, got " "'],
  ['an infinite timestamp', 'a 1 Inf\n# EOF\n', 'line 1, column 5: expected a finite timestamp in seconds, got "Inf"'],
  [
    'a type of the older format',
    '# TYPE a untyped\n# EOF\n',
    'line 1, column 10: expected one of unknown, counter, gauge, histogram, gaugehistogram, summary, info, stateset, got "untyped"',
  ],
  [
    'a unit that the name does not end in',
    '# UNIT a_seconds bytes\n# EOF\n',
    'line 1, column 18: expected a unit that ends the metric name, got "bytes"',
  ],
  [
    'an exemplar without a value',
    'a_total 1 # {x="y"}\n# EOF\n',
    'line 1, column 20: expected a space and a value, got end of line',
  ],
  [
    'a name in an exemplar',
    'a_total 1 # {"x"} 1\n# EOF\n',
    'line 1, column 15: expected a label with a value, got "x"',
  ],
  ['a newline in a value', 'a{x="1\n"} 1\n# EOF\n', 'line 1, column 7: expected a closing quote, got end of line'],
  [
    'a label twice in lines that waited',
    '# TYPE a counter\na_total{x="1",x="2"} 1\n# EOF\n',
    'line 2, column 15: expected each label once, got "x"',
  ],
])('refuses %s', (_, text, message) => {
  expect(problemOf(text)).toBe(message);
});

describe('strict', () => {
  test.each([
    ['a comma before the brace', 'a{x="y",} 1\n'],
    ['metadata after samples', '# TYPE a gauge\na 1\n# HELP a x\n'],
    ['a type twice', '# TYPE a gauge\n# TYPE a gauge\n'],
    ['a family twice', '# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\n'],
    ['families whose samples share a name', '# TYPE a counter\na_total 1\n# TYPE a_total gauge\na_total 1\n'],
    ['a unit for an info', '# TYPE a_x info\n# UNIT a_x x\n'],
    ['metrics between each other', '# TYPE a histogram\na_sum{x="1"} 0\na_sum{x="2"} 0\na_count{x="1"} 0\n'],
    ['timestamps that go back', '# TYPE a gauge\na 1 2\na 1 1\n'],
    ['timestamps on some samples', '# TYPE a gauge\na 1 2\na 1\n'],
    ['a counter below zero', '# TYPE a counter\na_total -1\n'],
    ['a counter that is named as its family', '# TYPE a counter\na 1\n'],
    ['a count that is not whole', '# TYPE a summary\na_count 1.5\n'],
    ['a quantile above 1', '# TYPE a summary\na{quantile="1.5"} 1\n'],
    ['an info that is not 1', '# TYPE a info\na_info 0\n'],
    ['a state that is not 0 or 1', '# TYPE a stateset\na{a="x"} 0.5\n'],
    ['a state set without its label', '# TYPE a stateset\na{b="x"} 1\n'],
    ['an exemplar on a gauge', '# TYPE a gauge\na 1 # {} 1\n'],
    ['an exemplar with long labels', `# TYPE a counter\na_total 1 # {a="${'x'.repeat(128)}"} 1\n`],
    ['buckets that are not cumulative', '# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\n'],
    ['buckets in another order', '# TYPE a histogram\na_bucket{le="2"} 1\na_bucket{le="1"} 1\na_bucket{le="+Inf"} 1\n'],
    ['no bucket +Inf', '# TYPE a histogram\na_bucket{le="1"} 1\n'],
    ['a bucket without a bound', '# TYPE a histogram\na_bucket 1\n'],
    ['a count without a sum', '# TYPE a histogram\na_bucket{le="+Inf"} 1\na_count 1\n'],
    ['a count that is not the last bucket', '# TYPE a histogram\na_bucket{le="+Inf"} 1\na_count 2\na_sum 0\n'],
    [
      'a sum beside negative bounds',
      '# TYPE a histogram\na_bucket{le="-1"} 0\na_bucket{le="+Inf"} 0\na_count 0\na_sum 0\n',
    ],
  ])('refuses %s, which the grammar allows', (_, text) => {
    expect(problemOf(`${text}# EOF\n`, true)).toMatch(/^line \d+, column \d+: expected /);
    expect(problemOf(`${text}# EOF\n`)).toBe('none');
  });

  test('says where and what', () => {
    const text = '# TYPE a counter\na_total 1\na_total{x="y"} -3\n# EOF\n';
    expect(problemOf(text, true)).toBe('line 3, column 1: expected a value of at least 0, got "a_total"');
  });
});
