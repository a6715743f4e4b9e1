import { query } from '../etcd/expressions.ts';
import { bilingual, NO_TRAFFIC } from '../istio/panels.ts';
import { CLUSTER, requestRate, requestShare } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { MESH } from './expressions.ts';

type LineInput = Extract<PanelInput, { kind: 'timeseries' }>;
type Text = ReturnType<typeof bilingual>;

const per = ['cluster'] as const;
const idle = { noValue: NO_TRAFFIC };

/**
 * The four charts of traffic that users of the view know, with the same titles, units and order. Rates are summed after
 * they are taken, and only callers count, so that no request counts twice.
 */
export const overviewPanels: readonly PanelInput[] = [
  small(
    'request-volume',
    bilingual('Global Request Volume', '全局请求量'),
    0,
    0,
    'req/s',
    requestRate(MESH, per),
    idle,
  ),
  small(
    'success-rate',
    bilingual('Global Success Rate (non-5xx responses)', '全局成功率（非 5xx 响应）'),
    6,
    0,
    'ratio',
    // What is not 5xx as one less the share of 5xx: with nothing but errors the share is 0 and not nothing.
    `1 - ${requestShare('response_code=~"5.."', MESH, per)}`,
    { thresholds: { compare: '<', guide: 0.995, warn: 0.99, crit: 0.95 }, axis: { max: 1 }, ...idle },
  ),
  small('4xxs', bilingual('4xxs', '4xx 响应'), 12, 0, 'req/s', codes('4..'), idle),
  small('5xxs', bilingual('5xxs', '5xx 响应'), 18, 0, 'req/s', codes('5..'), idle),
];

/** Objects of Istio's configuration, as istiod knows them. */
export const configurationPanels: readonly PanelInput[] = [
  objects('virtual-services', bilingual('Virtual Services', '虚拟服务'), 0, 0, 'VirtualService'),
  objects('destination-rules', bilingual('Destination Rules', '目标规则'), 6, 0, 'DestinationRule'),
  objects('gateways', bilingual('Gateways', '网关'), 12, 0, 'Gateway'),
  objects('workload-entries', bilingual('Workload Entries', '工作负载条目'), 18, 0, 'WorkloadEntry'),
  objects('service-entries', bilingual('Service Entries', '服务条目'), 0, 1, 'ServiceEntry'),
  objects('peer-authentication', bilingual('PeerAuthentication Policies', '对等认证策略'), 6, 1, 'PeerAuthentication'),
  objects(
    'request-authentication',
    bilingual('RequestAuthentication Policies', '请求认证策略'),
    12,
    1,
    'RequestAuthentication',
  ),
  objects('authorization', bilingual('Authorization Policies', '授权策略'), 18, 1, 'AuthorizationPolicy'),
];

function codes(code: string): string {
  return `${requestRate(`${MESH},response_code=~"${code}"`, per)} or 0 * ${requestRate(MESH, per)}`;
}

/**
 * Objects that are there: those added less those deleted. Every istiod sees all of them, and counts from its own start:
 * the difference is taken for each, then the largest. A kind that never was there has no event, and is 0.
 */
function objects(id: string, title: Text, x: number, row: number, type: string): PanelInput {
  const events = (event: string): string =>
    `sum by (cluster,instance) (pilot_k8s_cfg_events{${CLUSTER},type="${type}",event="${event}"})`;
  const present = `${events('add')} - (${events('delete')} or 0 * ${events('add')})`;
  return small(
    id,
    title,
    x,
    row,
    'count',
    `max by (cluster) (${present}) or 0 * max by (cluster) (pilot_k8s_cfg_events{${CLUSTER}})`,
    {
      description: bilingual(
        `Objects of kind ${type}: those added less those deleted.`,
        `${type} 对象数：新增数减去删除数。`,
      ),
      decimals: 0,
      stepped: true,
    },
  );
}

function small(
  id: string,
  title: Text,
  x: number,
  row: number,
  unit: LineInput['unit'],
  expr: string,
  more: Partial<Omit<LineInput, 'kind' | 'queries'>> = {},
): PanelInput {
  return {
    kind: 'timeseries',
    id,
    title,
    grid: { x, y: row * 18, w: 6, h: 18 },
    unit,
    draw: 'area',
    axis: { min: 0 },
    queries: [query('A', expr, { legend: '{{cluster}}' })],
    ...more,
  };
}
