import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesSelector, parseSelector, printSelector, type Requirement } from './selector.ts';

const labels = { app: 'reviews', version: 'v1', 'app.kubernetes.io/part-of': 'bookinfo', empty: '' };

test.each([
  { text: '', want: true },
  { text: 'app=reviews', want: true },
  { text: 'app == reviews', want: true },
  { text: 'app!=reviews', want: false },
  { text: 'other!=x', want: true },
  { text: 'version in (v1, v2)', want: true },
  { text: 'version notin (v1,v2)', want: false },
  { text: 'app,!other', want: true },
  { text: 'other', want: false },
  { text: 'empty=', want: true },
  { text: 'app.kubernetes.io/part-of=bookinfo,version=v1', want: true },
  { text: ' app=reviews , version=v2 ', want: false },
  { text: 'constructor', want: false },
])('$text', ({ text, want }) => {
  const got = parseSelector(text);
  if (!got.ok) throw new Error(got.message);
  expect(matchesSelector(got.requirements, labels)).toBe(want);
});

test.each(['=x', 'a=b c', 'a in b', 'a b', 'a in (x', '-a', 'a="b"', 'a=$', '!'])(
  '%s is no selector, and says why',
  (text) => {
    expect(parseSelector(text)).toMatchObject({ ok: false, message: expect.stringContaining('"') as unknown });
  },
);

test('what is printed is read again', () => {
  const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,8}[a-z0-9])?$/);
  const requirement: fc.Arbitrary<Requirement> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('in' as const, 'not-in' as const),
      key: name,
      values: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constantFrom('exists' as const, 'not-exists' as const), key: name }),
  );
  fc.assert(
    fc.property(fc.array(requirement, { maxLength: 4 }), (requirements) => {
      expect(parseSelector(printSelector(requirements))).toEqual({ ok: true, requirements });
    }),
  );
});
