import { groupVersion, type ResourceType, type Subresource } from './resource-type.ts';

interface Row {
  readonly kind: string;
  readonly plural: string;
  readonly short?: string;
  readonly scope?: 'cluster';
  readonly in?: readonly string[];
  /** Space-separated, preferred first; `v1@21` is served from 1.21, `v1beta1@8-24` from 1.8 up to and with 1.24. */
  readonly versions: string;
  readonly sub?: readonly Subresource[];
  /** Kept with the objects of this resource, as `group/plural`. */
  readonly storedAs?: string;
  /** The version whose shape is kept, where it is not the preferred one of every release. */
  readonly keeps?: string;
}

const ALL = ['all'];
const STATUS = ['status'] as const;
const SCALED = ['status', 'scale'] as const;

/**
 * The kinds of each group, with the minor releases of Kubernetes 1 that serve each version.
 * Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/ and the API server's own discovery.
 */
const GROUPS: Readonly<Record<string, readonly Row[]>> = {
  '': [
    { kind: 'ConfigMap', plural: 'configmaps', short: 'cm', versions: 'v1' },
    { kind: 'Endpoints', plural: 'endpoints', short: 'ep', versions: 'v1' },
    { kind: 'Event', plural: 'events', short: 'ev', versions: 'v1' },
    { kind: 'LimitRange', plural: 'limitranges', short: 'limits', versions: 'v1' },
    { kind: 'Namespace', plural: 'namespaces', short: 'ns', scope: 'cluster', versions: 'v1', sub: STATUS },
    { kind: 'Node', plural: 'nodes', short: 'no', scope: 'cluster', versions: 'v1', sub: STATUS },
    { kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', short: 'pvc', versions: 'v1', sub: STATUS },
    {
      kind: 'PersistentVolume',
      plural: 'persistentvolumes',
      short: 'pv',
      scope: 'cluster',
      versions: 'v1',
      sub: STATUS,
    },
    { kind: 'Pod', plural: 'pods', short: 'po', in: ALL, versions: 'v1', sub: STATUS },
    { kind: 'PodTemplate', plural: 'podtemplates', versions: 'v1' },
    {
      kind: 'ReplicationController',
      plural: 'replicationcontrollers',
      short: 'rc',
      in: ALL,
      versions: 'v1',
      sub: SCALED,
    },
    { kind: 'ResourceQuota', plural: 'resourcequotas', short: 'quota', versions: 'v1', sub: STATUS },
    { kind: 'Secret', plural: 'secrets', versions: 'v1' },
    { kind: 'ServiceAccount', plural: 'serviceaccounts', short: 'sa', versions: 'v1' },
    { kind: 'Service', plural: 'services', short: 'svc', in: ALL, versions: 'v1', sub: STATUS },
  ],
  'admissionregistration.k8s.io': [
    { kind: 'MutatingWebhookConfiguration', plural: 'mutatingwebhookconfigurations', scope: 'cluster', versions: 'v1' },
    {
      kind: 'ValidatingWebhookConfiguration',
      plural: 'validatingwebhookconfigurations',
      scope: 'cluster',
      versions: 'v1',
    },
  ],
  'apiextensions.k8s.io': [
    {
      kind: 'CustomResourceDefinition',
      plural: 'customresourcedefinitions',
      short: 'crd crds',
      scope: 'cluster',
      in: ['api-extensions'],
      versions: 'v1',
      sub: STATUS,
    },
  ],
  'apiregistration.k8s.io': [
    {
      kind: 'APIService',
      plural: 'apiservices',
      scope: 'cluster',
      in: ['api-extensions'],
      versions: 'v1',
      sub: STATUS,
    },
  ],
  apps: [
    { kind: 'ControllerRevision', plural: 'controllerrevisions', versions: 'v1' },
    { kind: 'DaemonSet', plural: 'daemonsets', short: 'ds', in: ALL, versions: 'v1', sub: STATUS },
    { kind: 'Deployment', plural: 'deployments', short: 'deploy', in: ALL, versions: 'v1', sub: SCALED },
    { kind: 'ReplicaSet', plural: 'replicasets', short: 'rs', in: ALL, versions: 'v1', sub: SCALED },
    { kind: 'StatefulSet', plural: 'statefulsets', short: 'sts', in: ALL, versions: 'v1', sub: SCALED },
  ],
  autoscaling: [
    {
      kind: 'HorizontalPodAutoscaler',
      plural: 'horizontalpodautoscalers',
      short: 'hpa',
      in: ALL,
      versions: 'v2@23 v1 v2beta1@8-24 v2beta2@12-25',
      keeps: 'autoscaling/v2',
      sub: STATUS,
    },
  ],
  batch: [
    { kind: 'CronJob', plural: 'cronjobs', short: 'cj', in: ALL, versions: 'v1@21 v1beta1@8-24', sub: STATUS },
    { kind: 'Job', plural: 'jobs', in: ALL, versions: 'v1', sub: STATUS },
  ],
  'certificates.k8s.io': [
    {
      kind: 'CertificateSigningRequest',
      plural: 'certificatesigningrequests',
      short: 'csr',
      scope: 'cluster',
      versions: 'v1@19',
      sub: STATUS,
    },
  ],
  'coordination.k8s.io': [{ kind: 'Lease', plural: 'leases', versions: 'v1@14 v1beta1@12-21' }],
  'discovery.k8s.io': [
    { kind: 'EndpointSlice', plural: 'endpointslices', versions: 'v1@21 v1beta1@17-24', keeps: 'discovery.k8s.io/v1' },
  ],
  'events.k8s.io': [
    { kind: 'Event', plural: 'events', short: 'ev', versions: 'v1@19 v1beta1@8-24', storedAs: '/events', keeps: 'v1' },
  ],
  'networking.k8s.io': [
    { kind: 'IngressClass', plural: 'ingressclasses', scope: 'cluster', versions: 'v1@19 v1beta1@18-21' },
    {
      kind: 'Ingress',
      plural: 'ingresses',
      short: 'ing',
      versions: 'v1@19 v1beta1@14-21',
      keeps: 'networking.k8s.io/v1',
      sub: STATUS,
    },
    { kind: 'NetworkPolicy', plural: 'networkpolicies', short: 'netpol', versions: 'v1' },
  ],
  'node.k8s.io': [{ kind: 'RuntimeClass', plural: 'runtimeclasses', scope: 'cluster', versions: 'v1@20' }],
  policy: [
    {
      kind: 'PodDisruptionBudget',
      plural: 'poddisruptionbudgets',
      short: 'pdb',
      versions: 'v1@21 v1beta1@5-24',
      sub: STATUS,
    },
  ],
  'rbac.authorization.k8s.io': [
    { kind: 'ClusterRoleBinding', plural: 'clusterrolebindings', scope: 'cluster', versions: 'v1' },
    { kind: 'ClusterRole', plural: 'clusterroles', scope: 'cluster', versions: 'v1' },
    { kind: 'RoleBinding', plural: 'rolebindings', versions: 'v1' },
    { kind: 'Role', plural: 'roles', versions: 'v1' },
  ],
  'scheduling.k8s.io': [
    { kind: 'PriorityClass', plural: 'priorityclasses', short: 'pc', scope: 'cluster', versions: 'v1' },
  ],
  'storage.k8s.io': [
    { kind: 'CSIDriver', plural: 'csidrivers', scope: 'cluster', versions: 'v1@18' },
    { kind: 'CSINode', plural: 'csinodes', scope: 'cluster', versions: 'v1@17' },
    { kind: 'StorageClass', plural: 'storageclasses', short: 'sc', scope: 'cluster', versions: 'v1' },
    { kind: 'VolumeAttachment', plural: 'volumeattachments', scope: 'cluster', versions: 'v1@13', sub: STATUS },
  ],
};

/** The kinds that Kubernetes 1.`minor` serves by itself, each with the versions of that release. */
export function builtInTypes(minor: number): ResourceType[] {
  const types: ResourceType[] = [];
  for (const [group, rows] of Object.entries(GROUPS)) {
    for (const row of rows) {
      const versions = row.versions.split(' ').flatMap((text) => servedVersion(text, minor));
      if (versions.length === 0) continue;
      types.push({
        group,
        kind: row.kind,
        plural: row.plural,
        singular: row.kind.toLowerCase(),
        shortNames: row.short?.split(' ') ?? [],
        categories: row.in ?? [],
        namespaced: row.scope !== 'cluster',
        versions,
        subresources: row.sub ?? [],
        origin: 'built-in',
        storedAs: row.storedAs ?? `${group}/${row.plural}`,
        storedVersion: row.keeps ?? groupVersion(group, versions[0]!),
      });
    }
  }
  return types;
}

function servedVersion(text: string, minor: number): string[] {
  const [version, range] = text.split('@') as [string, string?];
  if (range === undefined) return [version];
  const [from, to] = range.split('-') as [string, string?];
  return minor >= Number(from) && (to === undefined || minor <= Number(to)) ? [version] : [];
}
