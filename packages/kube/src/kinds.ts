import type { Columns, Content } from './watch/content.ts';

/** What is done with the objects of a kind. */
export type KindUse =
  /** Metrics under kube-state-metrics' names. */
  | 'metrics'
  /** Sent to the server for people to look at. */
  | 'objects'
  | 'both'
  /** Finding targets only. */
  | 'discovery'
  | 'events';

export interface KindSpec {
  readonly kind: string;
  readonly plural: string;
  /** '' for the core group. */
  readonly group: string;
  /** The first one that the API server serves is used. */
  readonly versions: readonly string[];
  readonly scope: 'namespaced' | 'cluster';
  readonly use: KindUse;
  /**
   * `metadata`: only names, labels, annotations and owners are asked for; the content never leaves the API server. `table`: so
   * too, with the columns of `kubectl get` that `columns` names.
   */
  readonly content: Content;
  /** Which fields of an object come from which columns. */
  readonly columns?: Columns;
  /** `extra`: read only where somebody asks for it. */
  readonly tier: 'standard' | 'extra';
  /** Why the agent reads it: the explanation of its rule in RBAC. */
  readonly why: string;
}

const ISTIO_NETWORKING = ['v1', 'v1beta1', 'v1alpha3'] as const;
const ISTIO_SECURITY = ['v1', 'v1beta1'] as const;

type Rest = Partial<Pick<KindSpec, 'scope' | 'use' | 'content' | 'columns' | 'tier'>>;
const row = <const Kind extends string>(
  kind: Kind,
  plural: string,
  group: string,
  versions: readonly string[],
  why: string,
  rest: Rest = {},
) =>
  ({
    kind,
    plural,
    group,
    versions,
    why,
    scope: 'namespaced',
    use: 'both',
    content: 'whole',
    tier: 'standard',
    ...rest,
  }) satisfies KindSpec;

/** Every kind that the agent lists and watches. RBAC rules come from this table: see `rbacRules`. */
export const KINDS = [
  row('Node', 'nodes', '', ['v1'], 'state, capacity and addresses of nodes', { scope: 'cluster' }),
  row('Namespace', 'namespaces', '', ['v1'], 'phases and labels of namespaces', { scope: 'cluster' }),
  row('Pod', 'pods', '', ['v1'], 'state, containers and owners of pods; targets of scrapes'),
  row('Service', 'services', '', ['v1'], 'services and their annotations; targets of scrapes'),
  row('Endpoints', 'endpoints', '', ['v1'], 'addresses behind services; targets of scrapes', { use: 'metrics' }),
  row('EndpointSlice', 'endpointslices', 'discovery.k8s.io', ['v1', 'v1beta1'], 'addresses behind services'),
  row('ConfigMap', 'configmaps', '', ['v1'], 'names of config maps, never their content', { content: 'metadata' }),
  row('Secret', 'secrets', '', ['v1'], 'names and types of secrets, never their content', {
    content: 'table',
    columns: { Type: 'type' },
  }),
  row('PersistentVolume', 'persistentvolumes', '', ['v1'], 'size and state of volumes', { scope: 'cluster' }),
  row('PersistentVolumeClaim', 'persistentvolumeclaims', '', ['v1'], 'size and state of claims'),
  row('ResourceQuota', 'resourcequotas', '', ['v1'], 'quotas and what is used of them'),
  row('LimitRange', 'limitranges', '', ['v1'], 'limits of namespaces'),
  row('Deployment', 'deployments', 'apps', ['v1'], 'state of workloads'),
  row('ReplicaSet', 'replicasets', 'apps', ['v1'], 'which deployment a pod belongs to'),
  row('StatefulSet', 'statefulsets', 'apps', ['v1'], 'state of workloads'),
  row('DaemonSet', 'daemonsets', 'apps', ['v1'], 'state of workloads'),
  row('Job', 'jobs', 'batch', ['v1'], 'state of jobs'),
  row('CronJob', 'cronjobs', 'batch', ['v1', 'v1beta1'], 'schedules and their last runs'),
  row(
    'HorizontalPodAutoscaler',
    'horizontalpodautoscalers',
    'autoscaling',
    ['v2', 'v2beta2', 'v1'],
    'bounds and state of autoscalers',
  ),
  row('PodDisruptionBudget', 'poddisruptionbudgets', 'policy', ['v1', 'v1beta1'], 'how many pods may be disrupted'),
  row('Ingress', 'ingresses', 'networking.k8s.io', ['v1', 'v1beta1'], 'hosts, paths and backends'),
  row('StorageClass', 'storageclasses', 'storage.k8s.io', ['v1'], 'provisioners of volumes', { scope: 'cluster' }),
  row(
    'ClusterRole',
    'clusterroles',
    'rbac.authorization.k8s.io',
    ['v1'],
    'names and number of cluster roles, never their rules',
    { scope: 'cluster', content: 'metadata' },
  ),
  row('Event', 'events', '', ['v1'], 'what happened to objects', { use: 'events' }),
  row('VirtualService', 'virtualservices', 'networking.istio.io', ISTIO_NETWORKING, 'routes and their weights', {
    use: 'objects',
  }),
  row('DestinationRule', 'destinationrules', 'networking.istio.io', ISTIO_NETWORKING, 'subsets and traffic policies', {
    use: 'objects',
  }),
  row('Gateway', 'gateways', 'networking.istio.io', ISTIO_NETWORKING, 'hosts and ports of gateways', {
    use: 'objects',
  }),
  row('ServiceEntry', 'serviceentries', 'networking.istio.io', ISTIO_NETWORKING, 'services outside the mesh', {
    use: 'objects',
  }),
  row('WorkloadEntry', 'workloadentries', 'networking.istio.io', ISTIO_NETWORKING, 'workloads outside the cluster', {
    use: 'objects',
  }),
  row('Sidecar', 'sidecars', 'networking.istio.io', ISTIO_NETWORKING, 'what proxies are told of', { use: 'objects' }),
  row(
    'PeerAuthentication',
    'peerauthentications',
    'security.istio.io',
    ISTIO_SECURITY,
    'where mutual TLS is demanded',
    { use: 'objects' },
  ),
  row(
    'RequestAuthentication',
    'requestauthentications',
    'security.istio.io',
    ISTIO_SECURITY,
    'where tokens of users are checked',
    { use: 'objects' },
  ),
  row('AuthorizationPolicy', 'authorizationpolicies', 'security.istio.io', ISTIO_SECURITY, 'who may call whom', {
    use: 'objects',
  }),
  row('ServiceMonitor', 'servicemonitors', 'monitoring.coreos.com', ['v1'], 'targets of scrapes', { use: 'discovery' }),
  row('PodMonitor', 'podmonitors', 'monitoring.coreos.com', ['v1'], 'targets of scrapes', { use: 'discovery' }),
  row('Lease', 'leases', 'coordination.k8s.io', ['v1'], 'who leads, and since when', { use: 'metrics', tier: 'extra' }),
  row(
    'CertificateSigningRequest',
    'certificatesigningrequests',
    'certificates.k8s.io',
    ['v1', 'v1beta1'],
    'pending and refused certificates',
    { scope: 'cluster', use: 'metrics', tier: 'extra' },
  ),
  row('NetworkPolicy', 'networkpolicies', 'networking.k8s.io', ['v1'], 'number of rules', {
    use: 'metrics',
    tier: 'extra',
  }),
  row('VolumeAttachment', 'volumeattachments', 'storage.k8s.io', ['v1'], 'which volume is attached where', {
    scope: 'cluster',
    use: 'metrics',
    tier: 'extra',
  }),
  row('ReplicationController', 'replicationcontrollers', '', ['v1'], 'state of workloads', {
    use: 'metrics',
    tier: 'extra',
  }),
  row(
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
    'admissionregistration.k8s.io',
    ['v1'],
    'which webhooks change objects',
    { scope: 'cluster', use: 'metrics', content: 'metadata', tier: 'extra' },
  ),
  row(
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
    'admissionregistration.k8s.io',
    ['v1'],
    'which webhooks refuse objects',
    { scope: 'cluster', use: 'metrics', content: 'metadata', tier: 'extra' },
  ),
] as const;

export type KindName = (typeof KINDS)[number]['kind'];

const byKind: ReadonlyMap<string, KindSpec> = new Map(KINDS.map((spec) => [spec.kind, spec]));

/** The row of the table for a kind. */
export function kindSpec(kind: KindName): KindSpec {
  const spec = byKind.get(kind);
  if (spec === undefined) throw new Error(`BUG: ${kind} is not in the table of kinds`);
  return spec;
}
