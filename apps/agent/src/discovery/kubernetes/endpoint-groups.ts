import type { ObjectCache } from '@binnacle/kube';
import type { FoundTarget, TargetGroup } from '../target-group.ts';
import {
  addObjectLabels,
  containerLabels,
  containersOf,
  joinHostPort,
  META,
  nodeLabels,
  podLabels,
  serviceLabels,
  type MetaLabels,
  type PodContainer,
} from './meta-labels.ts';
import type { EndpointSlice, Node, Pod, Service, SliceEndpoint, SlicePort } from './objects.ts';

/** Names the service that a slice belongs to. */
export const SERVICE_NAME = 'kubernetes.io/service-name';

export interface EndpointContext {
  readonly service: Service | undefined;
  readonly pods: ObjectCache<Pod> | undefined;
  /** With `attach_metadata`. */
  readonly nodes: ObjectCache<Node> | undefined;
  readonly attached: MetaLabels;
}

/**
 * Roles `endpointslice` and `endpoints`: a target for each port of each address, with the labels of the pod behind it; and one for
 * every further port that the pods declare. Objects of kind Endpoints are on the way out of Kubernetes, so the role
 * `endpoints` is read off the slices too: same targets, its own labels.
 */
export function endpointGroup(
  role: 'endpointslice' | 'endpoints',
  slice: EndpointSlice,
  context: EndpointContext,
): TargetGroup {
  const { namespace = '', name } = slice.metadata;
  const source = `${role}/${namespace}/${name}`;
  const labels: MetaLabels = { ...context.attached, [`${META}namespace`]: namespace };
  if (role === 'endpointslice') {
    addObjectLabels(labels, slice, 'endpointslice');
    labels[`${META}endpointslice_address_type`] = slice.addressType ?? '';
  } else {
    const serviceName = slice.metadata.labels?.[SERVICE_NAME] ?? name;
    // The endpoints controller gives an Endpoints object the labels of its service.
    const { service } = context;
    if (service !== undefined) addObjectLabels(labels, { ...service, metadata: withoutNotes(service) }, 'endpoints');
    labels[`${META}endpoints_name`] = serviceName;
  }
  if (context.service !== undefined) Object.assign(labels, serviceLabels(context.service));

  const targets: FoundTarget[] = [];
  const seen = new Map<string, { readonly pod: Pod; readonly ports: Set<number> }>();
  const ports = slice.ports ?? [];
  for (const port of ports) {
    for (const endpoint of slice.endpoints ?? []) {
      for (const address of endpoint.addresses ?? []) {
        const target: MetaLabels = {
          __address__: port.port === undefined ? address : joinHostPort(address, port.port),
          ...(role === 'endpointslice' ? sliceLabels(port, endpoint) : endpointLabels(port, endpoint)),
        };
        const pod = podOf(endpoint, namespace, context.pods);
        const node = nodeOf(endpoint) ?? pod?.spec?.nodeName;
        addNode(target, node, context.nodes);
        if (pod !== undefined) {
          Object.assign(target, podLabels(pod));
          const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
          let entry = seen.get(key);
          if (entry === undefined) seen.set(key, (entry = { pod, ports: new Set() }));
          if (port.port !== undefined) entry.ports.add(port.port);
          addContainer(target, pod, port);
        }
        targets.push({ labels: target, ...(node === undefined ? {} : { node }) });
      }
    }
  }
  for (const { pod, ports: known } of seen.values()) targets.push(...furtherPorts(pod, known, context.nodes));
  return { source, labels, targets };
}

const withoutNotes = ({ metadata }: Service): Service['metadata'] => {
  const { annotations: _annotations, ...rest } = metadata;
  return rest;
};

function sliceLabels(port: SlicePort, endpoint: SliceEndpoint): MetaLabels {
  const labels: MetaLabels = {
    [`${META}endpointslice_port_name`]: port.name ?? '',
    [`${META}endpointslice_port_protocol`]: port.protocol ?? 'TCP',
  };
  const put = (name: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) labels[`${META}endpointslice_${name}`] = String(value);
  };
  put('port', port.port);
  put('port_app_protocol', port.appProtocol);
  put('endpoint_conditions_ready', endpoint.conditions?.ready);
  put('endpoint_conditions_serving', endpoint.conditions?.serving);
  put('endpoint_conditions_terminating', endpoint.conditions?.terminating);
  put('endpoint_hostname', endpoint.hostname);
  put('endpoint_node_name', nodeOf(endpoint));
  put('endpoint_zone', endpoint.zone);
  put('address_target_kind', endpoint.targetRef?.kind);
  put('address_target_name', endpoint.targetRef?.name);
  for (const [name, value] of Object.entries(endpoint.deprecatedTopology ?? endpoint.topology ?? {})) {
    const clean = name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
    put(`endpoint_topology_${clean}`, value);
    put(`endpoint_topology_present_${clean}`, true);
  }
  return labels;
}

function endpointLabels(port: SlicePort, endpoint: SliceEndpoint): MetaLabels {
  const labels: MetaLabels = {
    [`${META}endpoint_port_name`]: port.name ?? '',
    [`${META}endpoint_port_protocol`]: port.protocol ?? 'TCP',
    [`${META}endpoint_ready`]: String(endpoint.conditions?.ready ?? true),
  };
  const put = (name: string, value: string | undefined): void => {
    if (value !== undefined) labels[`${META}endpoint_${name}`] = value;
  };
  put('address_target_kind', endpoint.targetRef?.kind);
  put('address_target_name', endpoint.targetRef?.name);
  put('node_name', nodeOf(endpoint));
  put('hostname', endpoint.hostname);
  return labels;
}

const nodeOf = ({ nodeName, topology }: SliceEndpoint): string | undefined =>
  nodeName ?? topology?.['kubernetes.io/hostname'];

function podOf(endpoint: SliceEndpoint, namespace: string, pods: ObjectCache<Pod> | undefined): Pod | undefined {
  const { targetRef } = endpoint;
  if (targetRef?.kind !== 'Pod' || targetRef.name === undefined) return undefined;
  return pods?.get(targetRef.namespace ?? namespace, targetRef.name);
}

function addNode(target: MetaLabels, name: string | undefined, nodes: ObjectCache<Node> | undefined): void {
  const node = name === undefined ? undefined : nodes?.get(undefined, name);
  if (node !== undefined) Object.assign(target, nodeLabels(node));
}

/** These roles say nothing of the container's id. */
function imageLabels(entry: PodContainer): MetaLabels {
  const { [`${META}pod_container_id`]: _, ...labels } = containerLabels(entry);
  return labels;
}

/** The container that listens on the port. */
function addContainer(target: MetaLabels, pod: Pod, port: SlicePort): void {
  for (const entry of containersOf(pod)) {
    for (const own of entry.container.ports ?? []) {
      if (own.containerPort !== port.port) continue;
      Object.assign(target, imageLabels(entry), {
        [`${META}pod_container_port_name`]: own.name ?? '',
        [`${META}pod_container_port_number`]: String(own.containerPort),
        [`${META}pod_container_port_protocol`]: own.protocol ?? 'TCP',
        [`${META}pod_container_init`]: String(entry.isInit),
      });
      return;
    }
  }
}

function furtherPorts(pod: Pod, known: ReadonlySet<number>, nodes: ObjectCache<Node> | undefined): FoundTarget[] {
  const phase = pod.status?.phase;
  const ip = pod.status?.podIP ?? '';
  if (phase === 'Failed' || phase === 'Succeeded' || ip === '') return [];
  const node = pod.spec?.nodeName;
  const targets: FoundTarget[] = [];
  for (const entry of containersOf(pod)) {
    for (const port of entry.container.ports ?? []) {
      if (known.has(port.containerPort)) continue;
      const target: MetaLabels = {
        __address__: joinHostPort(ip, port.containerPort),
        ...imageLabels(entry),
        [`${META}pod_container_port_name`]: port.name ?? '',
        [`${META}pod_container_port_number`]: String(port.containerPort),
        [`${META}pod_container_port_protocol`]: port.protocol ?? 'TCP',
        [`${META}pod_container_init`]: String(entry.isInit),
        ...podLabels(pod),
      };
      addNode(target, node, nodes);
      targets.push({ labels: target, ...(node === undefined ? {} : { node }) });
    }
  }
  return targets;
}
