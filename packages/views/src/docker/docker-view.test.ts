import { expect, test } from 'vitest';
import { captured, capturesAreHere, emptyPanels } from '../captured-metrics.test-data.ts';
import { referenceOf } from '../reference-panels.test-data.ts';
import { dockerView } from './docker-view.ts';

const reference = referenceOf('docker');
/** Panels that need the Docker engine's own metrics, or the agent's. */
const ENGINE = ['C2', 'C2-engine', 'C26', 'C27'];

test.each(reference.panels)('the panel its users know as $reference is there', (wanted) => {
  expect(reference.found(dockerView, wanted)).toEqual(reference.expected(wanted));
});

test('six panels and three variables, host before container name before container id', () => {
  expect(new Set(reference.panels.map(({ panel }) => panel)).size).toBe(6);
  expect(dockerView.variables.filter(({ hidden }) => !hidden).map(({ name }) => name)).toEqual(reference.variables);
});

test('every selector asks for the chosen cluster, every panel has a unit', () => {
  expect(reference.flaws(dockerView)).toEqual([]);
});

test.skipIf(!capturesAreHere)(
  'a cAdvisor beside Docker fills the panels (needs the captured expositions)',
  async () => {
    const engine = await captured([
      {
        path: 'cadvisor/cadvisor-docker.prom',
        labels: { cluster: 'dock', job: 'cadvisor', instance: 'ship:8080' },
      },
    ]);
    const { empty, failed } = emptyPanels(dockerView, engine);
    expect(failed).toEqual([]);
    expect(new Set(empty)).toEqual(
      new Set([
        ...ENGINE,
        // Nothing has started again; and this cAdvisor says nothing of its host, and knows no limits.
        'C6',
        'C7',
        'cpu-usage',
        'memory-usage',
        'memory-limit',
        'C16',
        'C25',
      ]),
    );
  },
);

test.skipIf(!capturesAreHere)('a kubelet fills the panels (needs the captured expositions)', async () => {
  const engine = await captured([
    {
      path: 'cadvisor/kubelet-cadvisor-k8s1.31.prom',
      labels: { cluster: 'demo', job: 'cadvisor', instance: 'node:10250', node: 'node' },
    },
  ]);
  const { empty, failed } = emptyPanels(dockerView, engine);
  expect(failed).toEqual([]);
  expect(new Set(empty)).toEqual(
    new Set([
      ...ENGINE,
      // Nothing has started again, no packet was lost; health, files and pressure are not for a kubelet of this version.
      'C5',
      'C19',
      'C22',
      'C23',
      'C25',
    ]),
  );
});
