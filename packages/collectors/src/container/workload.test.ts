import { expect, test } from 'vitest';
import { workloadOfPod } from './workload.ts';

test.each([
  ['a Deployment', 'web-7c9d8b6f5d-x2x4z', { 'pod-template-hash': '7c9d8b6f5d', app: 'web' }, 'web'],
  [
    'a Deployment whose name has dashes',
    'my-web-app-6d4cf56db6-abcde',
    { 'pod-template-hash': '6d4cf56db6' },
    'my-web-app',
  ],
  ['a StatefulSet', 'store-12', { 'statefulset.kubernetes.io/pod-name': 'store-12' }, 'store'],
  ['a StatefulSet before the label', 'store-1', { 'controller-revision-hash': 'store-5d8c' }, 'store'],
  ['a DaemonSet', 'proxy-x2x4z', { 'controller-revision-hash': '5d8c' }, 'proxy'],
  ['a Job', 'import-x2x4z', { 'job-name': 'import' }, 'import'],
  ['a CronJob', 'backup-27412345-x2x4z', { 'batch.kubernetes.io/job-name': 'backup-27412345' }, 'backup'],
  ['a pod of its own', 'crash', { app: 'crash' }, ''],
  ['a pod of its own that looks like more', 'web-7c9d8b6f5d-x2x4z', {}, ''],
  ['by name: a Deployment', 'web-7c9d8b6f5d-x2x4z', undefined, 'web'],
  ['by name: a DaemonSet', 'proxy-x2x4z', undefined, 'proxy'],
  ['by name: a StatefulSet', 'store-0', undefined, 'store'],
  ['by name: a CronJob', 'backup-27412345-x2x4z', undefined, 'backup'],
  ['by name: a pod of its own', 'redis-master', undefined, ''],
])('%s', (_, pod, labels, want) => {
  expect(workloadOfPod(pod, labels)).toBe(want);
});
