import { query } from '../etcd/expressions.ts';
import { bilingual, HISTOGRAM, instant, NO_TRAFFIC, SUCCESS_THRESHOLDS } from '../istio/panels.ts';
import { latency, requestRate, successShare } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { CALLERS } from './expressions.ts';

const VERSION = ['destination_service', 'destination_version', 'destination_workload'] as const;

/** V31: versions side by side, a canary and what it is to replace. */
export const versionPanels: readonly PanelInput[] = [
  {
    kind: 'table',
    id: 'V31',
    title: bilingual('Versions side by side', '版本对比'),
    grid: { x: 0, y: 0, w: 24, h: 26 },
    joinOn: ['cluster', ...VERSION],
    noValue: NO_TRAFFIC,
    links: [{ title: bilingual('Istio Workload', 'Istio 工作负载'), to: { view: 'istio-workload' } }],
    queries: [
      query('RATE', `${requestRate(CALLERS, VERSION)} > 0`, instant),
      query(
        'PART',
        `(${requestRate(CALLERS, VERSION)} > 0) / on (cluster,destination_service) group_left () ` +
          requestRate(CALLERS, ['destination_service']),
        instant,
      ),
      query('GOOD', successShare(CALLERS, VERSION), instant),
      query('P50', latency(0.5, CALLERS, VERSION), { ...instant, ...HISTOGRAM }),
      query('P90', latency(0.9, CALLERS, VERSION), { ...instant, ...HISTOGRAM }),
      query('P99', latency(0.99, CALLERS, VERSION), { ...instant, ...HISTOGRAM }),
    ],
    columns: [
      { title: bilingual('Service', '服务'), label: 'destination_service' },
      { title: bilingual('Version', '版本'), label: 'destination_version' },
      { title: bilingual('Workload', '工作负载'), label: 'destination_workload' },
      { title: bilingual('Cluster', '集群'), label: 'cluster' },
      { title: bilingual('Requests', '请求速率'), ref: 'RATE', unit: 'req/s' },
      { title: bilingual('Share', '占比'), ref: 'PART', unit: 'ratio' },
      { title: bilingual('Success', '成功率'), ref: 'GOOD', unit: 'ratio', thresholds: SUCCESS_THRESHOLDS },
      { title: bilingual('p50', 'p50'), ref: 'P50', unit: 'ms' },
      { title: bilingual('p90', 'p90'), ref: 'P90', unit: 'ms' },
      { title: bilingual('p99', 'p99'), ref: 'P99', unit: 'ms' },
    ],
    sort: { column: 0 },
  },
];
