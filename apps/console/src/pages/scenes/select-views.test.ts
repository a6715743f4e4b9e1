import { expect, test } from 'vitest';
import { selectViews } from './select-views.ts';

const views = [
  {
    id: 'etcd',
    title: { en: 'ETCD Monitoring View', 'zh-CN': 'ETCD 监控视图' },
    description: { en: 'Members and disk', 'zh-CN': '成员与磁盘' },
    tags: ['kubernetes'],
    panelCount: 7,
  },
  { id: 'docker', title: 'Docker Monitoring View', description: '', tags: ['docker'], panelCount: 9 },
];

test.each([
  { q: '', want: ['etcd', 'docker'] },
  { q: 'MONITORING view', want: ['etcd', 'docker'] },
  { q: '监控', want: ['etcd'] },
  { q: 'disk etcd', want: ['etcd'] },
  { q: 'kube', want: ['etcd'] },
  { q: 'istio', want: [] },
])('selectViews for "$q"', ({ q, want }) => {
  expect(selectViews(views, q, 'en').map((it) => it.id)).toEqual(want);
});
