import { dashboardDefinition, type DashboardDefinition } from '../dashboard.ts';
import { bilingual } from '../istio/panels.ts';
import { group, headGroup } from '../istio/view.ts';
import { ambientPanels } from './ambient.ts';
import { errorPanels } from './errors.ts';
import { headPanels } from './head.ts';
import { envoyPanels } from './proxies.ts';
import { pushPanels } from './pushes.ts';
import { insidePanels, resourcePanels, versionPanels } from './resources.ts';
import { variables } from './variables.ts';
import { certificatePanels, webhookPanels } from './webhooks.ts';

/** The view of istiod: whether configuration reaches the proxies, how fast, and what it takes. */
export const istioControlPlaneView: DashboardDefinition = dashboardDefinition.parse({
  format: 'binnacle/dashboard',
  version: 1,
  title: bilingual('Istio Control Plane Monitoring View', 'Istio Control Plane 监控视图'),
  description: bilingual(
    'istiod: versions, resources, pushes, errors, webhooks and certificates, and the proxies connected to it.',
    'istiod 的版本、资源、推送、错误、Webhook 与证书，以及与其连接的代理。',
  ),
  tags: ['istio', 'control plane', 'kubernetes'],
  time: { range: '30m', refresh: '30s' },
  presence: 'cluster=~"$cluster"',
  variables,
  groups: [
    headGroup(headPanels),
    group('versions', bilingual('Deployed Versions', '部署版本'), versionPanels),
    group('resources', bilingual('Resource Usage', '资源使用'), resourcePanels),
    group('pushes', bilingual('Pilot Push Information', 'Pilot 推送信息'), pushPanels),
    group('errors', bilingual('Errors and conflicts', '错误与冲突'), errorPanels),
    group('envoy', bilingual('Envoy Information', 'Envoy 信息'), envoyPanels),
    group('webhooks', bilingual('Webhooks', 'Webhook'), webhookPanels),
    group('certificates', bilingual('Certificates', '证书'), certificatePanels),
    group('inside', bilingual('Cache, API and queues', '缓存、API 与队列'), insidePanels),
    group('ambient', bilingual('Ambient', 'Ambient 模式'), ambientPanels),
  ],
});
