import { dashboardDefinition, type DashboardDefinition } from '../dashboard.ts';
import { bilingual } from '../istio/panels.ts';
import { group, headGroup } from '../istio/view.ts';
import { headPanels } from './head.ts';
import { callerPanels, generalPanels, goldenPanels, serverPanels } from './panels.ts';
import { variables } from './variables.ts';
import { versionPanels } from './versions.ts';

/** The view of a service: what its callers get, and which workloads serve them. */
export const istioServiceView: DashboardDefinition = dashboardDefinition.parse({
  format: 'binnacle/dashboard',
  version: 1,
  title: bilingual('Istio Service Monitoring View', 'Istio Service 监控视图'),
  description: bilingual(
    'A service as its callers and its servers see it: requests, success, latency, sizes, versions.',
    '从调用方与服务端两侧观察服务：请求、成功率、延迟、大小与版本。',
  ),
  tags: ['istio', 'service', 'kubernetes'],
  time: { range: '30m', refresh: '30s' },
  presence: 'cluster=~"$cluster"',
  variables,
  groups: [
    headGroup(headPanels),
    group('general', bilingual('General', '概览'), generalPanels),
    group('golden', bilingual('Golden signals', '黄金指标'), goldenPanels),
    group('versions', bilingual('Versions', '版本'), versionPanels),
    group('clients', bilingual('Client Workloads', '客户端工作负载'), callerPanels),
    group('servers', bilingual('Service Workloads', '服务端工作负载'), serverPanels),
  ],
});
