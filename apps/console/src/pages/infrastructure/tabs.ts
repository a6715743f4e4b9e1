/** The lists of the page. Each has its kinds, the most common first. */
export const TABS = {
  hosts: ['Host'],
  containers: ['Container'],
  pods: ['Pod'],
  nodes: ['Node'],
  workloads: ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'],
  services: ['Service', 'Ingress'],
  istio: [
    'VirtualService',
    'DestinationRule',
    'Gateway',
    'ServiceEntry',
    'WorkloadEntry',
    'Sidecar',
    'PeerAuthentication',
    'RequestAuthentication',
    'AuthorizationPolicy',
  ],
  others: [
    'Namespace',
    'ReplicaSet',
    'HorizontalPodAutoscaler',
    'PodDisruptionBudget',
    'PersistentVolumeClaim',
    'PersistentVolume',
    'StorageClass',
    'ResourceQuota',
    'LimitRange',
    'ConfigMap',
    'Secret',
    'EndpointSlice',
  ],
} as const satisfies Record<string, readonly string[]>;

export type Tab = keyof typeof TABS;
export const TAB_IDS = Object.keys(TABS) as readonly Tab[];
/** What most readers come for. */
export const FIRST_TAB: Tab = 'pods';

export const isTab = (text: string): text is Tab => Object.hasOwn(TABS, text);

/** The list that an object of this kind is in. */
export const tabOfKind = (kind: string): Tab =>
  TAB_IDS.find((tab) => (TABS[tab] as readonly string[]).includes(kind)) ?? 'others';
