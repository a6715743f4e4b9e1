/** What generated parts of names are made of: no vowels, no digits that look like letters. */
const GENERATED = '[bcdfghjklmnpqrstvwxz2456789]';
const REPLICA_SET = new RegExp(`^(.+)-${GENERATED}{1,10}-${GENERATED}{5}$`);
const CONTROLLED = new RegExp(`^(.+)-${GENERATED}{5}$`);
const SCHEDULED_JOB = /^(.+)-\d{8,10}$/;

/**
 * The workload that a pod belongs to, told from the pod's labels, which the controllers set: `pod-template-hash` by
 * Deployments, `statefulset.kubernetes.io/pod-name`, `controller-revision-hash` by DaemonSets, `job-name`. Where the
 * labels are unknown (Docker keeps none of a pod's), the shape of the name tells. '' for a pod that stands alone.
 */
export function workloadOfPod(pod: string, labels: Readonly<Record<string, string>> | undefined): string {
  if (labels === undefined) {
    const controlled = REPLICA_SET.exec(pod)?.[1] ?? CONTROLLED.exec(pod)?.[1] ?? /^(.+)-\d+$/.exec(pod)?.[1];
    return controlled === undefined ? '' : (SCHEDULED_JOB.exec(controlled)?.[1] ?? controlled);
  }
  const hash = labels['pod-template-hash'];
  if (hash !== undefined) {
    const end = pod.lastIndexOf(`-${hash}-`);
    if (end > 0) return pod.slice(0, end);
  }
  const statefulPod = labels['statefulset.kubernetes.io/pod-name'] ?? labels['apps.kubernetes.io/pod-index'];
  if (statefulPod !== undefined) return pod.replace(/-\d+$/, '');
  const job = labels['batch.kubernetes.io/job-name'] ?? labels['job-name'];
  if (job !== undefined) return SCHEDULED_JOB.exec(job)?.[1] ?? job;
  if (labels['controller-revision-hash'] !== undefined) {
    return /-\d+$/.test(pod) ? pod.replace(/-\d+$/, '') : (CONTROLLED.exec(pod)?.[1] ?? '');
  }
  return '';
}
