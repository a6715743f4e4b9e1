import { formatLabels } from '@binnacle/model';
import { describe, expect, test } from 'vitest';
import { FamilyCollector, parseExposition } from './parse-exposition.ts';
import { createParser, type ParserOptions } from './parser.ts';
import type { SampleView } from './sink.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Each sample as text, or the problem. */
function read(text: string | Uint8Array, options: ParserOptions = {}): string[] | string {
  const outcome = parseExposition(typeof text === 'string' ? encode(text) : text, 'prometheus-text', options);
  if (!outcome.ok) return outcome.problem.message;
  return outcome.families.flatMap((family) =>
    family.samples.map(
      ({ labels, value, timestampMs }) =>
        `${formatLabels(labels)} ${Object.is(value, -0) ? '-0' : value}${timestampMs === undefined ? '' : ` @${timestampMs}`}`,
    ),
  );
}

test.each([
  ['a name alone', 'up 1\n', ['up 1']],
  ['no newline at the end', 'up 1', ['up 1']],
  ['nothing', '', []],
  ['empty lines and comments', '\n#\n# a comment\n#HELP x\n  \t\nup 1\n\n', ['up 1']],
  ['a colon in the name', ':rule:x 1\n', [':rule:x 1']],
  ['empty braces', 'up{} 1\n', ['up 1']],
  ['blanks everywhere', ' \tup { a = "x" , b="y" , } \t 1 \t -5 \n', ['up{a="x", b="y"} 1 @-5']],
  ['labels in any order', 'up{b="2",a="1"} 1\n', ['up{a="1", b="2"} 1']],
  ['an empty label is no label', 'up{a="",b="2"} 1\n', ['up{b="2"} 1']],
  ['escapes, known and not', 'up{a="\\\\ \\" \\n \\t"} 1\n', ['up{a="\\\\ \\" \\n \\\\t"} 1']],
  ['a brace, a comma and a hash in a value', 'up{a="},{#"} 1\n', ['up{a="},{#"} 1']],
  ['a newline in a value', 'up{a="x\ny"} 1\nnext 2\n', ['up{a="x\\ny"} 1', 'next 2']],
  ['carriage returns', 'up 1\r\n\r\nup{a="b"} 2 3\r\n', ['up 1', 'up{a="b"} 2 @3']],
  ['no blank after the brace', 'up{a="b"}1\n', ['up{a="b"} 1']],
  ['a name as a label', '{__name__="up",a="b"} 1\n', ['up{a="b"} 1']],
  ['a quoted name', '{"a.b"} 1\n{"a.b","c d"="e"} 2\n{x="y","z"} 3\n', ['a.b 1', 'a.b{c d="e"} 2', 'z{x="y"} 3']],
  ['a zero byte in a value', 'up{a="\0"} 1\n', ['up{a="\\u0000"} 1']],
  [
    'special values',
    'a NaN\na nan\na +Inf\na -inf\na Infinity\na -0\n',
    ['a NaN', 'a NaN', 'a Infinity', 'a -Infinity', 'a Infinity', 'a -0'],
  ],
  ['no comma between labels', 'a{b="1"c="2" "d.e"="3"} 1\n', ['a{b="1", c="2", d.e="3"} 1']],
  ['numbers', 'a 1e3\na .5\na 5.\na 1E-2\na +7\n', ['a 1000', 'a 0.5', 'a 5', 'a 0.01', 'a 7']],
])('reads %s', (_, text, want) => {
  expect(read(text)).toEqual(want);
});

test.each([
  ['a page of HTML', '\n<!DOCTYPE html><p>\n', 'line 2, column 1: expected a metric name, got "<!DOCTYPE html>"'],
  ['JSON', '{"error": "no"}\n', 'line 1, column 9: expected "," or "}", got ":"'],
  ['no value', 'up\n', 'line 1, column 3: expected a value, got end of line'],
  ['no value after a blank', 'a 1\nup \n', 'line 2, column 4: expected a value, got end of line'],
  ['no value after braces', 'up{a="b"}', 'line 1, column 10: expected a value, got end of input'],
  ['a dash in the name', 'a-b 1\n', 'line 1, column 2: expected a blank, "{" or more of the metric name, got "-b"'],
  ['a word for a value', 'up one\n', 'line 1, column 4: expected a value, got "one"'],
  ['a hexadecimal value', 'up 0x10\n', 'line 1, column 5: expected a value, got "x10"'],
  ['a value with underscores', 'up 1_000\n', 'line 1, column 5: expected a value, got "_000"'],
  [
    'a fraction of a timestamp',
    'up 1 1.5\n',
    'line 1, column 7: expected a timestamp in milliseconds or the end of the line, got ".5"',
  ],
  ['more behind the timestamp', 'up 1 1 x\n', 'line 1, column 8: expected the end of the line, got "x"'],
  ['a label without a value', 'up{a} 1\n', 'line 1, column 5: expected "=", got "}"'],
  ['a label value without quotes', 'up{a=1} 1\n', 'line 1, column 6: expected a label value in double quotes, got "1"'],
  ['a label name with a dot', 'up{a.b="1"} 1\n', 'line 1, column 5: expected "=", got ".b"'],
  ['no comma before a digit', 'up{a="1"2b="2"} 1\n', 'line 1, column 9: expected "," or "}", got "2b"'],
  ['no comma behind the name', '{"up" b="2"} 1\n', 'line 1, column 7: expected "," or "}", got "b"'],
  ['two commas', 'up{a="1",,b="2"} 1\n', 'line 1, column 10: expected a label name, got ",b"'],
  ['a comma alone', 'up{,} 1\n', 'line 1, column 4: expected a label name or "}", got ","'],
  ['no closing brace', 'up{a="1" 1\n', 'line 1, column 10: expected "," or "}", got "1"'],
  ['a label twice', 'ok 1\nup{a="1",b="2",a="3"} 1\n', 'line 2, column 16: expected each label once, got "a"'],
  ['two names', 'up{"down"} 1\n', 'line 1, column 10: expected "=" (the metric has a name already), got "}"'],
  ['no name', '{a="b"} 1\n', 'line 1, column 2: expected a metric name, got "a"'],
  [
    'a forgotten quote, up to the next one',
    'a 1\nup{a="b} 1\nup{a="c"} 2\n',
    'line 2, column 11: expected a closing quote, got end of line',
  ],
  ['a forgotten quote at the end', 'up{a="b', 'line 1, column 8: expected a closing quote, got end of input'],
  [
    'a value that is not UTF-8',
    Uint8Array.of(...encode('up{a="'), 0xff, ...encode('"} 1\n')),
    'line 1, column 7: expected a label value in UTF-8, got "\uFFFD"',
  ],
  [
    'an unknown type',
    '# TYPE a number\n',
    'line 1, column 10: expected counter, gauge, histogram, summary or untyped, got "number"',
  ],
  ['a type without a name', '# TYPE \n', 'line 1, column 8: expected a metric name, got end of line'],
  ['a name that begins with a digit', '# HELP 5xx x\n', 'line 1, column 8: expected a metric name, got "5xx"'],
])('refuses %s', (_, text, want) => {
  expect(read(text)).toEqual(want);
});

describe('families', () => {
  const text = `# HELP a_seconds Time. \\\\ \\n "quoted" \\"
# TYPE a_seconds histogram
a_seconds_bucket{le="1"} 1
a_seconds_bucket{le="+Inf"} 2
a_seconds_sum 3
a_seconds_count 2
a_seconds_max 9
# TYPE b summary
b{quantile="0.50"} 1
# TYPE "c.d" counter
{"c.d"} 1
`;

  test('samples belong to the family whose type allows their suffix', () => {
    const outcome = parseExposition(encode(text));
    expect(outcome).toMatchObject({
      ok: true,
      families: [
        { name: 'a_seconds', type: 'histogram', help: 'Time. \\ \n "quoted" \\"', samples: { length: 4 } },
        { name: 'a_seconds_max', type: 'unknown', samples: { length: 1 } },
        { name: 'b', type: 'summary' },
        { name: 'c.d', type: 'counter' },
      ],
    });
  });

  test('bounds are rewritten only when that is asked for', () => {
    expect(read(text)).toContain('a_seconds_bucket{le="1"} 1');
    const normal = read(text, { normalizeBounds: true });
    expect(normal).toContain('a_seconds_bucket{le="1.0"} 1');
    expect(normal).toContain('b{quantile="0.5"} 1');
  });
});

test('a view shows the key, type and names of a sample', () => {
  const seen: unknown[] = [];
  const parser = createParser('prometheus-text', {
    sample: (view: SampleView) => {
      const key = new TextDecoder().decode(view.bytes.subarray(view.start, view.end));
      seen.push([key, view.type, view.metricName(), view.familyName(), view.hasTimestamp, view.timestampMs]);
    },
    metadata: (view) => {
      const name = new TextDecoder().decode(view.bytes.subarray(view.nameStart, view.nameEnd));
      seen.push([view.kind, name, view.name(), view.text(), view.type]);
    },
  });
  parser.push(encode('# TYPE a histogram\na_sum{x="y"}  2 7\n'));
  expect(parser.end()).toEqual({ ok: true, samples: 1 });
  expect(seen).toEqual([
    ['type', 'a', 'a', 'histogram', 'histogram'],
    ['a_sum{x="y"}', 'histogram', 'a_sum', 'a', true, 7],
  ]);
});

describe('input in pieces', () => {
  const text = '# HELP a A "b".\n# TYPE a counter\na{x="1\n2",y="\\n\\""} 1.5 2\nb 2\n{"c.d"} 3';

  test.each([1, 2, 3, 5, 8, 13, 100])('%s bytes at a time', (size) => {
    const collector = new FamilyCollector();
    const parser = createParser('prometheus-text', collector);
    const body = encode(text);
    for (let i = 0; i < body.length; i += size) parser.push(body.slice(i, i + size));
    expect(parser.end()).toEqual({ ok: true, samples: 3 });
    expect({ ok: true, families: collector.families() }).toEqual(parseExposition(body));
  });

  test('a caller may use its buffer again', () => {
    const collector = new FamilyCollector();
    const parser = createParser('prometheus-text', collector);
    const buffer = new Uint8Array(4);
    for (const byte of encode('abc 12\nd 3')) {
      buffer[0] = byte;
      parser.push(buffer.subarray(0, 1));
      buffer.fill(0x7e);
    }
    parser.end();
    expect(collector.families().map(({ name }) => name)).toEqual(['abc', 'd']);
  });

  test('lines are counted over all pieces, and nothing is read after a problem', () => {
    const collector = new FamilyCollector();
    const parser = createParser('prometheus-text', collector);
    expect(parser.push(encode('a 1\nb{x="1\n2"} 2\n'))).toBeUndefined();
    const problem = parser.push(encode('c 3\nd four\ne 5\n'));
    expect(problem).toMatchObject({ line: 5, column: 3, expected: 'a value', got: '"four"' });
    expect(parser.push(encode('f 6\n'))).toBe(problem);
    expect(parser.end()).toEqual({ ok: false, problem });
    expect(collector.families()).toHaveLength(3);
  });

  test('a line without end is given up at the limit, in one piece or in many', () => {
    const options = { maxLineBytes: 100 };
    const message = 'line 2, column 1: expected a line of at most 100 bytes, got a longer one';
    const long = `a 1\nb{x="${'y'.repeat(200)}"} 1\n`;
    expect(read(long, options)).toBe(message);
    const parser = createParser('prometheus-text', new FamilyCollector(), options);
    const body = encode(long);
    let pushed = 0;
    while (parser.push(body.subarray(pushed, pushed + 10)) === undefined) pushed += 10;
    expect(pushed).toBeLessThan(120);
    expect(parser.end()).toMatchObject({ ok: false, problem: { message } });
  });
});

test('what the sink throws comes out as it is', () => {
  const parser = createParser('prometheus-text', {
    sample: () => {
      throw new RangeError('sample limit');
    },
  });
  expect(() => parser.push(encode('a 1\n'))).toThrow(new RangeError('sample limit'));
});
