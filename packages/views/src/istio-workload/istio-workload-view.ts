import { dashboardDefinition, type DashboardDefinition } from '../dashboard.ts';
import { bilingual } from '../istio/panels.ts';
import { group, headGroup } from '../istio/view.ts';
import { headPanels } from './head.ts';
import { generalPanels, inboundPanels, outboundPanels } from './panels.ts';
import { podPanels, proxyPanels, runtimePanels } from './pods.ts';
import { variables } from './variables.ts';

/** The view of a workload: what it is asked, what it asks of others, and the pods it consists of. */
export const istioWorkloadView: DashboardDefinition = dashboardDefinition.parse({
  format: 'binnacle/dashboard',
  version: 1,
  title: bilingual('Istio Workload Monitoring View', 'Istio Workload 监控视图'),
  description: bilingual(
    'A workload’s incoming and outgoing traffic, its pods and the proxies beside them.',
    '工作负载的入站与出站流量、Pod 及其代理。',
  ),
  tags: ['istio', 'workload', 'kubernetes'],
  time: { range: '30m', refresh: '30s' },
  presence: 'cluster=~"$cluster"',
  variables: [...variables],
  groups: [
    headGroup(headPanels),
    group('general', bilingual('General', '概览'), generalPanels),
    group('inbound-workloads', bilingual('Inbound Workloads', '入站'), inboundPanels),
    group('outbound-services', bilingual('Outbound Services', '出站'), outboundPanels),
    group('pods', bilingual('Pods', 'Pod'), podPanels),
    group('proxy', bilingual('Proxy', '代理'), proxyPanels),
    group('runtime', bilingual('Runtime', '运行时'), runtimePanels),
  ],
});
