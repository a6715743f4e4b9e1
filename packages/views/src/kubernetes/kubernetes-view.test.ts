import { expect, test } from 'vitest';
import { captured, capturesAreHere, emptyPanels } from '../captured-metrics.test-data.ts';
import { referenceOf } from '../reference-panels.test-data.ts';
import { kubernetesView } from './kubernetes-view.ts';

const reference = referenceOf('kubernetes');

test.each(reference.panels)('the panel its users know as $reference is there', (wanted) => {
  expect(reference.found(kubernetesView, wanted)).toEqual(reference.expected(wanted));
});

test('43 panels and two variables, cluster before namespace', () => {
  expect(new Set(reference.panels.map(({ panel }) => panel)).size).toBe(43);
  expect(kubernetesView.variables.map(({ name }) => name)).toEqual(reference.variables);
});

test('every selector asks for the chosen cluster, every panel has a unit', () => {
  expect(reference.flaws(kubernetesView)).toEqual([]);
});

const cluster = 'demo';
const node = 'datagen-1-31';
const from = (path: string, job: string) => ({
  path,
  labels: { cluster, job, instance: `${node}:${job}`, node },
});

test.skipIf(!capturesAreHere)('what a cluster serves fills the panels (needs the captured expositions)', async () => {
  const engine = await captured([
    { path: 'kube-state-metrics/ksm-k8s1.31.prom', labels: { cluster, job: 'kube-state-metrics', instance: 'ksm' } },
    from('cadvisor/kubelet-cadvisor-k8s1.31.prom', 'cadvisor'),
    from('node-exporter/node-average.prom', 'node-exporter'),
    from('apiserver/apiserver-k8s1.34.prom', 'kube-apiserver'),
    from('scheduler/scheduler-k8s1.31.prom', 'kube-scheduler'),
  ]);
  const { empty, failed } = emptyPanels(kubernetesView, engine);
  expect(failed).toEqual([]);
  expect(new Set(empty)).toEqual(
    new Set([
      // Nothing of the kind has happened in the captured cluster: no container waits, nothing was restarted, …
      'K15',
      'K20',
      'K21',
      'completion-failed',
      'K52',
      'K72',
      'K74-lost',
      'A12',
      // Not collected there: cluster roles, clocks, pressure, kubelets' own metrics, cluster DNS, the store.
      'cluster-roles',
      'K43-time',
      'K44',
      'P1',
      'P3',
      'P4',
      'N1',
      'N2',
      'N4',
      'A8',
    ]),
  );
});
