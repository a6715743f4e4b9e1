import { builtInView } from '@binnacle/views';
import { expect, test } from 'vitest';
import { readImport } from './read-import.ts';

test('what this console exported comes back the same', () => {
  const { definition } = builtInView('docker')!;
  const got = readImport(JSON.stringify(definition), 'zh-CN');
  expect(got).toMatchObject({ kind: 'dashboard', origin: 'binnacle', definition, notes: [] });
  expect(got.kind === 'dashboard' && got.title).toMatch(/[\p{Script=Han}]/u);
});

test('what Grafana exported, with notes', () => {
  const file = { title: 'G', panels: [{ type: 'news', title: 'N', gridPos: { x: 0, y: 0, w: 6, h: 4 } }] };
  expect(readImport(JSON.stringify(file), 'en')).toMatchObject({
    kind: 'dashboard',
    origin: 'grafana',
    title: 'G',
    panelCount: 1,
    notes: [{ code: 'panel_kind', where: 'N', detail: 'news' }],
  });
});

test.each([
  ['{', 'no_json'],
  ['{"kind":"Pod"}', 'unknown'],
  ['{"format":"binnacle/dashboard","version":9,"title":"x","groups":[]}', 'invalid'],
])('%s', (text, kind) => expect(readImport(text, 'en').kind).toBe(kind));
