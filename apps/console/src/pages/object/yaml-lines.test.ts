import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { yamlPieces, yamlText } from './yaml-lines.ts';

const object = {
  apiVersion: 'v1',
  metadata: { name: 'p', labels: { 'app.kubernetes.io/name': 'x', on: 'yes' }, annotations: { file: 'a: 1\nb: 2\n' } },
  spec: {
    replicas: 3,
    paused: false,
    list: ['a', 1],
    items: [{ name: 'a', value: null }],
    time: '2026-01-01T00:00:00Z',
  },
  hostile: '<script>alert(1)</script>',
};

test('what is written can be read again', () => {
  expect(parse(yamlText(object))).toEqual(object);
});

test('the pieces of a line are the line', () => {
  const text = yamlText(object);
  for (const line of text.split('\n'))
    expect(
      yamlPieces(line)
        .map((it) => it.text)
        .join(''),
    ).toBe(line);
});

test.each([
  { line: 'replicas: 3', want: ['key', 'punctuation', 'number'] },
  { line: '  paused: false', want: ['punctuation', 'key', 'punctuation', 'word'] },
  { line: '  - name: a', want: ['punctuation', 'key', 'punctuation', 'text'] },
  { line: '  - a:b', want: ['punctuation', 'text'] },
  { line: '  time: 2026-01-01T00:00:00Z', want: ['punctuation', 'key', 'punctuation', 'text'] },
  { line: '  "on": yes', want: ['punctuation', 'key', 'punctuation', 'text'] },
  { line: 'spec:', want: ['key', 'punctuation'] },
])('$line', ({ line, want }) => {
  expect(yamlPieces(line).map((it) => it.kind)).toEqual(want);
});
