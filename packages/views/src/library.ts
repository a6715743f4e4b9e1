import type { DashboardDefinition } from './dashboard.ts';
import { dockerView } from './docker/docker-view.ts';
import { etcdView } from './etcd/etcd-view.ts';
import { istioControlPlaneView } from './istio-control-plane/istio-control-plane-view.ts';
import { istioMeshView } from './istio-mesh/istio-mesh-view.ts';
import { istioServiceView } from './istio-service/istio-service-view.ts';
import { istioWorkloadView } from './istio-workload/istio-workload-view.ts';
import { kubernetesView } from './kubernetes/kubernetes-view.ts';
import type { LocalizedText } from './text.ts';

/** A view of the library. The id is stable: dashboards remember which view they were made from. */
export interface BuiltInView {
  readonly id: string;
  readonly definition: DashboardDefinition;
}

/** What a list of views shows of one. */
export interface ViewSummary {
  readonly id: string;
  readonly title: LocalizedText;
  readonly description: LocalizedText;
  readonly tags: readonly string[];
  readonly panelCount: number;
}

/** All built-in views, in the order they are listed. */
export const builtInViews: readonly BuiltInView[] = [
  { id: 'docker', definition: dockerView },
  { id: 'kubernetes', definition: kubernetesView },
  { id: 'etcd', definition: etcdView },
  { id: 'istio-mesh', definition: istioMeshView },
  { id: 'istio-control-plane', definition: istioControlPlaneView },
  { id: 'istio-service', definition: istioServiceView },
  { id: 'istio-workload', definition: istioWorkloadView },
];

export function builtInView(id: string): BuiltInView | undefined {
  return builtInViews.find((view) => view.id === id);
}

export function viewSummary({ id, definition }: BuiltInView): ViewSummary {
  return {
    id,
    title: definition.title,
    description: definition.description ?? '',
    tags: definition.tags,
    panelCount: definition.groups.reduce((sum, group) => sum + group.panels.length, 0),
  };
}

/** A dashboard with nothing on it yet. */
export function blankDashboard(title: LocalizedText): DashboardDefinition {
  return {
    format: 'binnacle/dashboard',
    version: 1,
    title,
    tags: [],
    time: { range: '1h', refresh: '30s' },
    scrapeInterval: 'auto',
    variables: [],
    groups: [],
  };
}
