import type { Cluster } from './cluster.ts';
import { bytesText, coresText, parseQuantity } from './quantities.ts';
import { fieldsOf } from './templates.ts';

const EVERY_MS = 15_000;

/** Counts what namespaces use of their quotas. */
export class Quotas {
  readonly #cluster: Cluster;
  #lastMs = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  step(): void {
    const { nowMs, objects } = this.#cluster;
    if (nowMs - this.#lastMs < EVERY_MS) return;
    this.#lastMs = nowMs;
    for (const quota of objects.list('ResourceQuota')) {
      const hard = fieldsOf(fieldsOf(quota['spec'])['hard']);
      const used = Object.fromEntries(
        Object.keys(hard).map((name) => [name, this.#used(quota.metadata.namespace ?? 'default', name)]),
      );
      const status = { hard, used };
      if (JSON.stringify(status) === JSON.stringify(quota['status'])) continue;
      this.#cluster.own(() => void objects.put({ ...quota, status }));
    }
  }

  #used(namespace: string, resource: string): string {
    const pods = this.#cluster.podsWhere(
      (pod) => pod.namespace === namespace && (pod.phase === 'Running' || pod.phase === 'Pending'),
    );
    const specs = pods.flatMap(({ containers }) => containers.map(({ spec }) => spec));
    switch (resource) {
      case 'pods':
        return String(pods.length);
      case 'requests.cpu':
        return coresText(specs.reduce((sum, { cpuRequest }) => sum + (cpuRequest ?? 0), 0));
      case 'requests.memory':
        return bytesText(specs.reduce((sum, { memoryRequest }) => sum + (memoryRequest ?? 0), 0));
      default:
        return String(parseQuantity('0'));
    }
  }
}
