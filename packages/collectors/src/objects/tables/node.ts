import type { KubeObject } from '@binnacle/kube';
import { eachResource, type ResourceList } from '../values/resources.ts';
import {
  clusterScoped,
  conditions,
  created,
  deletionTime,
  gauge,
  info,
  number,
  table,
  type Condition,
} from '../metric-table.ts';

interface Node extends KubeObject {
  readonly spec?: {
    readonly podCIDR?: string;
    readonly providerID?: string;
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  };
  readonly status?: {
    readonly capacity?: ResourceList;
    readonly allocatable?: ResourceList;
    readonly conditions?: readonly Condition[];
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo?: Readonly<Record<string, string>>;
  };
}

const ROLE = 'node-role.kubernetes.io/';

export const nodeTable = table<Node>({
  kind: 'Node',
  prefix: 'kube_node',
  promoted: 'both',
  identity: clusterScoped('node'),
  rows: [
    created('kube_node'),
    deletionTime('kube_node'),
    info('kube_node_info', 'Versions, addresses and identity of a node.', ({ spec, status }) => {
      const about = status?.nodeInfo ?? {};
      return {
        kernel_version: about['kernelVersion'] ?? '',
        os_image: about['osImage'] ?? '',
        container_runtime_version: about['containerRuntimeVersion'] ?? '',
        kubelet_version: about['kubeletVersion'] ?? '',
        // Kubernetes 1.33 took the field away; kube-state-metrics writes this word since.
        kubeproxy_version: about['kubeProxyVersion'] || 'deprecated',
        provider_id: spec?.providerID ?? '',
        pod_cidr: spec?.podCIDR ?? '',
        system_uuid: about['systemUUID'] ?? '',
        internal_ip: status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '',
      };
    }),
    gauge('kube_node_role', 'Roles of a node, from its labels.', ({ metadata }, emit) => {
      for (const label in metadata.labels) if (label.startsWith(ROLE)) emit(1, { role: label.slice(ROLE.length) });
    }),
    number('kube_node_spec_unschedulable', 'Whether new pods are kept away from a node.', ({ spec }) =>
      spec?.unschedulable === true ? 1 : 0,
    ),
    gauge('kube_node_spec_taint', 'Taints of a node.', ({ spec }, emit) => {
      for (const { key, value, effect } of spec?.taints ?? []) emit(1, { key, value: value ?? '', effect });
    }),
    gauge('kube_node_status_addresses', 'Addresses of a node.', ({ status }, emit) => {
      for (const { type, address } of status?.addresses ?? []) emit(1, { type, address });
    }),
    gauge('kube_node_status_allocatable', 'What of a node pods can have, by resource.', ({ status }, emit) =>
      eachResource(status?.allocatable, 'thousandths', emit),
    ),
    gauge('kube_node_status_capacity', 'What a node has, by resource.', ({ status }, emit) =>
      eachResource(status?.capacity, 'thousandths', emit),
    ),
    conditions('kube_node_status_condition', 'Conditions of a node.', ({ status }) => status?.conditions),
  ],
});
