import { barDraft, row, statDraft, tableDraft, text, type GridRow } from '../built-in-panels.ts';
import { C, N, objects, query } from './expressions.ts';

const CLAIM = 'cluster,namespace,persistentvolumeclaim';
const volume = (what: string) => `max by (${CLAIM}) (kubelet_volume_stats_${what}{${N}})`;
/** Only of those that lose space: the others are never full. */
const untilFull = `${volume('available_bytes')} / -(max by (${CLAIM}) (deriv(kubelet_volume_stats_available_bytes{${N}}[6h])) < 0)`;

/** K70 to K73. */
export const storageRows: readonly GridRow[] = [
  row(
    20,
    [
      16,
      tableDraft(
        'K70',
        text('Volume use', '卷使用情况'),
        CLAIM.split(','),
        [
          query('INFO', `max by (${CLAIM},storageclass) (kube_persistentvolumeclaim_info{${N}})`),
          query('ASKD', `max by (${CLAIM}) (kube_persistentvolumeclaim_resource_requests_storage_bytes{${N}})`),
          query('PHS', `max by (${CLAIM},phase) (kube_persistentvolumeclaim_status_phase{${N}} == 1)`),
          query('USED', volume('used_bytes')),
          query('SHR', `${volume('used_bytes')} / ${volume('capacity_bytes')}`),
          query('INO', `${volume('inodes_used')} / ${volume('inodes')}`),
          query('FULL', untilFull),
        ],
        [
          { title: text('Claim', '卷声明'), label: 'persistentvolumeclaim' },
          { title: text('Namespace', '命名空间'), label: 'namespace' },
          { title: text('Class', '存储类'), ref: 'INFO', label: 'storageclass' },
          { title: text('Phase', '阶段'), ref: 'PHS', label: 'phase' },
          { title: text('Asked for', '申请'), ref: 'ASKD', unit: 'bytes' },
          { title: text('Used', '已用'), ref: 'USED', unit: 'bytes' },
          { title: text('Share', '占比'), ref: 'SHR', unit: 'ratio', thresholds: { warn: 0.85, crit: 0.97 } },
          { title: text('Inodes', 'inode'), ref: 'INO', unit: 'ratio', thresholds: { warn: 0.85, crit: 0.97 } },
          {
            title: text('Full in', '写满还需'),
            ref: 'FULL',
            unit: 's',
            thresholds: { compare: '<', warn: 345_600, crit: 86_400 },
          },
        ],
        { sort: { column: 6, descending: true } },
      ),
    ],
    [
      4,
      statDraft('K72', text('Full in', '最快写满'), 's', [query('A', `min(${untilFull})`, { mode: 'instant' })], {
        description: text(
          'The volume that is full first, when it goes on as in the last six hours.',
          '按最近六小时的趋势，最先写满的卷。',
        ),
        sparkline: false,
        thresholds: { compare: '<', warn: 345_600, crit: 86_400 },
        noValue: text('No volume fills up', '没有卷在变满'),
      }),
    ],
    [
      4,
      barDraft('K73', text('Claims and volumes by phase', '各阶段的卷与声明'), 'count', [
        objects('A', `sum by (phase) (kube_persistentvolumeclaim_status_phase{${N}}) > 0`, {
          legend: text('claims {{phase}}', '声明 {{phase}}'),
        }),
        objects('B', `sum by (phase) (kube_persistentvolume_status_phase{${C}}) > 0`, {
          legend: text('volumes {{phase}}', '卷 {{phase}}'),
        }),
      ]),
    ],
  ),
];
