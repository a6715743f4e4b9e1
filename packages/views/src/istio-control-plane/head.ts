import { query } from '../etcd/expressions.ts';
import { auxiliary, bilingual, health, instant, ISTIOD_HISTOGRAM, tile } from '../istio/panels.ts';
import { quantileOf, CLUSTER } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { happened, P } from './expressions.ts';

const DAY = 86_400;
/** The zero of counters that begin with the first event comes from this metric. */
const ISTIOD_THERE = ISTIOD_HISTOGRAM;
const replicas = (what: string): string => `sum(${what}{${CLUSTER},namespace=~"$namespace",deployment=~"istiod.*"})`;
const ready = replicas('kube_deployment_status_replicas_available');
const wanted = replicas('kube_deployment_spec_replicas');
const connected = `sum(pilot_xds{${P}})`;
const rejects = happened('pilot_total_xds_rejects');
const pushErrors = `${happened('pilot_total_xds_internal_errors')} + ${happened('pilot_xds_write_timeout')}`;
const invalid = `${happened('galley_validation_failed')} + ${happened('pilot_total_rejected_configs')}`;

/** The head row (X1 to X9): one state for all, then the numbers it is made of. */
export const headPanels: readonly PanelInput[] = [
  health(['X1', 'X2', 'X3', 'X4', 'X5', 'X6', 'X7', 'X8', 'X9']),
  tile(
    'X1',
    bilingual('istiod ready', 'istiod 就绪'),
    'count',
    [
      query('A', `${ready} or sum(up{${P}})`, ISTIOD_THERE),
      query('B', `${wanted} or count(up{${P}})`, { ...auxiliary, ...ISTIOD_THERE }),
      query(
        'S',
        `((${ready} or sum(up{${P}})) < bool (${wanted} or count(up{${P}}))) + ((${ready} or sum(up{${P}})) == bool 0)`,
        { ...auxiliary, ...ISTIOD_THERE },
      ),
    ],
    'goroutines',
    {
      description: bilingual(
        'Replicas that are available, of those wanted; without kube-state-metrics, istiods that answered the last scrape.',
        '可用副本数与期望副本数；没有 kube-state-metrics 时为最近一次采集成功的 istiod 数。',
      ),
      total: 'B',
      severity: 'S',
    },
  ),
  tile(
    'X2',
    bilingual('Proxies connected', '已连接代理'),
    'count',
    [query('A', connected), query('S', `${connected} < bool 0.8 * max_over_time(${connected}[10m:1m])`, auxiliary)],
    'ads',
    {
      description: bilingual('A warning when a fifth is lost within ten minutes.', '10 分钟内减少超过 20% 时警告。'),
      severity: 'S',
    },
  ),
  tile(
    'X3',
    bilingual('Convergence p99', '配置收敛 p99'),
    's',
    [query('A', quantileOf(0.99, 'pilot_proxy_convergence_time', P), ISTIOD_HISTOGRAM)],
    'X13-convergence',
    {
      description: bilingual('From a change until the proxies have it.', '从配置变更到代理收到配置的时间。'),
      thresholds: { warn: 1, crit: 10 },
      noValue: bilingual('No pushes', '无推送'),
    },
  ),
  tile(
    'X4',
    bilingual('Rejected by proxies', '代理拒绝'),
    'count',
    [
      query('A', rejects, { ...instant, ...ISTIOD_THERE }),
      query(
        'S',
        `(${rejects} >= bool 0.5) + (${rejects} > bool 0.05 * clamp_min(${happened('pilot_xds_pushes')}, 1))`,
        { ...auxiliary, ...ISTIOD_THERE },
      ),
    ],
    'X16',
    {
      description: bilingual(
        'In the time range. Critical from 5 % of pushes.',
        '所选时间范围内；达到推送的 5% 时为严重。',
      ),
      severity: 'S',
    },
  ),
  count('X5', bilingual('Push errors', '推送错误'), pushErrors, 'X16', { warn: 0.5 }),
  count('X6', bilingual('Invalid configuration', '无效配置'), invalid, 'configuration-validation', { warn: 0.5 }),
  count(
    'X7',
    bilingual('Injection failures', '注入失败'),
    happened('sidecar_injection_failure_total'),
    'sidecar-injection',
    { crit: 0.5 },
  ),
  tile(
    'X8',
    bilingual('Root certificate ends in', '根证书剩余有效期'),
    's',
    [
      query(
        'A',
        `min(citadel_server_root_cert_expiry_seconds{${P}} or citadel_server_root_cert_expiry_timestamp{${P}} - time())`,
        { ...instant, requires: ['citadel_server_root_cert_expiry_timestamp'] },
      ),
    ],
    'X22-expiry',
    { thresholds: { compare: '<', warn: 30 * DAY, crit: 7 * DAY } },
  ),
  tile(
    'X9',
    bilingual('Versions', '版本'),
    'none',
    [
      query('A', `istio_build{${P}}`, { ...instant, legend: '{{tag}}' }),
      query('B', `sum by (version) (pilot_xds{${P}}) > 0`, {
        ...auxiliary,
        legend: bilingual('proxies {{version}}', '代理 {{version}}'),
      }),
    ],
    'pilot-versions',
    {
      description: bilingual('Several versions of istiod are a warning.', 'istiod 存在多个版本时警告。'),
      label: 'tag',
      detail: 'B',
      sparkline: false,
    },
  ),
];

/** Events in the time range, none of which should be there. */
function count(
  id: string,
  title: ReturnType<typeof bilingual>,
  expr: string,
  explainedBy: string,
  thresholds: { readonly warn?: number; readonly crit?: number },
): PanelInput {
  return tile(id, title, 'count', [query('A', expr, { ...instant, ...ISTIOD_THERE })], explainedBy, {
    description: bilingual('In the time range.', '所选时间范围内。'),
    thresholds: { ...thresholds },
  });
}
