import { dashboardDefinition, type DashboardDefinition } from '../dashboard.ts';
import { bilingual } from '../istio/panels.ts';
import { clusterVariable } from '../istio/variables.ts';
import { group, headGroup } from '../istio/view.ts';
import { headPanels } from './head.ts';
import { configurationPanels, overviewPanels } from './overview.ts';
import { platformPanels } from './platform.ts';
import { trafficPanels } from './traffic-panels.ts';
import { workloadPanels } from './workloads.ts';

/** The view of the whole mesh: how its traffic does, what configures it, and which workloads are called. */
export const istioMeshView: DashboardDefinition = dashboardDefinition.parse({
  format: 'binnacle/dashboard',
  version: 1,
  title: bilingual('Istio Mesh Monitoring View', 'Istio Mesh 监控视图'),
  description: bilingual(
    'Traffic, errors and latency of the whole mesh, its configuration, workloads, versions and proxies.',
    '整个网格的流量、错误与延迟，以及配置、工作负载、版本与代理。',
  ),
  tags: ['istio', 'mesh', 'kubernetes'],
  time: { range: '30m', refresh: '30s' },
  presence: 'cluster=~"$cluster"',
  variables: [clusterVariable('istio_requests_total|istio_tcp_sent_bytes_total|istio_build|pilot_services')],
  groups: [
    headGroup(headPanels),
    group('overview', bilingual('Overview', '概览'), overviewPanels),
    group('workloads', bilingual('Workloads', '工作负载'), workloadPanels),
    group('configuration', bilingual('Configuration', '配置'), configurationPanels),
    group('traffic', bilingual('Traffic', '流量'), trafficPanels),
    group('platform', bilingual('Versions, proxies and gateways', '版本、代理与网关'), platformPanels),
  ],
});
