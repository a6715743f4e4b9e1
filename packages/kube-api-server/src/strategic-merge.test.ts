import { expect, test } from 'vitest';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import { AppliedConfigurations } from './server-side-apply.ts';
import { applyStrategicMerge } from './strategic-merge.ts';
import { builtInTypes } from './built-in-types.ts';

const containers = (...names: readonly string[]): unknown => names.map((name) => ({ name, image: `${name}:1` }));

test.each([
  {
    name: 'adds to a list with a key, in front',
    from: { containers: containers('a') },
    patch: { containers: [{ name: 'b' }] },
    want: { containers: [{ name: 'b' }, ...(containers('a') as object[])] },
  },
  {
    name: 'changes an item',
    from: { containers: containers('a', 'b') },
    patch: { containers: [{ name: 'b', image: 'b:2' }] },
    want: {
      containers: [
        { name: 'a', image: 'a:1' },
        { name: 'b', image: 'b:2' },
      ],
    },
  },
  {
    name: 'deletes an item',
    from: { containers: containers('a', 'b') },
    patch: { containers: [{ name: 'a', $patch: 'delete' }] },
    want: { containers: containers('b') },
  },
  {
    name: 'replaces a list',
    from: { containers: containers('a', 'b') },
    patch: { containers: [{ $patch: 'replace' }, { name: 'c' }] },
    want: { containers: [{ name: 'c' }] },
  },
  {
    name: 'orders a list',
    from: { containers: containers('a', 'b') },
    patch: {
      containers: [{ name: 'c' }],
      '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
    },
    want: { containers: [{ name: 'c' }, ...(containers('b', 'a') as object[])] },
  },
  { name: 'replaces a list without a key', from: { args: ['a', 'b'] }, patch: { args: ['c'] }, want: { args: ['c'] } },
  { name: 'deletes a field', from: { a: 1, b: 2 }, patch: { a: null }, want: { b: 2 } },
  {
    name: 'replaces an object',
    from: { strategy: { type: 'A', more: 1 } },
    patch: { strategy: { $patch: 'replace', type: 'B' } },
    want: { strategy: { type: 'B' } },
  },
  {
    name: 'keeps only some keys',
    from: { strategy: { type: 'A', rollingUpdate: {} } },
    patch: { strategy: { $retainKeys: ['type'], type: 'B' } },
    want: { strategy: { type: 'B' } },
  },
  {
    name: 'takes values out of a set',
    from: { metadata: { finalizers: ['a', 'b'] } },
    patch: { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } },
    want: { metadata: { finalizers: ['b'] } },
  },
])('strategic merge $name', ({ from, patch, want }) => {
  const before = structuredClone(from);
  expect(applyStrategicMerge('Pod', from, patch)).toEqual(want);
  expect(from, 'the input is left alone').toEqual(before);
});

test.each([
  { patch: { a: null }, want: { b: { c: 1 } } },
  { patch: { b: { c: null, d: 2 } }, want: { a: 1, b: { d: 2 } } },
  { patch: { b: [1] }, want: { a: 1, b: [1] } },
  { patch: [1], want: [1] },
])('merge patch $patch', ({ patch, want }) => {
  expect(applyMergePatch({ a: 1, b: { c: 1 } }, patch)).toEqual(want);
});

test.each([
  { name: 'add to an object', patch: [{ op: 'add', path: '/b', value: 2 }], want: { a: [1, 2], b: 2 } },
  { name: 'add to a list', patch: [{ op: 'add', path: '/a/1', value: 9 }], want: { a: [1, 9, 2] } },
  { name: 'append', patch: [{ op: 'add', path: '/a/-', value: 9 }], want: { a: [1, 2, 9] } },
  { name: 'remove', patch: [{ op: 'remove', path: '/a/0' }], want: { a: [2] } },
  { name: 'replace', patch: [{ op: 'replace', path: '/a/0', value: 5 }], want: { a: [5, 2] } },
  { name: 'move', patch: [{ op: 'move', from: '/a', path: '/b' }], want: { b: [1, 2] } },
  { name: 'copy', patch: [{ op: 'copy', from: '/a/0', path: '/b' }], want: { a: [1, 2], b: 1 } },
  { name: 'a key with a slash', patch: [{ op: 'add', path: '/x~1y', value: 1 }], want: { a: [1, 2], 'x/y': 1 } },
])('JSON patch: $name', ({ patch, want }) => {
  expect(applyJsonPatch({ a: [1, 2] }, patch)).toEqual({ ok: true, value: want });
});

test.each([
  { name: 'a test that fails', patch: [{ op: 'test', path: '/a', value: 2 }], kind: 'does-not-apply' },
  { name: 'a path that is not there', patch: [{ op: 'remove', path: '/b' }], kind: 'does-not-apply' },
  { name: 'an unknown operation', patch: [{ op: 'swap', path: '/a' }], kind: 'malformed' },
  { name: 'no array', patch: {}, kind: 'malformed' },
])('JSON patch is refused: $name', ({ patch, kind }) => {
  expect(applyJsonPatch({ a: 1 }, patch)).toMatchObject({ ok: false, kind });
});

test('server-side apply drops what its manager no longer names, and keeps what others have', () => {
  const [type] = builtInTypes(34).filter(({ kind }) => kind === 'ConfigMap');
  const applied = new AppliedConfigurations();
  const one = { data: { a: '1', b: '2' } };
  const first = applied.apply(type!, 'uid', {}, one, 'one', false);
  applied.remember('uid', 'one', one);
  const two = { data: { b: '2', c: '3' } };
  const both = applied.apply(type!, 'uid', first, two, 'two', false);
  applied.remember('uid', 'two', two);
  expect(both).toEqual({ data: { a: '1', b: '2', c: '3' } });
  expect(applied.apply(type!, 'uid', both, { data: {} }, 'one', false)).toEqual({ data: { b: '2', c: '3' } });
  expect(() => applied.apply(type!, 'uid', both, { data: { c: '4' } }, 'one', false)).toThrow(
    'conflict with "two": .data.c',
  );
  expect(applied.apply(type!, 'uid', both, { data: { c: '4' } }, 'one', true)).toMatchObject({ data: { c: '4' } });
});
