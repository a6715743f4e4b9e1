/**
 * The parts of the CRI's messages that are read. Numbers of v1alpha2 are the same.
 * @see https://github.com/kubernetes/cri-api/blob/master/pkg/apis/runtime/v1/api.proto
 */
import { flag, integer, nested, optionalCount, repeated, text, texts, type MessageOf } from './message.ts';

export const versionResponse = { runtimeName: text(2), runtimeVersion: text(3) };

const containerMetadata = { name: text(1), attempt: integer(2) };
const sandboxMetadata = { name: text(1), uid: text(2), namespace: text(3), attempt: integer(4) };
const imageSpec = { image: text(1), userSpecified: text(18) };

const container = {
  id: text(1),
  sandboxId: text(2),
  metadata: nested(3, containerMetadata),
  image: nested(4, imageSpec),
  imageRef: text(5),
  state: integer(6),
  createdAt: integer(7),
  labels: texts(8),
};
export const listContainersResponse = { containers: repeated(1, container) };
export type ListedContainer = MessageOf<typeof container>;
/** Values of `state` of a container. */
export const CONTAINER_STATES = ['created', 'running', 'exited', 'unknown'] as const;

const sandbox = {
  id: text(1),
  metadata: nested(2, sandboxMetadata),
  /** 0 when it is ready. */
  state: integer(3),
  createdAt: integer(4),
  labels: texts(5),
};
export const listPodSandboxResponse = { items: repeated(1, sandbox) };
export type ListedSandbox = MessageOf<typeof sandbox>;

const mount = { containerPath: text(1), hostPath: text(2), readOnly: flag(3) };
const linuxResources = {
  cpuPeriod: integer(1),
  cpuQuota: integer(2),
  cpuShares: integer(3),
  memoryLimit: integer(4),
};
const containerStatus = {
  id: text(1),
  metadata: nested(2, containerMetadata),
  state: integer(3),
  createdAt: integer(4),
  startedAt: integer(5),
  finishedAt: integer(6),
  exitCode: integer(7),
  image: nested(8, imageSpec),
  imageRef: text(9),
  reason: text(10),
  message: text(11),
  labels: texts(12),
  annotations: texts(13),
  mounts: repeated(14, mount),
  logPath: text(15),
  resources: nested(16, { linux: nested(1, linuxResources) }),
};
export const containerStatusResponse = { status: nested(1, containerStatus) };
export type ContainerStatus = MessageOf<typeof containerStatus>;

/** Value of `network` of a pod on the network of its node. */
export const NODE_NETWORK = 2;
const sandboxStatus = {
  network: nested(5, { ip: text(1) }),
  linux: nested(6, { namespaces: nested(1, { options: nested(2, { network: integer(1) }) }) }),
};
export const podSandboxStatusResponse = { status: nested(1, sandboxStatus) };

const cpuUsage = { timestamp: integer(1), coreNanoSeconds: optionalCount(2) };
const memoryUsage = {
  timestamp: integer(1),
  workingSet: optionalCount(2),
  usage: optionalCount(4),
  rss: optionalCount(5),
  pageFaults: optionalCount(6),
  majorPageFaults: optionalCount(7),
};
const fileSystemUsage = {
  timestamp: integer(1),
  id: nested(2, { mountpoint: text(1) }),
  usedBytes: optionalCount(3),
  inodesUsed: optionalCount(4),
};

const containerStats = {
  attributes: nested(1, { id: text(1) }),
  cpu: nested(2, cpuUsage),
  memory: nested(3, memoryUsage),
  writableLayer: nested(4, fileSystemUsage),
  swap: nested(5, { used: optionalCount(3) }),
};
export const listContainerStatsResponse = { stats: repeated(1, containerStats) };
export type ContainerStats = MessageOf<typeof containerStats>;

const interfaceUsage = {
  name: text(1),
  rxBytes: optionalCount(2),
  rxErrors: optionalCount(3),
  txBytes: optionalCount(4),
  txErrors: optionalCount(5),
};
const sandboxStats = {
  attributes: nested(1, { id: text(1) }),
  linux: nested(2, {
    network: nested(3, {
      timestamp: integer(1),
      defaultInterface: nested(2, interfaceUsage),
      interfaces: repeated(3, interfaceUsage),
    }),
  }),
};
export const listPodSandboxStatsResponse = { stats: repeated(1, sandboxStats) };
export type SandboxStats = MessageOf<typeof sandboxStats>;

export const imageFsInfoResponse = { images: repeated(1, fileSystemUsage), containers: repeated(2, fileSystemUsage) };
export type FileSystemUsage = MessageOf<typeof fileSystemUsage>;
