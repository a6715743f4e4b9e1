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

test('a query of another engine is told, one that a variable may complete is not', () => {
  const panel = (title: string, expr: string) => ({ type: 'timeseries', title, targets: [{ refId: 'A', expr }] });
  const panels = [
    panel('Other', 'WITH (x = up{job="$job"}) x'),
    panel('Unknown function', 'range_trim_spikes(0.1, rate(a[$__interval]))'),
    panel('Fine', 'sum by (job) (rate(a{job=~"$job"}[$__rate_interval])) / $scale'),
    panel('Open', '$aggregation by ($grouping) (a)'),
  ];
  const templating = { list: ['job', 'scale', 'aggregation', 'grouping'].map((name) => ({ type: 'textbox', name })) };
  const got = readImport(JSON.stringify({ title: 'G', panels, templating }), 'en');
  expect(got.kind === 'dashboard' && got.notes.map(({ code, where }) => [code, where])).toEqual([
    ['promql', 'Other'],
    ['promql', 'Unknown function'],
  ]);
});
