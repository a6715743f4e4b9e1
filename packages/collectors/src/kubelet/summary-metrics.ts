import type { CollectorOutput, LabelRecord, MetricFamily } from '../collector.ts';
import type { Space, Summary, SummaryPod } from './summary.ts';

const gauge = (name: string, help: string): MetricFamily => ({ name, type: 'gauge', help });

const logBytes = gauge('container_log_usage_bytes', 'Bytes of the log files of the container');
const storage = {
  used: gauge('pod_ephemeral_storage_used_bytes', 'Bytes that the pod uses on the disk of its node'),
  available: gauge('pod_ephemeral_storage_available_bytes', 'Bytes that are free on the disk of the node'),
  capacity: gauge('pod_ephemeral_storage_capacity_bytes', 'Size of the disk of the node'),
} as const;
const images = {
  used: gauge('node_image_fs_used_bytes', 'Bytes that images use'),
  available: gauge('node_image_fs_available_bytes', 'Bytes that are free on the file system of images'),
  capacity: gauge('node_image_fs_capacity_bytes', 'Size of the file system of images'),
} as const;
const volumes = {
  used: gauge('kubelet_volume_stats_used_bytes', 'Bytes used on the volume'),
  available: gauge('kubelet_volume_stats_available_bytes', 'Bytes free on the volume'),
  capacity: gauge('kubelet_volume_stats_capacity_bytes', 'Size of the volume'),
  inodes: gauge('kubelet_volume_stats_inodes', 'Inodes of the volume'),
  inodesFree: gauge('kubelet_volume_stats_inodes_free', 'Free inodes of the volume'),
  inodesUsed: gauge('kubelet_volume_stats_inodes_used', 'Used inodes of the volume'),
} as const;
const threads = gauge('node_processes_threads', 'Threads of the node');
const maxProcesses = gauge('node_processes_max_processes', 'Most processes that the node may have');

/** What the summary alone tells of a pod: its logs, its part of the disk and, where wanted, its claims. */
export function writePodSummary(
  out: CollectorOutput,
  pod: SummaryPod,
  labels: LabelRecord,
  wantedVolumes: 'derive' | 'leave out',
): void {
  const own = { ...labels, namespace: pod.namespace, pod: pod.name };
  for (const container of pod.containers) {
    if (container.logBytes !== undefined) out.add(logBytes, { ...own, container: container.name }, container.logBytes);
  }
  writeSpace(out, storage, pod.ephemeralStorage, own);
  if (wantedVolumes === 'leave out') return;
  for (const { claim, claimNamespace, space } of pod.volumes) {
    if (claim === '') continue;
    writeSpace(out, volumes, space, { ...labels, namespace: claimNamespace, persistentvolumeclaim: claim });
  }
}

export function writeNodeSummary(out: CollectorOutput, summary: Summary, labels: LabelRecord): void {
  writeSpace(out, images, summary.imageFileSystem, labels);
  if (summary.threads !== undefined) out.add(threads, labels, summary.threads);
  if (summary.maxProcesses !== undefined) out.add(maxProcesses, labels, summary.maxProcesses);
}

function writeSpace(
  out: CollectorOutput,
  families: Readonly<Partial<Record<keyof Space, MetricFamily>>>,
  space: Space | undefined,
  labels: LabelRecord,
): void {
  if (space === undefined) return;
  for (const name of Object.keys(families) as (keyof Space)[]) {
    const [family, value] = [families[name], space[name]];
    if (family !== undefined && value !== undefined) out.add(family, labels, value);
  }
}
