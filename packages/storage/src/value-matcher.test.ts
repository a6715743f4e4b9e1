import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { compileMatcher } from './value-matcher.ts';
import { parseSimplePattern } from './simple-pattern.ts';

test.each([
  { op: '=', value: 'a', text: 'a', want: true },
  { op: '=', value: '', text: '', want: true },
  { op: '!=', value: 'a', text: '', want: true },
  { op: '!=', value: '', text: '', want: false },
  { op: '=~', value: 'a|b', text: 'b', want: true },
  { op: '=~', value: 'a|b', text: 'ab', want: false },
  { op: '=~', value: 'a.*', text: 'a\nb', want: true },
  { op: '=~', value: '.+', text: '', want: false },
  { op: '=~', value: '.*', text: '', want: true },
  { op: '=~', value: '(foo|bar)-[0-9]+', text: 'bar-12', want: true },
  { op: '=~', value: '(foo|bar)-.+', text: 'bar-', want: false },
  { op: '=~', value: '10\\.0\\.0\\.1:.*', text: '10.0.0.1:80', want: true },
  { op: '=~', value: '10\\.0\\.0\\.1:.*', text: '10x0.0.1:80', want: false },
  { op: '!~', value: '5..', text: '503', want: false },
  { op: '!~', value: '5..', text: '', want: true },
  { op: '=~', value: '(?i)ABC', text: 'abc', want: true },
] as const)('$op "$value" on "$text": $want', ({ op, value, text, want }) => {
  expect(compileMatcher({ name: 'x', op, value }).matches(text)).toBe(want);
});

test('lists the values of a plain alternation, also through groups', () => {
  expect(compileMatcher({ name: 'x', op: '=~', value: 'a(b|c)d|e' }).literals).toEqual(['abd', 'acd', 'e']);
  expect(compileMatcher({ name: 'x', op: '!~', value: 'a|b' }).literals).toBeUndefined();
  expect(compileMatcher({ name: 'x', op: '=~', value: 'kube_.*' }).prefix).toBe('kube_');
});

test('an invalid pattern is named', () => {
  expect(() => compileMatcher({ name: 'x', op: '=~', value: '(' })).toThrow('invalid regular expression "("');
});

test('a pattern that is exponential for backtracking engines ends', () => {
  expect(compileMatcher({ name: 'x', op: '=~', value: '(a+)+b' }).matches('a'.repeat(5000))).toBe(false);
});

test('the fast paths agree with RE2', () => {
  const piece = fc.constantFrom('a', 'b', '.*', '.+', '|', '(', ')', '(?:', '\\.', '\\n', '.', 'ab', '*', '');
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n', 'é'), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.array(text, { maxLength: 20 }), (pieces, texts) => {
      const pattern = pieces.join('');
      if (parseSimplePattern(pattern) === undefined) return;
      const want = RE2JS.compile(`(?:${pattern})`, RE2JS.DOTALL);
      const got = compileMatcher({ name: 'x', op: '=~', value: pattern });
      for (const each of texts)
        expect([pattern, each, got.matches(each)]).toEqual([pattern, each, want.testExact(each)]);
    }),
    { numRuns: 2000 },
  );
});
