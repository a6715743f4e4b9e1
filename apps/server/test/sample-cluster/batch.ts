import { HOUR, iso, owner, reported, type Reported } from './reported.ts';
import { samplePod } from './pod.ts';

/** Jobs and cron jobs. */
export function batch(nowMs: number): Reported[] {
  const container = { name: 'backup', image: 'registry.example.org/shop/backup:7' };
  const template = { spec: { containers: [container], restartPolicy: 'Never' } };
  const run = nowMs - 2 * HOUR;
  return [
    reported(
      'CronJob',
      'batch/v1',
      'shop',
      'backup',
      {
        spec: { schedule: '0 */2 * * *', timeZone: 'Europe/Lisbon', jobTemplate: { spec: { template } } },
        status: { lastScheduleTime: iso(run), lastSuccessfulTime: iso(run + 60_000) },
      },
      nowMs - 200 * HOUR,
    ),
    reported(
      'Job',
      'batch/v1',
      'shop',
      'backup-29401',
      {
        metadata: owner('CronJob', 'batch/v1', 'shop', 'backup'),
        spec: { completions: 1, template },
        status: {
          succeeded: 1,
          startTime: iso(run),
          completionTime: iso(run + 60_000),
          conditions: [{ type: 'Complete', status: 'True' }],
        },
      },
      run,
    ),
    samplePod({
      namespace: 'shop',
      name: 'backup-29401-x7k2p',
      app: 'backup',
      version: 'v7',
      node: 'worker-1',
      index: 900,
      image: container.image,
      owner: owner('Job', 'batch/v1', 'shop', 'backup-29401'),
      sidecar: false,
      trouble: 'done',
      createdAtMs: run,
    }),
    reported(
      'Job',
      'batch/v1',
      'shop',
      'migrate-schema',
      {
        spec: { completions: 1, backoffLimit: 4, template },
        status: {
          failed: 5,
          startTime: iso(run),
          conditions: [
            {
              type: 'Failed',
              status: 'True',
              reason: 'BackoffLimitExceeded',
              message: 'Job has reached the specified backoff limit',
            },
          ],
        },
      },
      run,
    ),
  ];
}
