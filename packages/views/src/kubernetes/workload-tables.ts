import { row, tableDraft, text, type GridRow } from '../built-in-panels.ts';
import { N, objects, query } from './expressions.ts';

const namespace = { title: text('Namespace', '命名空间'), label: 'namespace' };
const deployment = ['cluster', 'namespace', 'deployment'];
const perDeployment = (metric: string) => `max by (${deployment.join(',')}) (kube_deployment_${metric}{${N}})`;
const replicaset = ['cluster', 'namespace', 'replicaset'];
const perReplicaSet = (metric: string) => `max by (${replicaset.join(',')}) (kube_replicaset_${metric}{${N}})`;

/** The tables of Deployments and ReplicaSets its users know. */
export const ownerTables: readonly GridRow[] = [
  row(22, [
    24,
    tableDraft(
      'deployment-table',
      text('Deployment', 'Deployment'),
      deployment,
      [
        query('WANT', perDeployment('spec_replicas')),
        query('HAVE', perDeployment('status_replicas_available')),
        query('RDY', perDeployment('status_replicas_ready')),
        query('MISS', perDeployment('status_replicas_unavailable')),
        query('UPD', perDeployment('status_replicas_updated')),
        query('AGE', `time() - ${perDeployment('created')}`),
      ],
      [
        { title: text('Deployment', 'Deployment'), label: 'deployment' },
        namespace,
        { title: text('Desired', '期望'), ref: 'WANT', unit: 'count' },
        { title: text('Available', '可用'), ref: 'HAVE', unit: 'count' },
        { title: text('Ready', '就绪'), ref: 'RDY', unit: 'count' },
        { title: text('Unavailable', '不可用'), ref: 'MISS', unit: 'count', thresholds: { warn: 1 } },
        { title: text('Updated', '已更新'), ref: 'UPD', unit: 'count' },
        { title: text('Age', '存在时长'), ref: 'AGE', unit: 's' },
      ],
    ),
  ]),
  row(22, [
    24,
    tableDraft(
      'replicaset-table',
      text('Replica sets', 'Replica Sets'),
      replicaset,
      [
        query('OWN', `max by (${replicaset.join(',')},owner_name) (kube_replicaset_owner{${N}})`),
        query('WANT', perReplicaSet('spec_replicas')),
        query('HAVE', perReplicaSet('status_replicas')),
        query('RDY', perReplicaSet('status_ready_replicas')),
        query('AGE', `time() - ${perReplicaSet('created')}`),
      ],
      [
        { title: text('Deployment', 'Deployment'), ref: 'OWN', label: 'owner_name' },
        { title: text('Replica set', 'Replica Set'), label: 'replicaset' },
        namespace,
        { title: text('Desired', '期望'), ref: 'WANT', unit: 'count' },
        { title: text('There', '现有'), ref: 'HAVE', unit: 'count' },
        { title: text('Ready', '就绪'), ref: 'RDY', unit: 'count' },
        { title: text('Age', '存在时长'), ref: 'AGE', unit: 's' },
      ],
    ),
  ]),
];

const job = ['cluster', 'namespace', 'job_name'];
const perJob = (metric: string) => `max by (${job.join(',')}) (kube_job_${metric}{${N}})`;
const cronjob = ['cluster', 'namespace', 'cronjob'];
const perCronJob = (metric: string) => `max by (${cronjob.join(',')}) (kube_cronjob_${metric}{${N}})`;

/** K25: what runs to its end. */
export const jobTables: readonly GridRow[] = [
  row(
    20,
    [
      12,
      tableDraft(
        'K25',
        text('Job table', 'Job 列表'),
        job,
        [
          objects('ACT', perJob('status_active')),
          objects('OK', perJob('status_succeeded')),
          // One series for each reason: their sum is what has failed.
          objects('BAD', `sum by (${job.join(',')}) (kube_job_status_failed{${N}})`),
          objects('TOOK', `${perJob('status_completion_time')} - ${perJob('status_start_time')}`),
          objects('AGE', `time() - ${perJob('status_start_time')}`),
        ],
        [
          { title: text('Job', 'Job'), label: 'job_name' },
          namespace,
          { title: text('Active', '运行中'), ref: 'ACT', unit: 'count' },
          { title: text('Succeeded', '成功'), ref: 'OK', unit: 'count' },
          { title: text('Failed', '失败'), ref: 'BAD', unit: 'count', thresholds: { warn: 1 } },
          { title: text('Took', '耗时'), ref: 'TOOK', unit: 's' },
          { title: text('Started', '开始于'), ref: 'AGE', unit: 's' },
        ],
      ),
    ],
    [
      12,
      tableDraft(
        'K25-cronjobs',
        text('CronJob table', 'CronJob 列表'),
        cronjob,
        [
          query('INFO', `kube_cronjob_info{${N}}`),
          query('LAST', `time() - ${perCronJob('status_last_schedule_time')}`),
          query('GOOD', `time() - ${perCronJob('status_last_successful_time')}`),
          query('NEXT', `${perCronJob('next_schedule_time')} - time()`),
          query('OFF', perCronJob('spec_suspend')),
        ],
        [
          { title: text('CronJob', 'CronJob'), label: 'cronjob' },
          namespace,
          { title: text('Schedule', '计划'), ref: 'INFO', label: 'schedule' },
          { title: text('Last start', '距上次启动'), ref: 'LAST', unit: 's' },
          { title: text('Last success', '距上次成功'), ref: 'GOOD', unit: 's' },
          { title: text('Next in', '距下次'), ref: 'NEXT', unit: 's' },
          {
            title: text('Suspended', '已暂停'),
            ref: 'OFF',
            unit: 'bool',
            mappings: [
              { value: 0, text: text('no', '否') },
              { value: 1, text: text('yes', '是'), severity: 'warn' },
            ],
          },
        ],
      ),
    ],
  ),
];
