import { afterAll, beforeAll, expect, test } from 'vitest';
import { ObservedWorld, definitionOf, fill, queriesOf, type Chosen } from '../test/observed-world.ts';

/** The reporter that each view begins with. */
const VIEWS: Readonly<Record<string, Chosen>> = {
  docker: {},
  kubernetes: {},
  etcd: {},
  'istio-mesh': {},
  'istio-control-plane': {},
  'istio-service': { qrep: 'source|waypoint' },
  'istio-workload': { qrep: 'destination|waypoint' },
};

/** Panels that are empty in a healthy cluster of this kind, and why. */
const EMPTY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  docker: {
    C2: 'states of the Docker engine: the nodes run containerd',
    'C2-engine': 'metrics of the Docker engine: the nodes run containerd',
    C5: 'health checks of Docker: Kubernetes has probes in their place',
    C25: 'nothing has been started in the last hour',
    C26: 'metrics of the Docker engine: the nodes run containerd',
    C27: 'metrics of the Docker engine: the nodes run containerd',
  },
  kubernetes: {
    K15: 'no container waits',
    K20: 'nothing was restarted',
    K21: 'nothing was killed for memory',
    'completion-failed': 'no job has failed',
    K52: 'no rollout is stuck',
  },
  'istio-mesh': { I15: 'no proxy has an error to report' },
  'istio-workload': { W35: 'no call fails' },
  'istio-control-plane': {
    'X20-reasons': 'no configuration was refused',
    'X21-time': 'no pod was injected in the last minutes',
    X24: 'queues of controllers: istiod exposes them only when told to',
    'X32-proxies': 'ambient mode is not in use',
    'X32-connections': 'ambient mode is not in use',
    'X32-bytes': 'ambient mode is not in use',
    'X32-dns': 'ambient mode is not in use',
    'X32-xds': 'ambient mode is not in use',
    X33: 'the CNI agent is not in use',
  },
};

const world = new ObservedWorld();
beforeAll(() => world.pass(16 * 60), 240_000);
afterAll(() => world.close());

test('no series is without a number', () => {
  const bad = world.exporters
    .targets()
    .flatMap(({ set }) => set.render().split('\n'))
    .filter((line) => / NaN( \d+)?$/.test(line));
  expect(bad).toEqual([]);
});

test.each(Object.entries(VIEWS))('%s: every panel that a healthy cluster fills has a number', async (view, chosen) => {
  const empty: string[] = [];
  for (const { panels } of definitionOf(view).groups) {
    for (const panel of panels) {
      // Texts, states of other panels, and lists of objects and events ask no PromQL.
      if (!('queries' in panel)) continue;
      const drawn = queriesOf(panel).filter(({ auxiliary }) => auxiliary !== true);
      // Panels of events ask for no metrics.
      if (drawn.length === 0) continue;
      const answers = await Promise.all(drawn.map(({ expr }) => world.query(fill(expr, chosen))));
      if (answers.every((samples) => samples.length === 0)) empty.push(panel.id);
    }
  }
  expect(empty).toEqual(Object.keys(EMPTY[view] ?? {}));
});
