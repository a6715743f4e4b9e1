import type { EventReportInput } from '@binnacle/api';
import { uidOf, type Reported } from './reported.ts';

/** Events of the sample cluster, over the last six hours. */
export function sampleEvents(nowMs: number, objects: readonly Reported[]): EventReportInput['events'] {
  const find = (kind: string, part: string): Reported => {
    const found = objects.find((it) => it.kind === kind && it.name.includes(part));
    if (found === undefined) throw new Error(`BUG: the sample has no ${kind} ${part}`);
    return found;
  };
  const event = (
    about: Reported,
    type: string,
    reason: string,
    message: string,
    minutesAgo: number,
    count: number,
    component: string,
  ): EventReportInput['events'][number] => ({
    uid: uidOf(`${about.uid}${reason}${minutesAgo}`),
    type,
    reason,
    message,
    involved: {
      kind: about.kind,
      namespace: about.namespace ?? '',
      name: about.name,
      uid: about.kind === 'Node' ? about.name : about.uid,
    },
    firstAtMs: nowMs - minutesAgo * 60_000 - count * 20_000,
    lastAtMs: nowMs - minutesAgo * 60_000,
    count,
    source: { component, host: component === 'kubelet' ? 'worker-1' : '' },
  });
  const [ratings, pending, image, oom, node] = [
    find('Pod', 'ratings-v1'),
    objects.filter((it) => it.kind === 'Pod' && it.name.startsWith('reviews-v3'))[0]!,
    objects.filter((it) => it.kind === 'Pod' && it.name.startsWith('reviews-v3'))[1]!,
    objects.filter((it) => it.kind === 'Pod' && it.name.startsWith('reviews-v2'))[1]!,
    find('Node', 'worker-1'),
  ];
  const backOff = Array.from({ length: 18 }, (_, i) =>
    event(
      ratings,
      'Warning',
      'BackOff',
      `Back-off restarting failed container ratings in pod ${ratings.name}_bookinfo`,
      3 + i * 17,
      5 + i,
      'kubelet',
    ),
  );
  const scheduled = objects
    .filter((it) => it.kind === 'Pod')
    .slice(0, 14)
    .map((it, i) =>
      event(
        it,
        'Normal',
        'Scheduled',
        `Successfully assigned ${it.namespace ?? ''}/${it.name} to worker-1`,
        20 + i * 21,
        1,
        'default-scheduler',
      ),
    );
  return [
    ...backOff,
    ...scheduled,
    event(
      pending,
      'Warning',
      'FailedScheduling',
      '0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available.',
      6,
      44,
      'default-scheduler',
    ),
    event(
      image,
      'Warning',
      'Failed',
      'Failed to pull image "docker.io/istio/examples-bookinfo-reviews-v3:1.20.3": rpc error: code = NotFound',
      9,
      12,
      'kubelet',
    ),
    event(
      oom,
      'Warning',
      'OOMKilling',
      'Memory cgroup out of memory: Killed process 4711 (java) total-vm:2097152kB',
      65,
      1,
      'kernel-monitor',
    ),
    event(node, 'Warning', 'EvictionThresholdMet', 'Attempting to reclaim memory', 62, 2, 'kubelet'),
    event(
      find('Deployment', 'reviews-v3'),
      'Normal',
      'ScalingReplicaSet',
      'Scaled up replica set reviews-v3 to 2',
      71,
      1,
      'deployment-controller',
    ),
  ];
}
