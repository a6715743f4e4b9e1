import type { KubeObject } from '@binnacle/kube';
import type { NewObject } from '../objects/object-store.ts';
import type { Cluster } from './cluster.ts';
import { timeText } from './event-log.ts';
import type { Pod } from './pod.ts';
import { fieldsOf, readTemplate } from './templates.ts';

const MINUTE_MS = 60_000;

interface Job {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly cronJob: KubeObject;
  readonly startMs: number;
  readonly endMs: number;
  podKey: string | undefined;
  completedMs: number | undefined;
}

/** CronJobs, the Jobs that they make every few minutes, and their pods. */
export class Jobs {
  readonly #cluster: Cluster;
  readonly #jobs: Job[] = [];
  #slot = -1;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  step(): void {
    const { nowMs, objects, lifecycle, pods } = this.#cluster;
    const slot = Math.floor(nowMs / MINUTE_MS);
    if (slot !== this.#slot) {
      this.#slot = slot;
      for (const cronJob of objects.list('CronJob')) this.#schedule(cronJob, slot);
    }
    for (const job of this.#jobs) {
      if (job.completedMs !== undefined || nowMs < job.endMs) continue;
      const pod = job.podKey === undefined ? undefined : pods.get(job.podKey);
      if (pod?.phase !== 'Running') continue;
      job.completedMs = nowMs;
      lifecycle.complete(pod, 0);
      this.#write(job, pod);
      this.#cronStatus(job.cronJob, job);
    }
  }

  #schedule(cronJob: KubeObject, slot: number): void {
    const spec = fieldsOf(cronJob['spec']);
    const every = Number(/^\*\/(\d+) \* \* \* \*$/.exec(String(spec['schedule']))?.[1] ?? 5);
    if (spec['suspend'] === true || slot % every !== 0) return;
    const { nowMs, random } = this.#cluster;
    const { name, namespace = 'default' } = cronJob.metadata;
    const job: Job = {
      name: `${name}-${slot}`,
      namespace,
      uid: random.uid(),
      cronJob,
      startMs: nowMs,
      endMs: nowMs + random.between(25_000, 70_000),
      podKey: undefined,
      completedMs: undefined,
    };
    this.#jobs.push(job);
    const pod = this.#cluster.podMaker.create({
      name: `${job.name}-${random.suffix(5)}`,
      namespace,
      template: readTemplate(fieldsOf(fieldsOf(spec['jobTemplate'])['spec'])['template']),
      owner: { apiVersion: 'batch/v1', kind: 'Job', name: job.name, uid: job.uid },
      workload: name,
      extraLabels: { 'job-name': job.name, 'batch.kubernetes.io/job-name': job.name },
    });
    job.podKey = pod?.key;
    this.#write(job, pod);
    this.#cronStatus(cronJob, job);
    const subject = { apiVersion: 'batch/v1', kind: 'CronJob', namespace, name, uid: cronJob.metadata.uid };
    this.#cluster.events.record(
      nowMs,
      subject,
      'Normal',
      'SuccessfulCreate',
      `Created job ${job.name}`,
      'cronjob-controller',
    );
    this.#keepThree(cronJob);
  }

  #keepThree(cronJob: KubeObject): void {
    const done = this.#jobs.filter(
      (job) => job.cronJob.metadata.uid === cronJob.metadata.uid && job.completedMs !== undefined,
    );
    for (const job of done.slice(0, -3)) {
      this.#jobs.splice(this.#jobs.indexOf(job), 1);
      const pod = job.podKey === undefined ? undefined : this.#cluster.pods.get(job.podKey);
      if (pod) this.#cluster.forgetPod(pod);
      this.#cluster.own(() => this.#cluster.objects.remove('Job', job.namespace, job.name));
    }
  }

  #write(job: Job, pod: Pod | undefined): void {
    const { cronJob, completedMs } = job;
    const { name, uid } = cronJob.metadata;
    const isDone = completedMs !== undefined;
    const object: NewObject = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: job.name,
        namespace: job.namespace,
        uid: job.uid,
        generation: 1,
        creationTimestamp: timeText(job.startMs),
        labels: { app: name },
        ownerReferences: [
          { apiVersion: 'batch/v1', kind: 'CronJob', name, uid, controller: true, blockOwnerDeletion: true },
        ],
      },
      spec: {
        parallelism: 1,
        completions: 1,
        backoffLimit: 6,
        template: fieldsOf(fieldsOf(fieldsOf(cronJob['spec'])['jobTemplate'])['spec'])['template'],
      },
      status: {
        startTime: timeText(job.startMs),
        ...(isDone
          ? {
              succeeded: 1,
              completionTime: timeText(completedMs),
              conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: timeText(completedMs) }],
            }
          : { active: pod === undefined ? 0 : 1 }),
      },
    };
    this.#cluster.own(() => void this.#cluster.objects.put(object));
  }

  #cronStatus(cronJob: KubeObject, job: Job): void {
    const { objects } = this.#cluster;
    const now = objects.get('CronJob', cronJob.metadata.namespace, cronJob.metadata.name);
    if (now === undefined) return;
    const before = fieldsOf(now['status']);
    this.#cluster.own(
      () =>
        void objects.put({
          ...now,
          status: {
            ...before,
            lastScheduleTime: timeText(job.startMs),
            ...(job.completedMs === undefined
              ? {
                  active: [
                    { apiVersion: 'batch/v1', kind: 'Job', name: job.name, namespace: job.namespace, uid: job.uid },
                  ],
                }
              : { active: [], lastSuccessfulTime: timeText(job.completedMs) }),
          },
        }),
    );
  }
}
