export type { CollectOutcome, Collector, CollectorOutput, LabelRecord, MetricFamily, SeriesRef } from './collector.ts';
export { cgroupReader, type CgroupReader } from './cgroup/cgroup-reader.ts';
export type { ContainerEvent } from './docker/container-events.ts';
export { dockerCollector, type DockerCollectorOptions } from './docker/docker-collector.ts';
export { DockerContainers } from './docker/docker-containers.ts';
export { EngineClient } from './docker/engine-client.ts';
export { parseEngineAddress, type EngineAddress, type EngineAddressOutcome } from './docker/engine-address.ts';
export { hostFiles, type HostFiles, type HostFolders } from './host/host-files.ts';
export { nodeCollector, type NodeCollectorOptions } from './node/node-collector.ts';
