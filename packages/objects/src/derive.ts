import type { Derived, KindPart } from './derived.ts';
import {
  deriveAuthorizationPolicy,
  deriveDestinationRule,
  deriveGateway,
  deriveNamespace,
  derivePeerAuthentication,
  deriveRequestAuthentication,
  deriveServiceEntry,
  deriveSidecar,
  deriveVirtualService,
  deriveWorkloadEntry,
} from './istio.ts';
import { deriveContainer, deriveHost } from './machines.ts';
import { deriveNode } from './node.ts';
import { ownerOf } from './owner.ts';
import { derivePod } from './pod.ts';
import { textAt, textRecordAt, timeAt, type Json } from './read.ts';
import { deriveAutoscaler, deriveDisruptionBudget, deriveQuota } from './scaling.ts';
import { deriveEndpointSlice, deriveIngress, deriveService } from './services.ts';
import { deriveVolume, deriveVolumeClaim } from './storage.ts';
import {
  deriveCronJob,
  deriveDaemonSet,
  deriveDeployment,
  deriveJob,
  deriveReplicaSet,
  deriveStatefulSet,
} from './workloads.ts';

/** What is known of a kind; of others there is what every object has. */
const KINDS: Readonly<Record<string, (object: Json) => KindPart>> = {
  Pod: derivePod,
  Node: deriveNode,
  Deployment: deriveDeployment,
  ReplicaSet: deriveReplicaSet,
  StatefulSet: deriveStatefulSet,
  DaemonSet: deriveDaemonSet,
  Job: deriveJob,
  CronJob: deriveCronJob,
  Service: deriveService,
  EndpointSlice: deriveEndpointSlice,
  Ingress: deriveIngress,
  Namespace: deriveNamespace,
  HorizontalPodAutoscaler: deriveAutoscaler,
  PodDisruptionBudget: deriveDisruptionBudget,
  ResourceQuota: deriveQuota,
  PersistentVolume: deriveVolume,
  PersistentVolumeClaim: deriveVolumeClaim,
  VirtualService: deriveVirtualService,
  DestinationRule: deriveDestinationRule,
  Gateway: deriveGateway,
  ServiceEntry: deriveServiceEntry,
  WorkloadEntry: deriveWorkloadEntry,
  Sidecar: deriveSidecar,
  PeerAuthentication: derivePeerAuthentication,
  RequestAuthentication: deriveRequestAuthentication,
  AuthorizationPolicy: deriveAuthorizationPolicy,
  Container: deriveContainer,
  Host: deriveHost,
};

/** What lists and filters need to know of an object. Never throws: what is odd reads as absent. */
export function deriveObject(kind: string, object: Json): Derived {
  const part = Object.hasOwn(KINDS, kind) ? KINDS[kind]!(object) : { status: '', level: 'unknown' as const };
  const deleting = textAt(object, 'metadata', 'deletionTimestamp') !== '' && kind !== 'Pod';
  return {
    message: '',
    node: '',
    ip: '',
    ready: undefined,
    desired: undefined,
    restarts: undefined,
    images: [],
    owner: ownerOf(object),
    workload: undefined,
    selector: '',
    ...part,
    ...(deleting ? { status: 'Terminating', level: 'busy' as const } : {}),
    createdAtMs: timeAt(object, 'metadata', 'creationTimestamp'),
    labels: textRecordAt(object, 'metadata', 'labels'),
    facts: part.facts ?? {},
  };
}
