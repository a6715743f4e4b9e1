import { expect, test } from 'vitest';
import { humanDuration } from './human-duration.ts';
import { parseLabelSelector } from './label-selector.ts';

test.each([
  { selector: '', yes: [{}, { a: '1' }], no: [] },
  { selector: 'a=1', yes: [{ a: '1' }], no: [{}, { a: '2' }] },
  { selector: 'a==1,b=2', yes: [{ a: '1', b: '2' }], no: [{ a: '1' }] },
  { selector: 'a!=1', yes: [{}, { a: '2' }], no: [{ a: '1' }] },
  { selector: 'a in (1, 2)', yes: [{ a: '2' }], no: [{}, { a: '3' }] },
  { selector: 'a notin (1,2)', yes: [{}, { a: '3' }], no: [{ a: '1' }] },
  { selector: 'a', yes: [{ a: '' }], no: [{ b: '' }] },
  { selector: '!a', yes: [{ b: '' }], no: [{ a: '' }] },
  { selector: 'a>3', yes: [{ a: '4' }], no: [{}, { a: '3' }] },
  { selector: 'app.kubernetes.io/name=web', yes: [{ 'app.kubernetes.io/name': 'web' }], no: [{}] },
])('label selector $selector', ({ selector, yes, no }) => {
  const parsed = parseLabelSelector(selector);
  if (!parsed.ok) throw new Error(parsed.message);
  expect(yes.map((labels) => parsed.matches(labels as Record<string, string>))).toEqual(yes.map(() => true));
  expect(no.map((labels) => parsed.matches(labels as Record<string, string>))).toEqual(no.map(() => false));
});

test.each(['a b', 'a in 1', 'a=1=2', '=1', 'a,,b'])('label selector %s is refused', (selector) => {
  expect(parseLabelSelector(selector)).toMatchObject({ ok: false });
});

test.each([
  [59, '59s'],
  [119, '119s'],
  [125, '2m5s'],
  [3_600, '60m'],
  [3 * 3_600 + 60, '3h1m'],
  [9 * 3_600, '9h'],
  [50 * 3_600, '2d2h'],
  [10 * 86_400, '10d'],
  [800 * 86_400, '2y70d'],
])('%i seconds are written %s', (seconds, want) => {
  expect(humanDuration(seconds * 1000)).toBe(want);
});
