import { labelsFromRecord, labelsToRecord } from '@binnacle/model';
import { expect, test } from 'vitest';
import { ScriptMistake } from './parse-load.ts';
import { runScript } from './run-script.ts';
import type { LoadedSeries, ResultOutcome, ResultValue, ScriptTarget } from './script-target.ts';

interface Fake extends ScriptTarget {
  readonly loaded: LoadedSeries[];
  readonly asked: string[];
}

/** A target that gives the answers it is told. An instant result is also what a range query gives at each step. */
function fake(answer: (query: string) => ResultOutcome): Fake {
  const loaded: LoadedSeries[] = [];
  const asked: string[] = [];
  const asRange = (outcome: ResultOutcome, times: readonly number[]): ResultOutcome => {
    if (!outcome.ok || outcome.value.kind === 'matrix') return outcome;
    const { value } = outcome;
    const rows =
      value.kind === 'vector'
        ? value.samples
        : value.kind === 'scalar'
          ? [{ labels: labelsFromRecord({}), value: value.value }]
          : [];
    const series = rows.map((row) => ({ labels: row.labels, points: times.map((t) => ({ t, value: row.value })) }));
    return { ...outcome, value: { kind: 'matrix', series } };
  };
  return {
    loaded,
    asked,
    clear: () => {
      loaded.length = 0;
      return Promise.resolve();
    },
    load: (series) => {
      loaded.push(...series);
      return Promise.resolve();
    },
    instant: (query, timeMs) => {
      asked.push(`${query} at ${timeMs}`);
      return Promise.resolve(answer(query));
    },
    range: (query, startMs, endMs, stepMs) => {
      asked.push(`${query} from ${startMs} to ${endMs} step ${stepMs}`);
      return Promise.resolve(asRange(answer(query), [startMs, startMs + stepMs, endMs]));
    },
  };
}

const ok = (value: ResultValue, warnings: string[] = [], infos: string[] = []): ResultOutcome => ({
  ok: true,
  value,
  warnings,
  infos,
});
const vector = (...rows: [Record<string, string>, number][]): ResultValue => ({
  kind: 'vector',
  samples: rows.map(([labels, value]) => ({ labels: labelsFromRecord(labels), value })),
});
const complaints = async (script: string, outcome: ResultOutcome): Promise<string[]> =>
  (
    await runScript(
      script,
      fake(() => outcome),
    )
  ).failures.map(({ line, complaint }) => `${line}: ${complaint}`);

test('a load puts one sample a step, from time 0 on, with start timestamps where given', async () => {
  const target = fake(() => ok(vector()));
  await runScript('load 10s\n  # nothing\n\nload 10s\n  up{a="1"} 1 _ stale 3\n@st -5s _\n  down 7x1\n', target);
  expect(target.loaded.map(({ labels, samples }) => [labelsToRecord(labels), samples])).toEqual([
    [
      { __name__: 'up', a: '1' },
      [
        { t: 0, value: 1, start: 0 },
        { t: 20_000, value: 'stale', start: 0 },
        { t: 30_000, value: 3, start: 0 },
      ],
    ],
    [
      { __name__: 'down' },
      [
        { t: 0, value: 7, start: -5000 },
        { t: 10_000, value: 7, start: 0 },
      ],
    ],
  ]);
});

test('classic histograms are loaded as native ones too', async () => {
  const target = fake(() => ok(vector()));
  const lines = ['h_bucket{le="1",a="x"} 1 2', 'h_bucket{le="+Inf",a="x"} 3 7', 'h_sum{a="x"} 5 9', 'other 1'];
  await runScript(`load_with_nhcb 1m\n${lines.join('\n')}`, target);
  expect(target.loaded).toHaveLength(5);
  expect(labelsToRecord(target.loaded[4]!.labels)).toEqual({ __name__: 'h', a: 'x' });
  expect(target.loaded[4]!.samples.map(({ value }) => value)).toMatchObject([
    { schema: -53, customValues: [1], positiveBuckets: [1, 2], count: 3, sum: 5 },
    { schema: -53, customValues: [1], positiveBuckets: [2, 5], count: 7, sum: 9 },
  ]);
});

test('an instant query also runs fixed to its time, and as the middle of a range', async () => {
  const target = fake(() => ok(vector([{}, 1])));
  expect(await runScript('eval instant at 1m sum(up offset 5s)\n  {} 1', target)).toMatchObject({
    failures: [],
    evals: 1,
  });
  const pinned = 'sum(up @ 60.000 offset 5s)';
  expect(target.asked.slice(0, 4)).toEqual([
    'sum(up offset 5s) at 60000',
    'sum(up offset 5s) from 0 to 120000 step 60000',
    `${pinned} at -600000`,
    `${pinned} from -660000 to -540000 step 60000`,
  ]);
  expect(target.asked).toHaveLength(12);
  // What depends on the time itself cannot be fixed, and some of it has no meaning as a range query.
  const changing = fake(() => ok({ kind: 'scalar', value: 60 }));
  await runScript('eval instant at 1m time()\n  60\neval instant at 1m end()\n  60', changing);
  expect(changing.asked).toEqual(['time() at 60000', 'time() from 0 to 120000 step 60000', 'end() at 60000']);
});

test.each([
  ['{a="x"} 1', []],
  ['{a="x"} 1.0000001', []],
  ['{a="x"} 1.1', ['1: {a="x"} = 1, want 1.1']],
  ['{a="x"} 1\n{a="y"} 1', ['1: series {a="y"} = 1 is missing']],
  ['{a="z"} 1', ['1: unexpected series {a="x"} = 1']],
  ['', ['1: unexpected series {a="x"} = 1']],
  ['{a="x"} {{}}', ['1: {a="x"} = 1, want {count:0, sum:0}']],
  ['5', ['1: got a vector, want a scalar']],
  ['expect fail', ['1: did not fail']],
  ['expect warn\n{a="x"} 1', ['1: no warning "anything", got []']],
])('an instant vector against %s', async (want, failures) => {
  expect(await complaints(`eval instant at 0 up\n${want}`, ok(vector([{ a: 'x' }, 1])))).toEqual(failures);
});

test('order counts when it is asked for', async () => {
  const outcome = ok(vector([{ a: 'y' }, 1], [{ a: 'x' }, 1]));
  expect(await complaints('eval instant at 0 sort(up)\n  expect ordered\n  {a="y"} 1\n  {a="x"} 1', outcome)).toEqual(
    [],
  );
  expect(await complaints('eval_ordered instant at 0 sort(up)\n  {a="x"} 1\n  {a="y"} 1', outcome)).toEqual([
    '1: {a="y"} at position 1, want 2',
  ]);
});

test.each([
  ['expect fail', []],
  ['expect fail msg: no luck', []],
  ['expect fail regex: l.ck$', []],
  ['expect fail msg: no', ['1: failed with "no luck", want "no"']],
  ['{} 1', ['1: failed: no luck']],
])('a failure against %s', async (want, failures) => {
  expect(await complaints(`eval instant at 0 up\n  ${want}`, { ok: false, message: 'no luck' })).toEqual(failures);
});

test.each([
  ['expect warn msg: w (1:1)\n expect info', []],
  ['expect warn regex: ^w', []],
  ['expect no_warn', ['1: unexpected warning: w (1:1)']],
  ['expect no_info', ['1: unexpected info: i']],
  ['expect warn msg: other', ['1: no warning "other", got ["w (1:1)"]']],
  ['expect info msg: i\nexpect info msg: j', ['1: no info "j", got ["i"]']],
])('annotations against %s', async (want, failures) => {
  expect(
    await complaints(`eval instant at 0 1\n${want}\n  1`, ok({ kind: 'scalar', value: 1 }, ['w (1:1)'], ['i'])),
  ).toEqual(failures);
});

test('range queries: gaps, steps and order', async () => {
  const point = (t: number, value: number): { t: number; value: number } => ({ t, value });
  const one = { labels: labelsFromRecord({ a: '1' }), points: [point(0, 1), point(20_000, 3)] };
  const two = { labels: labelsFromRecord({ a: '2' }), points: [point(10_000, 5)] };
  const script = 'eval range from 0 to 20s step 10s up\n  {a="1"} 1 _ 3\n  {a="2"} _ 5';
  expect(await complaints(script, ok({ kind: 'matrix', series: [one, two] }))).toEqual([]);
  expect(await complaints(script, ok({ kind: 'matrix', series: [two, one] }))).toEqual([
    '1: series {a="1"} is not in the order of labels',
  ]);
  expect(await complaints(script.replace('1 _ 3', '1 3'), ok({ kind: 'matrix', series: [one, two] }))).toEqual([
    '1: {a="1"} = 1@0 3@20000, want 1@0 3@10000',
  ]);
  const vectorScript =
    'eval instant at 20s up[20s]\n  expect range vector from 0 to 20s step 10s\n  {a="1"} 1 _ 3\n  {a="2"} _ 5';
  expect(await complaints(vectorScript, ok({ kind: 'matrix', series: [one, two] }))).toEqual([]);
});

test('strings', async () => {
  const outcome = ok({ kind: 'string', value: 'a"b' });
  expect(await complaints('eval instant at 0 "a\\"b"\n  expect string `a"b`', outcome)).toEqual([]);
  expect(await complaints('eval instant at 0 "a\\"b"\n  expect string "ab"', outcome)).toEqual([
    '1: got string "a\\"b"',
  ]);
});

test.each([
  ['nonsense', 'line 1: invalid command "nonsense"'],
  ['\n\nload soon\n  up 1', 'line 3: not a valid duration string: "soon"'],
  ['load 1m\n  up 1 2 x', 'line 2: unexpected "x" in series values'],
  ['eval instant up', undefined],
  ['eval sometime up', 'line 1: invalid eval command "eval sometime up"'],
  ['eval instant at 0 up\n  expect luck', 'line 2: invalid expectation: expect luck'],
  ['eval instant at 0 up\n  {} 1 2', 'line 2: an instant query gives one value, unless "expect range vector" is said'],
  ['load 1m\n@st -1m -1m\n  up 1\n', undefined],
  ['load 1m\nup@st -1m -1m\n  up 1\n', 'line 3: @st line does not fit the series below it'],
])('a mistake in the script %j is named', async (script, message) => {
  const problem = await runScript(
    script,
    fake(() => ok(vector())),
  ).then(
    () => undefined,
    (error: unknown) => (error instanceof ScriptMistake ? error.message : error),
  );
  expect(problem).toBe(message);
});
