import type { ObjectSummary } from '@binnacle/api';

/** A built-in view, and what its variables are for an object. */
export interface ViewTarget {
  readonly view: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The built-in views that show an object among others, with their variables set to it. */
export function viewTargets(it: ObjectSummary): readonly ViewTarget[] {
  const cluster = { cluster: it.cluster };
  const kubernetes: ViewTarget = {
    view: 'kubernetes',
    variables: { ...cluster, ...(it.namespace === '' ? {} : { namespace: it.namespace }) },
  };
  switch (it.kind) {
    case 'Host':
      return [{ view: 'docker', variables: { ...cluster, host: it.name } }];
    case 'Container': {
      const name = it.facts['container'];
      return [{ view: 'docker', variables: { ...cluster, container_name: typeof name === 'string' ? name : it.name } }];
    }
    case 'Pod':
      return it.workload === null || it.facts['mesh'] === ''
        ? [kubernetes]
        : [kubernetes, workloadView(it, it.workload.name)];
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
      return [kubernetes, workloadView(it, it.name)];
    case 'Service':
      return [
        kubernetes,
        { view: 'istio-service', variables: { ...cluster, service: `${it.name}.${it.namespace}.svc.cluster.local` } },
      ];
    case 'VirtualService':
    case 'DestinationRule':
    case 'Gateway':
    case 'ServiceEntry':
    case 'PeerAuthentication':
    case 'AuthorizationPolicy':
      return [{ view: 'istio-mesh', variables: cluster }];
    case 'Secret':
    case 'ConfigMap':
      return [];
    default:
      return [kubernetes];
  }
}

const workloadView = (it: ObjectSummary, workload: string): ViewTarget => ({
  view: 'istio-workload',
  variables: { cluster: it.cluster, namespace: it.namespace, workload },
});
