import type { ObjectSummary } from '@binnacle/api';
import { type Unit, escapeRegex } from '@binnacle/views';
import type { LabelRecord } from '../../format/legend.ts';
import type { Tab } from './tabs.ts';

/** A figure of each row, and how it has been. */
export interface RowMetric {
  readonly unit: Unit;
  readonly expr: string;
}

/** What the rows of a list are asked for: one query for each figure, whatever the number of rows. */
export interface RowMetrics {
  readonly first: RowMetric;
  readonly second: RowMetric;
  /** Names the row that a series is about, as {@link rowKeys} names rows. */
  readonly keyOf: (labels: LabelRecord) => string;
}

/** PromQL for the rows of a list; undefined for one whose objects have no figures of their own. */
export function rowMetrics(tab: Tab, objects: readonly ObjectSummary[]): RowMetrics | undefined {
  if (objects.length === 0) return undefined;
  switch (tab) {
    case 'pods':
      return podMetrics(objects);
    case 'workloads':
      return workloadMetrics(objects);
    case 'nodes':
      return machineMetrics(objects, 'node');
    case 'hosts':
      return machineMetrics(objects, 'host');
    case 'containers':
      return containerMetrics(objects);
    case 'services':
      return serviceMetrics(objects);
    case 'istio':
    case 'others':
      return undefined;
  }
}

/** The name of a row among the series of its list. */
export function rowKey(tab: Tab, it: ObjectSummary): string {
  switch (tab) {
    case 'containers':
      return it.uid;
    case 'nodes':
    case 'hosts':
      return `${it.cluster}/${it.name}`;
    case 'workloads':
      return `${it.cluster}/${it.namespace}/${it.kind}/${it.name}`;
    default:
      return `${it.cluster}/${it.namespace}/${it.name}`;
  }
}

/** `label=~"a|b"` for any number of values. */
function anyOf(label: string, values: Iterable<string>): string {
  const pattern = [...new Set(values)].sort().map(escapeRegex).join('|');
  return `${label}=~${JSON.stringify(pattern)}`;
}

const label = (labels: LabelRecord, name: string): string => labels[name] ?? '';
/** Containers alone: the cgroups above them would count everything again. */
const CONTAINERS = 'container!="",container!="POD"';

function podMetrics(objects: readonly ObjectSummary[]): RowMetrics {
  const chosen = `${anyOf(
    'namespace',
    objects.map((it) => it.namespace),
  )},${anyOf(
    'pod',
    objects.map((it) => it.name),
  )}`;
  const by = 'cluster,namespace,pod';
  return {
    first: {
      unit: 'cores',
      expr: `sum by (${by}) (rate(container_cpu_usage_seconds_total{${CONTAINERS},${chosen}}[5m]))`,
    },
    second: { unit: 'bytes', expr: `sum by (${by}) (container_memory_working_set_bytes{${CONTAINERS},${chosen}})` },
    keyOf: (labels) => `${label(labels, 'cluster')}/${label(labels, 'namespace')}/${label(labels, 'pod')}`,
  };
}

function workloadMetrics(objects: readonly ObjectSummary[]): RowMetrics {
  const namespaces = anyOf(
    'namespace',
    objects.map((it) => it.namespace),
  );
  const owned = (series: string): string =>
    `label_replace(label_replace(${series}, "workload", "$1", "owner_name", "(.+)"), "workload_type", "$1", "owner_kind", "(.+)")`;
  const by = 'cluster,namespace,workload,workload_type';
  // A replica set belongs to a deployment; whatever else owns a pod is the workload itself.
  const pods =
    `max by (${by},pod) (label_replace(kube_pod_owner{${namespaces},owner_kind="ReplicaSet"}, "replicaset", "$1", "owner_name", "(.+)")` +
    ` * on (cluster,namespace,replicaset) group_left (workload,workload_type) max by (cluster,namespace,replicaset,workload,workload_type) (${owned(`kube_replicaset_owner{${namespaces},owner_kind!="",owner_kind!="<none>"}`)})` +
    ` or ${owned(`kube_pod_owner{${namespaces},owner_kind!~"ReplicaSet|Node|<none>|"}`)})`;
  const byWorkload = (perPod: string): string =>
    `sum by (${by}) (${perPod} * on (cluster,namespace,pod) group_left (workload,workload_type) ${pods})`;
  const perPod = (expr: string): string => `sum by (cluster,namespace,pod) (${expr})`;
  return {
    first: {
      unit: 'cores',
      expr: byWorkload(perPod(`rate(container_cpu_usage_seconds_total{${CONTAINERS},${namespaces}}[5m])`)),
    },
    second: {
      unit: 'bytes',
      expr: byWorkload(perPod(`container_memory_working_set_bytes{${CONTAINERS},${namespaces}}`)),
    },
    keyOf: (labels) =>
      ['cluster', 'namespace', 'workload_type', 'workload'].map((name) => label(labels, name)).join('/'),
  };
}

/** Shares of the whole machine. Series of a host may carry its name as `node`, as `host`, or in `instance` alone. */
function machineMetrics(objects: readonly ObjectSummary[], as: 'node' | 'host'): RowMetrics {
  const names = objects.map((it) => it.name);
  const other = as === 'node' ? 'host' : 'node';
  const instance = `instance=~${JSON.stringify(`(?:${[...new Set(names)].sort().map(escapeRegex).join('|')})(?::[0-9]+)?`)}`;
  const each = (make: (matcher: string, by: string) => string): string[] => [
    make(anyOf(as, names), `cluster,${as}`),
    `label_replace(${make(anyOf(other, names), `cluster,${other}`)}, "${as}", "$1", "${other}", "(.+)")`,
    `label_replace(${make(instance, 'cluster,instance')}, "${as}", "$1", "instance", "([^:]+)(?::[0-9]+)?")`,
  ];
  const first = (all: readonly string[]): string => all.map((it) => `max by (cluster,${as}) (${it})`).join(' or ');
  const cpu = [
    ...each((matcher, by) => `1 - avg by (${by}) (rate(node_cpu_seconds_total{mode="idle",${matcher}}[5m]))`),
    ...each(
      (matcher, by) =>
        `sum by (${by}) (rate(container_cpu_usage_seconds_total{id="/",${matcher}}[5m])) / on (${by}) max by (${by}) (machine_cpu_cores{${matcher}})`,
    ),
  ];
  const memory = [
    ...each(
      (matcher, by) =>
        `1 - max by (${by}) (node_memory_MemAvailable_bytes{${matcher}}) / on (${by}) max by (${by}) (node_memory_MemTotal_bytes{${matcher}})`,
    ),
    ...each(
      (matcher, by) =>
        `max by (${by}) (container_memory_working_set_bytes{id="/",${matcher}}) / on (${by}) max by (${by}) (machine_memory_bytes{${matcher}})`,
    ),
  ];
  return {
    first: { unit: 'ratio', expr: first(cpu) },
    second: { unit: 'ratio', expr: first(memory) },
    keyOf: (labels) => `${label(labels, 'cluster')}/${label(labels, as)}`,
  };
}

/** By the id, which stands in the name of the container's cgroup whoever reports it. */
function containerMetrics(objects: readonly ObjectSummary[]): RowMetrics {
  const ids = objects.map((it) => it.uid).filter((it) => /^[0-9a-f]{12,64}$/.test(it));
  const chosen = `id=~${JSON.stringify(`.*(?:${ids.length === 0 ? '$^' : ids.join('|')}).*`)}`;
  return {
    first: { unit: 'cores', expr: `sum by (cluster,id) (rate(container_cpu_usage_seconds_total{${chosen}}[5m]))` },
    second: { unit: 'bytes', expr: `sum by (cluster,id) (container_memory_working_set_bytes{${chosen}})` },
    keyOf: (labels) => /([0-9a-f]{12,64})[^/]*$/.exec(label(labels, 'id'))?.[1] ?? '',
  };
}

/** Requests and the share of those that failed on the server's side, where a mesh measures them. */
function serviceMetrics(objects: readonly ObjectSummary[]): RowMetrics {
  const chosen = `reporter=~"destination|waypoint",${anyOf(
    'destination_service_namespace',
    objects.map((it) => it.namespace),
  )},${anyOf(
    'destination_service_name',
    objects.map((it) => it.name),
  )}`;
  const by = 'cluster,destination_service_namespace,destination_service_name';
  const rate = (more: string): string => `sum by (${by}) (rate(istio_requests_total{${chosen}${more}}[5m]))`;
  return {
    first: { unit: 'req/s', expr: rate('') },
    second: {
      unit: 'ratio',
      expr: `(${rate(',response_code=~"5.."')} or 0 * ${rate('')}) / (${rate('')} > 0)`,
    },
    keyOf: (labels) =>
      ['cluster', 'destination_service_namespace', 'destination_service_name']
        .map((name) => label(labels, name))
        .join('/'),
  };
}
