import { expect, test } from 'vitest';
import {
  limitParam,
  lookbackParam,
  MAX_TIME_MS,
  MIN_TIME_MS,
  optionalTimeParam,
  Params,
  parseTime,
  stepParam,
  timeoutParam,
  timeParam,
  unescapeLabelName,
} from './params.ts';

test.each([
  { text: '0', ms: 0 },
  { text: '1700000000', ms: 1_700_000_000_000 },
  { text: '1700000000.123', ms: 1_700_000_000_123 },
  { text: '1.7e9', ms: 1_700_000_000_000 },
  { text: '-1.5', ms: -1500 },
  { text: '.5', ms: 500 },
  { text: '2023-11-14T22:13:20Z', ms: 1_700_000_000_000 },
  { text: '2023-11-14T23:13:20.123456789+01:00', ms: 1_700_000_000_123 },
  { text: '-292273086-05-16T16:47:06Z', ms: MIN_TIME_MS },
  { text: '292277025-08-18T07:12:54.999999999Z', ms: MAX_TIME_MS },
  { text: '1e300', ms: MAX_TIME_MS },
  { text: '2023-11-14', ms: undefined },
  { text: 'now', ms: undefined },
  { text: '', ms: undefined },
  { text: 'NaN', ms: undefined },
  { text: '1_000', ms: 1_000_000 },
  { text: '1__000', ms: undefined },
  { text: '1_', ms: undefined },
  { text: '1_.5', ms: undefined },
])('time $text', ({ text, ms }) => {
  expect(parseTime(text)).toBe(ms);
});

const of = (query: string): Params => new Params(query, undefined);

test.each([
  {
    name: 'no start',
    run: () => timeParam(of(''), 'start'),
    want: 'invalid parameter "start": cannot parse "" to a valid timestamp',
  },
  {
    name: 'bad time',
    run: () => optionalTimeParam(of('time=x'), 'time', 0),
    want: `invalid parameter "time": invalid time value for 'time': cannot parse "x" to a valid timestamp`,
  },
  {
    name: 'no step',
    run: () => stepParam(of('')),
    want: 'invalid parameter "step": cannot parse "" to a valid duration',
  },
  {
    name: 'zero step',
    run: () => stepParam(of('step=0')),
    want: 'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
  },
  {
    name: 'huge step',
    run: () => stepParam(of('step=1e30')),
    want: 'invalid parameter "step": cannot parse "1e30" to a valid duration. It overflows int64',
  },
  {
    name: 'bad timeout',
    run: () => timeoutParam(of('timeout=x'), 1),
    want: 'invalid parameter "timeout": cannot parse "x" to a valid duration',
  },
  {
    name: 'bad lookback',
    run: () => lookbackParam(of('lookback_delta=x'), 1),
    want: 'error parsing lookback delta duration: cannot parse "x" to a valid duration',
  },
  {
    name: 'bad limit',
    run: () => limitParam(of('limit=x')),
    want: 'invalid parameter "limit": strconv.Atoi: parsing "x": invalid syntax',
  },
  {
    name: 'negative limit',
    run: () => limitParam(of('limit=-1')),
    want: 'invalid parameter "limit": limit must be non-negative',
  },
])('refuses in the words of Prometheus: $name', ({ run, want }) => {
  expect(run).toThrow(want);
});

test('durations are seconds or Prometheus text', () => {
  expect([stepParam(of('step=15')), stepParam(of('step=1m30s')), stepParam(of('step=0.5'))]).toEqual([
    15_000, 90_000, 500,
  ]);
  expect(timeoutParam(of('timeout=10m'), 120_000)).toBe(120_000);
  expect(lookbackParam(of('lookback_delta=1m'), 300_000)).toBe(60_000);
});

test('a form comes before the URL, and lists are joined', () => {
  const params = new Params('query=url&match[]=a', 'query=form&match[]=b');
  expect([params.get('query'), params.all('match[]'), params.get('none')]).toEqual(['form', ['b', 'a'], '']);
});

test.each([
  { name: 'plain', want: 'plain' },
  { name: 'U__http_2e_status', want: 'http.status' },
  { name: 'U__a__b', want: 'a_b' },
  { name: 'U___1f600_', want: '😀' },
  { name: 'U__a_zz_b', want: 'U__a_zz_b' },
  { name: 'U__a_110000_', want: 'U__a_110000_' },
])('label name $name', ({ name, want }) => {
  expect(unescapeLabelName(name)).toBe(want);
});
