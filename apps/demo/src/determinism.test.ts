import { expect, test } from 'vitest';
import { Cluster } from './cluster/cluster.ts';
import { Exporters } from './exporters/exporters.ts';
import { prodPlan } from './plan/cluster-plans.ts';
import { START_MS } from '../test/observed-world.ts';

/** Everything that can be seen of a cluster after some minutes. */
function live(
  seed: number,
  minutes: number,
): { readonly exposed: string; readonly objects: string; readonly ledger: string } {
  const cluster = new Cluster({ plan: prodPlan(1), seed, startMs: START_MS, networkBase: 64 });
  const exporters = new Exporters(cluster);
  for (let s = 1; s <= minutes * 60; s++) {
    cluster.step(START_MS + s * 1000);
    exporters.step();
  }
  return {
    exposed: exporters
      .targets()
      .map(({ ip, port, set }) => `${ip}:${port}\n${set.render()}`)
      .join('\n'),
    objects: JSON.stringify(cluster.objects.kinds().map((kind) => cluster.objects.list(kind))),
    ledger: JSON.stringify(cluster.mesh.reports.ledger.entries()),
  };
}

test('the same seed gives the same cluster, the same traffic and the same metrics', () => {
  expect(live(7, 6)).toEqual(live(7, 6));
});

test('another seed gives other traffic between the same workloads', () => {
  const [one, other] = [live(7, 2), live(8, 2)];
  expect(one.ledger).not.toBe(other.ledger);
});
