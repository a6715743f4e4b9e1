import { expect, test } from 'vitest';
import type { Matcher, MatcherOp } from '../matcher.ts';
import type { EngineFactory, EngineUnderTest } from './engine-under-test.ts';
import { MINUTE_MS, NOW_MS, addSample, labelSet, query } from './samples.ts';

const T = NOW_MS - 30 * MINUTE_MS;

const series: readonly Record<string, string>[] = [
  { __name__: 'req', code: '200', pod: 'a-1' },
  { __name__: 'req', code: '404', pod: 'a-2' },
  { __name__: 'req', code: '500', pod: 'b-1', zone: 'east' },
  { __name__: 'req', pod: 'b-2' },
  { __name__: 'cpu', pod: 'a-1', zone: 'west\nnorth' },
  { __name__: 'cpu', pod: 'ü', zone: '東' },
];

const m = (name: string, op: MatcherOp, value: string): Matcher => ({ name, op, value });
const req = m('__name__', '=', 'req');

const cases: readonly {
  readonly name: string;
  readonly matchers: readonly Matcher[];
  readonly want: readonly number[];
}[] = [
  { name: 'equal', matchers: [req], want: [0, 1, 2, 3] },
  { name: 'unknown value', matchers: [m('__name__', '=', 'nothing')], want: [] },
  { name: 'unknown label', matchers: [req, m('nothing', '=', 'x')], want: [] },
  { name: 'unknown label equal to empty', matchers: [req, m('nothing', '=', '')], want: [0, 1, 2, 3] },
  { name: 'equal to empty takes series without the label', matchers: [req, m('code', '=', '')], want: [3] },
  { name: 'not equal takes series without the label', matchers: [req, m('code', '!=', '200')], want: [1, 2, 3] },
  { name: 'not empty', matchers: [req, m('code', '!=', '')], want: [0, 1, 2] },
  { name: 'alternation', matchers: [req, m('code', '=~', '200|404')], want: [0, 1] },
  { name: 'alternation with empty', matchers: [req, m('code', '=~', '200|')], want: [0, 3] },
  { name: 'anchored at both ends', matchers: [req, m('code', '=~', '0')], want: [] },
  { name: 'any digit', matchers: [req, m('code', '=~', '[45]..')], want: [1, 2] },
  { name: 'any text matches no label too', matchers: [req, m('code', '=~', '.*')], want: [0, 1, 2, 3] },
  { name: 'some text', matchers: [req, m('code', '=~', '.+')], want: [0, 1, 2] },
  { name: 'not some text', matchers: [req, m('code', '!~', '.+')], want: [3] },
  { name: 'not an alternation', matchers: [req, m('code', '!~', '200|404')], want: [2, 3] },
  { name: 'not a pattern that matches empty', matchers: [req, m('code', '!~', '2.*|')], want: [1, 2] },
  { name: 'prefix', matchers: [m('pod', '=~', 'a-.*')], want: [0, 1, 4] },
  { name: 'two conditions on one label', matchers: [m('pod', '=~', 'a-.*'), m('pod', '!=', 'a-1')], want: [1] },
  { name: 'only the name is asked by pattern', matchers: [m('__name__', '=~', 'c.u')], want: [4, 5] },
  { name: 'a dot matches a newline', matchers: [m('zone', '=~', 'west.north')], want: [4] },
  { name: 'characters, not bytes', matchers: [m('pod', '=~', '.'), m('zone', '=', '東')], want: [5] },
  { name: 'case insensitive flag', matchers: [m('zone', '=~', '(?i)EAST')], want: [2] },
  { name: 'only negative matchers', matchers: [m('code', '!=', '200'), m('zone', '=', '')], want: [1, 3] },
  { name: 'no matcher at all', matchers: [], want: [0, 1, 2, 3, 4, 5] },
];

export function matcherTests(factory: EngineFactory): void {
  async function filled(): Promise<EngineUnderTest> {
    const current = await factory(NOW_MS);
    const appender = current.engine.appender('default');
    for (const record of series) addSample(appender, labelSet(record), T, 1);
    await appender.commit();
    return current;
  }

  for (const form of ['as written', 'settled'] as const) {
    test.each(cases)(`$name (${form})`, async ({ matchers, want }) => {
      const { engine, settle, close } = await filled();
      if (form === 'settled') await settle?.();
      const got = Object.keys(query(engine, matchers)).sort();
      await close();
      expect(got).toEqual(want.map((i) => JSON.stringify(series[i])).sort());
    });
  }
}
