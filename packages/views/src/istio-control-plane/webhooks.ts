import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import { bilingual } from '../istio/panels.ts';
import { quantileOf } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { P, rate } from './expressions.ts';

/** X20 and X21: what the API server asks istiod. Counters begin with the first event, so each line may come later. */
export const webhookPanels: readonly PanelInput[] = [
  line('configuration-validation', bilingual('Configuration Validation', '配置校验'), [0, 0, 12], 'ops/s', [
    query('A', rate('galley_validation_passed', ['cluster']), { legend: bilingual('passed', '通过') }),
    query('B', rate('galley_validation_failed', ['cluster']), { legend: bilingual('failed', '失败') }),
  ]),
  line('sidecar-injection', bilingual('Sidecar Injection', 'Sidecar 注入'), [12, 0, 12], 'ops/s', [
    query('A', rate('sidecar_injection_success_total', ['cluster']), { legend: bilingual('success', '成功') }),
    query('B', rate('sidecar_injection_failure_total', ['cluster']), { legend: bilingual('failure', '失败') }),
    query('C', rate('sidecar_injection_skip_total', ['cluster']), { legend: bilingual('skipped', '跳过') }),
    query('D', rate('sidecar_injection_requests_total', ['cluster']), {
      legend: bilingual('requests', '请求'),
      draw: 'dashed',
    }),
  ]),
  line('X20-reasons', bilingual('Why configuration is refused', '配置被拒原因'), [0, 1, 8], 'ops/s', [
    query('A', rate('galley_validation_failed', ['resource', 'reason']), { legend: '{{resource}} {{reason}}' }),
    query('B', rate('galley_validation_http_error', ['status']), { legend: 'HTTP {{status}}' }),
  ]),
  line('X21-time', bilingual('Injection time p99', '注入耗时 p99'), [8, 1, 8], 's', [
    query('A', quantileOf(0.99, 'sidecar_injection_time_seconds', P), {
      legend: 'p99',
      requires: ['sidecar_injection_time_seconds_bucket'],
    }),
  ]),
  line('X21-patches', bilingual('Webhook patches', 'Webhook 修补'), [16, 1, 8], 'ops/s', [
    query('A', rate('webhook_patch_attempts_total', ['name']), { legend: '{{name}}' }),
    query('B', rate('webhook_patch_failures_total', ['name']), {
      legend: bilingual('failed {{name}}', '失败 {{name}}'),
    }),
  ]),
];

/** X22: istiod as the certificate authority of the mesh. */
export const certificatePanels: readonly PanelInput[] = [
  line('X22', bilingual('Certificates signed', '证书签发'), [0, 0, 12], 'ops/s', [
    query('A', rate('citadel_server_csr_count'), { legend: bilingual('requests', '请求'), draw: 'dashed' }),
    query('B', rate('citadel_server_success_cert_issuance_count'), { legend: bilingual('issued', '签发') }),
    query('C', rate('citadel_server_csr_sign_err_count'), { legend: bilingual('signing failed', '签名失败') }),
    query('D', rate('citadel_server_csr_parsing_err_count'), { legend: bilingual('unreadable', '无法解析') }),
    query('E', rate('citadel_server_id_extraction_err_count'), { legend: bilingual('no identity', '无身份') }),
    query('F', rate('citadel_server_authentication_failure_count'), {
      legend: bilingual('not authenticated', '未通过认证'),
    }),
  ]),
  line(
    'X22-expiry',
    bilingual('Certificates end in', '证书剩余有效期'),
    [12, 0, 12],
    'suffix:d',
    [
      query('A', `(min by (cluster) (citadel_server_root_cert_expiry_timestamp{${P}}) - time()) / 86400`, {
        legend: bilingual('root', '根证书'),
      }),
      query('B', `min by (cluster) (citadel_server_cert_chain_expiry_seconds{${P}}) / 86400`, {
        legend: bilingual('chain', '证书链'),
      }),
    ],
    { thresholds: { compare: '<', warn: 30, crit: 7 } },
  ),
];
