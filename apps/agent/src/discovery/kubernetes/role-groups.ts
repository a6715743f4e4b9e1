import type { FoundTarget, TargetGroup } from '../target-group.ts';
import {
  addObjectLabels,
  containerLabels,
  containersOf,
  joinHostPort,
  META,
  podLabels,
  serviceLabels,
  type MetaLabels,
} from './meta-labels.ts';
import type { Ingress, Node, Pod, Service } from './objects.ts';

/** Role `pod`: a target for each port of each container, or one for a container without ports. */
export function podGroup(pod: Pod, attached: MetaLabels): TargetGroup {
  const source = `pod/${pod.metadata.namespace}/${pod.metadata.name}`;
  const ip = pod.status?.podIP ?? '';
  // It is starting, or was evicted.
  if (ip === '') return { source, labels: {}, targets: [] };
  const labels: MetaLabels = { ...attached, ...podLabels(pod), [`${META}namespace`]: pod.metadata.namespace ?? '' };
  const node = pod.spec?.nodeName;
  const targets: FoundTarget[] = [];
  for (const entry of containersOf(pod)) {
    const own = { ...containerLabels(entry), [`${META}pod_container_init`]: String(entry.isInit) };
    const ports = entry.container.ports ?? [];
    const add = (more: MetaLabels): void => {
      targets.push({ labels: { ...own, ...more }, ...(node === undefined ? {} : { node }) });
    };
    if (ports.length === 0) add({ __address__: ip });
    for (const port of ports) {
      add({
        __address__: joinHostPort(ip, port.containerPort),
        [`${META}pod_container_port_number`]: String(port.containerPort),
        [`${META}pod_container_port_name`]: port.name ?? '',
        [`${META}pod_container_port_protocol`]: port.protocol ?? 'TCP',
      });
    }
  }
  return { source, labels, targets };
}

/** In the order of Prometheus: the first kind that a node has gives the address. */
const ADDRESS_TYPES = ['InternalIP', 'InternalDNS', 'ExternalIP', 'ExternalDNS', 'LegacyHostIP', 'Hostname'];

/** Role `node`: the kubelet. */
export function nodeGroup(node: Node): TargetGroup {
  const { name } = node.metadata;
  const labels: MetaLabels = {};
  addObjectLabels(labels, node, 'node');
  const providerId = node.spec?.providerID ?? '';
  if (providerId !== '') labels[`${META}node_provider_id`] = providerId;
  const addresses = node.status?.addresses ?? [];
  const address = ADDRESS_TYPES.map((kind) => addresses.find(({ type }) => type === kind)).find(Boolean)?.address;
  const port = node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 10_250;
  const own: MetaLabels = { __address__: joinHostPort(address ?? name, port), instance: name };
  for (const { type, address: text } of addresses) own[`${META}node_address_${type}`] ??= text;
  return { source: `node/${name}`, labels, targets: [{ labels: own, node: name }] };
}

/** Role `service`: its own address, for each port. */
export function serviceGroup(service: Service, attached: MetaLabels): TargetGroup {
  const { namespace = '', name } = service.metadata;
  const { spec } = service;
  const labels: MetaLabels = { ...attached, ...serviceLabels(service), [`${META}namespace`]: namespace };
  const type = spec?.type ?? 'ClusterIP';
  const targets = (spec?.ports ?? []).map(({ port, name: portName = '', protocol = 'TCP' }): FoundTarget => ({
    labels: {
      __address__: joinHostPort(`${name}.${namespace}.svc`, port),
      [`${META}service_port_name`]: portName,
      [`${META}service_port_number`]: String(port),
      [`${META}service_port_protocol`]: protocol,
      [`${META}service_type`]: type,
      ...(type === 'ExternalName'
        ? { [`${META}service_external_name`]: spec?.externalName ?? '' }
        : { [`${META}service_cluster_ip`]: spec?.clusterIP ?? '' }),
      ...(type === 'LoadBalancer' ? { [`${META}service_loadbalancer_ip`]: spec?.loadBalancerIP ?? '' } : {}),
    },
  }));
  return { source: `svc/${namespace}/${name}`, labels, targets };
}

/** Role `ingress`: each path of each host. */
export function ingressGroup(ingress: Ingress, attached: MetaLabels): TargetGroup {
  const { namespace = '', name } = ingress.metadata;
  const labels: MetaLabels = { ...attached, [`${META}namespace`]: namespace };
  addObjectLabels(labels, ingress, 'ingress');
  const className = ingress.spec?.ingressClassName ?? '';
  if (className !== '') labels[`${META}ingress_class_name`] = className;
  const secure = (ingress.spec?.tls ?? []).flatMap(({ hosts = [] }) => hosts);
  const targets: FoundTarget[] = [];
  for (const { host = '', http } of ingress.spec?.rules ?? []) {
    const scheme = secure.some((pattern) => fitsHost(pattern, host)) ? 'https' : 'http';
    for (const { path } of http?.paths ?? [{ path: '/' }]) {
      targets.push({
        labels: {
          __address__: host,
          [`${META}ingress_scheme`]: scheme,
          [`${META}ingress_host`]: host,
          [`${META}ingress_path`]: path === undefined || path === '' ? '/' : path,
        },
      });
    }
  }
  return { source: `ingress/${namespace}/${name}`, labels, targets };
}

function fitsHost(pattern: string, host: string): boolean {
  if (pattern === host) return true;
  return pattern.startsWith('*.') && host.slice(host.indexOf('.') + 1) === pattern.slice(2);
}
