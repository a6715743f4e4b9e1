/** Matchers of the chosen hosts. "All" leaves a matcher out. */
export const HOST = 'cluster=~"$cluster",instance=~"$host"';

/** Containers of a Docker engine: cAdvisor and the agent give them a `name` and no pod. */
export const DOCKER = `${HOST},name=~"$container_name",id=~"$container_id",name!="",pod=""`;

/** Containers that a kubelet runs. Pods, sandboxes and slices have no container, and would count everything twice. */
export const KUBELET = `${HOST},container=~"$container_name",id=~"$container_id",container!="",container!="POD",pod!=""`;

const DOCKER_LABELS = 'cluster,instance,name';
const KUBELET_LABELS = 'cluster,instance,namespace,pod,container';

/**
 * One series for each container, whoever runs it: what `make` gives for Docker, and for a kubelet, where the name is
 * that of pod and container (the `name` cAdvisor gives is a hash there).
 *
 * @param make  an expression out of matchers and of the labels to aggregate by
 */
export function perContainer(make: (matchers: string, labels: string) => string): string {
  const kubelet = `label_join(${make(KUBELET, KUBELET_LABELS)}, "name", "/", "pod", "container")`;
  return `${make(DOCKER, DOCKER_LABELS)} or ${kubelet}`;
}

/** Everything of the chosen containers, to be counted or added up. */
export function ofContainers(make: (matchers: string) => string): string {
  return `(${make(DOCKER)} or ${make(KUBELET)})`;
}

/** Rate of a counter for each container; the CPUs, devices and interfaces of one are added up. */
export function containerRate(metric: string): string {
  return perContainer((matchers, labels) => `sum by (${labels}) (rate(${metric}{${matchers}}[$w]))`);
}

/** A gauge for each container. */
export function containerValue(metric: string): string {
  return perContainer((matchers, labels) => `sum by (${labels}) (${metric}{${matchers}})`);
}

/**
 * Rate of a network counter. A kubelet's containers share the network of their pod, whose series have no container: it is
 * given for each pod one of whose containers is chosen.
 */
export function networkRate(metric: string): string {
  const docker = `sum by (${DOCKER_LABELS}) (rate(${metric}{${DOCKER}}[$w]))`;
  const pods = `sum by (cluster,instance,namespace,pod) (rate(${metric}{${HOST},pod!=""}[$w]))`;
  const chosen = `${pods} and on (cluster,namespace,pod) container_last_seen{${KUBELET}}`;
  return `${docker} or label_replace(${chosen}, "name", "$1", "pod", "(.*)")`;
}

/** Bytes a container may use: its limit, or the memory of the host where it has none (0, or 2^60 and more). */
export function memoryLimit(matchers: string, labels: string): string {
  const limit = `max by (${labels}) (container_spec_memory_limit_bytes{${matchers}} > 0 < 2^60)`;
  const none = `max by (${labels}) (container_memory_working_set_bytes{${matchers}} * 0)`;
  return `(${limit} or ${none} + on (cluster,instance) group_left () max by (cluster,instance) (machine_memory_bytes{${HOST}}))`;
}

/** Cores a container may use, of those that have a limit. */
export function cpuLimit(matchers: string, labels: string): string {
  return `max by (${labels}) ((container_spec_cpu_quota{${matchers}} > 0) / container_spec_cpu_period{${matchers}})`;
}
