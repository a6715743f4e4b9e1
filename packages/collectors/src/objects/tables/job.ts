import type { KubeObject } from '@binnacle/kube';
import {
  created,
  emitCondition,
  gauge,
  info,
  namespaced,
  number,
  owners,
  table,
  time,
  type Condition,
  type MetricRow,
} from '../metric-table.ts';

interface Job extends KubeObject {
  readonly spec?: {
    readonly parallelism?: number;
    readonly completions?: number;
    readonly activeDeadlineSeconds?: number;
  };
  readonly status?: {
    readonly active?: number;
    readonly succeeded?: number;
    readonly failed?: number;
    readonly ready?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly Condition[];
  };
}

const FAILURES = ['BackoffLimitExceeded', 'DeadlineExceeded', 'Evicted'];

const condition = ({ status }: Job, type: string): Condition | undefined =>
  status?.conditions?.find((one) => one.type === type);

const ended = (name: string, help: string, type: string): MetricRow<Job> =>
  gauge(name, help, (job, emit) => {
    const found = condition(job, type);
    if (found !== undefined) emitCondition(emit, found.status, 'condition');
  });

export const jobTable = table<Job>({
  kind: 'Job',
  prefix: 'kube_job',
  promoted: 'both',
  identity: namespaced('job_name'),
  rows: [
    info('kube_job_info', 'A job.', () => ({})),
    created('kube_job'),
    owners('kube_job'),
    number('kube_job_spec_parallelism', 'Pods that may run at the same time.', ({ spec }) => spec?.parallelism),
    number('kube_job_spec_completions', 'Pods that have to succeed.', ({ spec }) => spec?.completions),
    number(
      'kube_job_spec_active_deadline_seconds',
      'How long a job may take.',
      ({ spec }) => spec?.activeDeadlineSeconds,
    ),
    number('kube_job_status_active', 'Pods that run.', ({ status }) => status?.active ?? 0),
    number('kube_job_status_ready', 'Pods that are ready.', ({ status }) => status?.ready ?? 0),
    number('kube_job_status_succeeded', 'Pods that succeeded.', ({ status }) => status?.succeeded ?? 0),
    gauge('kube_job_status_failed', 'Pods that failed, and why the job did.', (job, emit) => {
      const failed = job.status?.failed ?? 0;
      const reason = condition(job, 'Failed')?.reason;
      // As kube-state-metrics has it: each reason with 0 or 1 once the job has failed; the number of pods where the reason is another.
      if (failed !== 0 && reason !== undefined)
        for (const one of FAILURES) emit(one === reason ? 1 : 0, { reason: one });
      if (failed === 0 || reason === undefined || !FAILURES.includes(reason)) emit(failed, { reason: '' });
    }),
    ended('kube_job_complete', 'Whether a job has succeeded.', 'Complete'),
    ended('kube_job_failed', 'Whether a job has failed.', 'Failed'),
    number('kube_job_status_suspended', 'Whether a job is suspended.', (job) => {
      const found = condition(job, 'Suspended');
      return found && (found.status === 'True' ? 1 : 0);
    }),
    time(
      'kube_job_status_start_time',
      'When a job was taken on, in seconds since 1970.',
      ({ status }) => status?.startTime,
    ),
    time(
      'kube_job_status_completion_time',
      'When a job had succeeded, in seconds since 1970.',
      ({ status }) => status?.completionTime,
    ),
  ],
});
