import { builtInView, panel as schema, type Panel } from '@binnacle/views';
import { expect, test } from 'vitest';
import { placed, tilesPerRow } from './layout.ts';
import { lacks, missingMetrics, presenceSelector, requiredMetrics } from './presence.ts';

const panel = (id: string, x: number, y: number, w: number): Panel =>
  schema.parse({ kind: 'text', id, title: id, content: '', grid: { x, y, w, h: 10 } });
const group = [
  panel('a', 0, 0, 8),
  panel('b', 8, 0, 8),
  panel('c', 16, 0, 8),
  panel('d', 0, 10, 24),
  panel('e', 0, 20, 12),
];
const at = (hidden: string[]) =>
  placed(group, new Set(hidden)).map(({ panel, at }) => `${panel.id} ${at.x},${at.y},${at.w}`);

test('nothing hidden: as defined', () => {
  expect(at([])).toEqual(['a 0,0,8', 'b 8,0,8', 'c 16,0,8', 'd 0,10,24', 'e 0,20,12']);
});

test('what is left of a row fills it, rows move up', () => {
  expect(at(['b'])).toEqual(['a 0,0,12', 'c 12,0,12', 'd 0,10,24', 'e 0,20,12']);
  expect(at(['a', 'b', 'd'])).toEqual(['c 0,0,24', 'e 0,10,12']);
  expect(at(['a', 'b', 'c', 'd', 'e'])).toEqual([]);
});

/** What the usual `etcd.conf` lets through. */
const EIGHT = [
  'etcd_server_has_leader',
  'etcd_server_leader_changes_seen_total',
  'etcd_server_proposals_committed_total',
  'etcd_server_proposals_applied_total',
  'etcd_server_proposals_pending',
  'etcd_server_proposals_failed_total',
  'etcd_network_client_grpc_received_bytes_total',
  'etcd_network_client_grpc_sent_bytes_total',
];

test('with the eight metrics of the usual etcd.conf, what is shown of the etcd view', () => {
  const { definition } = builtInView('etcd')!;
  const present = new Set(EIGHT);
  const shown = definition.groups.flatMap((group) =>
    group.panels.filter((panel) => missingMetrics(panel, present).length === 0).map((panel) => panel.id),
  );
  expect(shown).toEqual([
    'health',
    'E1',
    'E2',
    'E3',
    'E7',
    'leaders',
    'leader-changes',
    'client-bytes',
    'proposals-failed',
    'proposals-pending',
    'proposals-applied',
    'proposals-committed',
    'E10',
    'E11',
    'E12',
    'E13',
    'E28',
  ]);
  expect(requiredMetrics(definition)).toEqual(expect.arrayContaining(EIGHT));
});

test('presence: unknown says nothing, and the selector names exactly the metrics', () => {
  expect(lacks(['a'], undefined)).toBe(false);
  expect(lacks(['a'], new Set(['b']))).toBe(true);
  expect(presenceSelector(['a', 'b:c'], 'cluster="x"')).toBe('{__name__=~"a|b:c",cluster="x"}');
  expect(presenceSelector(['a'], ' ')).toBe('{__name__=~"a"}');
});

test.each([
  { count: 10, width: 1700, want: 10 },
  { count: 10, width: 1180, want: 5 },
  { count: 5, width: 1180, want: 5 },
  { count: 10, width: 360, want: 2 },
  { count: 1, width: 0, want: 1 },
])('$count tiles on $width px: $want side by side', ({ count, width, want }) => {
  expect(tilesPerRow(count, width)).toBe(want);
});
