import { HOUR, restartVersions, reported, type Reported } from './reported.ts';
import { batch } from './batch.ts';
import { mesh } from './mesh.ts';
import { NODES, sampleNode } from './node.ts';
import { others } from './others.ts';
import { services } from './services.ts';
import { DEPLOYED, deployed } from './workloads.ts';

/** A small cluster with Bookinfo on Istio, in which some things are wrong: what an agent would send after its first lists. */
export function sampleCluster(nowMs: number): Reported[] {
  restartVersions();
  const born = nowMs - 26 * HOUR;
  const objects: Reported[] = NODES.map((name, i) => sampleNode(name, i, nowMs - 40 * 24 * HOUR));
  for (const [name, labels] of [
    ['bookinfo', { 'istio-injection': 'enabled' }],
    ['istio-system', {}],
    ['kube-system', {}],
    ['shop', { 'istio-injection': 'enabled' }],
  ] as const) {
    objects.push(reported('Namespace', 'v1', '', name, { metadata: { labels }, status: { phase: 'Active' } }, born));
  }
  let index = 10;
  for (const it of DEPLOYED) objects.push(...deployed(it, () => index++, born));
  objects.push(...services(born), ...mesh(born), ...batch(nowMs), ...others(born));
  return objects;
}
