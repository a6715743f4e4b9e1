import type { KubeObject } from '@binnacle/kube';
import { nextCronTime, parseCron } from '../values/cron-schedule.ts';
import { created, info, namespaced, number, resourceVersion, table, time } from '../metric-table.ts';

interface CronJob extends KubeObject {
  readonly spec?: {
    readonly schedule?: string;
    readonly timeZone?: string;
    readonly concurrencyPolicy?: string;
    readonly suspend?: boolean;
    readonly startingDeadlineSeconds?: number;
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
  };
  readonly status?: {
    readonly active?: readonly unknown[];
    readonly lastScheduleTime?: string;
    readonly lastSuccessfulTime?: string;
  };
}

/** The first run after the last one, or after the creation where there was none; nothing while suspended. */
function nextRun({ metadata, spec, status }: CronJob): number | undefined {
  if (spec?.suspend === true) return undefined;
  const schedule = parseCron(spec?.schedule ?? '');
  const afterMs = Date.parse(status?.lastScheduleTime ?? metadata.creationTimestamp ?? '');
  if (schedule === undefined || Number.isNaN(afterMs)) return undefined;
  const nextMs = nextCronTime(schedule, afterMs, spec?.timeZone);
  return nextMs === undefined ? undefined : nextMs / 1000;
}

export const cronJobTable = table<CronJob>({
  kind: 'CronJob',
  prefix: 'kube_cronjob',
  promoted: 'both',
  identity: namespaced('cronjob'),
  rows: [
    info('kube_cronjob_info', 'Schedule of a cron job.', ({ spec }) => ({
      schedule: spec?.schedule ?? '',
      concurrency_policy: spec?.concurrencyPolicy ?? '',
      timezone: spec?.timeZone ?? 'local',
    })),
    created('kube_cronjob'),
    resourceVersion('kube_cronjob'),
    number('kube_cronjob_status_active', 'Jobs that run.', ({ status }) => status?.active?.length ?? 0),
    time(
      'kube_cronjob_status_last_schedule_time',
      'When a job was last started, in seconds since 1970.',
      ({ status }) => status?.lastScheduleTime,
    ),
    time(
      'kube_cronjob_status_last_successful_time',
      'When a job last succeeded, in seconds since 1970.',
      ({ status }) => status?.lastSuccessfulTime,
    ),
    number('kube_cronjob_next_schedule_time', 'When the next job is due, in seconds since 1970.', nextRun),
    number('kube_cronjob_spec_suspend', 'Whether no more jobs are started.', ({ spec }) =>
      spec?.suspend === undefined ? undefined : Number(spec.suspend),
    ),
    number(
      'kube_cronjob_spec_starting_deadline_seconds',
      'How late a job may still be started.',
      ({ spec }) => spec?.startingDeadlineSeconds,
    ),
    number(
      'kube_cronjob_spec_successful_job_history_limit',
      'Jobs that succeeded and are kept.',
      ({ spec }) => spec?.successfulJobsHistoryLimit,
    ),
    number(
      'kube_cronjob_spec_failed_job_history_limit',
      'Jobs that failed and are kept.',
      ({ spec }) => spec?.failedJobsHistoryLimit,
    ),
  ],
});
