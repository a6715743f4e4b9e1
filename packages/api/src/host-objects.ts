import { z } from 'zod';

/*
 * What an agent puts into `object` for what belongs to one machine and is no object of Kubernetes: containers, and the
 * machine itself. They have the shape of one: `metadata` with labels and times. Everything that is not known is left out.
 */

const text = z.string();
const metadata = z.object({
  name: text,
  /** Containers of a pod have its namespace. */
  namespace: text.optional(),
  uid: text,
  /** RFC 3339. */
  creationTimestamp: text.optional(),
  labels: z.record(text, text).optional(),
});

/** `object` of a `Container`. Its uid is the container's id; its name `POD/CONTAINER` in a pod, else the container's. */
export const containerObject = z.object({
  metadata,
  host: text,
  /** The Kubernetes node, where that is another name. */
  node: text.optional(),
  runtime: text.describe('`docker`, `containerd`, `cri-o`, `podman`'),
  image: text,
  imageId: text.optional(),
  command: text.optional(),
  ip: text.optional(),
  state: z.enum(['created', 'running', 'paused', 'restarting', 'exited', 'dead', 'unknown']),
  health: z.enum(['starting', 'healthy', 'unhealthy']).optional().describe('Where the image has a health check'),
  reason: text.optional().describe('`OOMKilled`, `Error`, `CrashLoopBackOff`'),
  message: text.optional(),
  exitCode: z.number().optional(),
  oomKilled: z.boolean().optional(),
  restartCount: z.number().optional(),
  startedAt: text.optional().describe('RFC 3339'),
  finishedAt: text.optional().describe('RFC 3339'),
  /** The pod it belongs to, and the name it has there. */
  pod: z.object({ name: text, uid: text.default(''), container: text.default('') }).optional(),
  ports: z
    .array(
      z.object({
        containerPort: z.number(),
        hostPort: z.number().optional(),
        hostIp: text.optional(),
        protocol: text.default('tcp'),
      }),
    )
    .optional(),
  /** Absent: no limit. */
  limits: z.object({ cpuCores: z.number().optional(), memoryBytes: z.number().optional() }).optional(),
});
export type ContainerObject = z.input<typeof containerObject>;

/** `object` of a `Host`. Its uid is the machine's id, its name the label `host` of the machine's series. */
export const hostObject = z.object({
  metadata,
  os: text.optional().describe('`Debian GNU/Linux 13 (trixie)`'),
  kernel: text.optional(),
  architecture: text.optional(),
  cpuCores: z.number().optional(),
  cpuModel: text.optional(),
  memoryBytes: z.number().optional(),
  ips: z.array(text).optional(),
  virtualization: text.optional(),
  runtimes: z.array(text).optional().describe('`docker 29.1.0`, `containerd 2.2.0`'),
  bootedAt: text.optional().describe('RFC 3339'),
  agentVersion: text.optional(),
  /** The Kubernetes node it is, if any. */
  node: text.optional(),
});
export type HostObject = z.input<typeof hostObject>;
