export type { CollectOutcome, Collector, CollectorOutput, LabelRecord, MetricFamily, SeriesRef } from './collector.ts';
export { cgroupReader, type CgroupReader } from './cgroup/cgroup-reader.ts';
export type { ContainerEvent } from './docker/container-events.ts';
export { dockerCollector, type DockerCollectorOptions } from './docker/docker-collector.ts';
export { DockerContainers } from './docker/docker-containers.ts';
export { EngineClient } from './docker/engine-client.ts';
export { parseEngineAddress, type EngineAddress, type EngineAddressOutcome } from './docker/engine-address.ts';
export { hostFiles, type HostFiles, type HostFolders } from './host/host-files.ts';
export { nodeCollector, type NodeCollectorOptions } from './node/node-collector.ts';
export { METRIC_TABLES } from './objects/metric-tables.ts';
export type { MetricTable } from './objects/metric-table.ts';
export { objectMetrics, type ObjectMetricsOptions } from './objects/object-metrics.ts';
export { CriClient, type CriRuntime } from './cri/cri-client.ts';
export { criCollector, type CriCollectorOptions } from './cri/cri-collector.ts';
export { CriContainers, type CriContainersOptions } from './cri/cri-containers.ts';
export { kubeletCollector, type KubeletCollectorOptions } from './kubelet/kubelet-collector.ts';
export { KubeletClient, type KubeletOptions } from './kubelet/kubelet-client.ts';
export {
  containerInventory,
  type ContainerInventory,
  type ContainerInventoryOptions,
  type Inventory,
} from './inventory/container-inventory.ts';
export type { InventoryObject } from './inventory/inventory-object.ts';
