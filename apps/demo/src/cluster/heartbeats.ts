import type { Cluster } from './cluster.ts';
import { microTimeText } from './event-log.ts';
import type { Node } from './node.ts';

const LEASE_EVERY_MS = 10_000;
const STATUS_EVERY_MS = 300_000;
/** How long the node controller waits for a heartbeat. */
const GRACE_MS = 40_000;
/** After that, how long pods stay bound to a node that is not ready. */
export const EVICT_AFTER_MS = 60_000;

/** Leases and status of the nodes, and what the node controller makes of their silence. */
export class Heartbeats {
  readonly #cluster: Cluster;
  readonly #leaseMs = new Map<Node, number>();
  readonly #evicted = new Set<Node>();
  /** Off while history is lived through: nobody watches. */
  isOn = true;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  step(): void {
    for (const node of this.#cluster.nodes) {
      if (node.isUp) this.#beat(node);
      else this.#miss(node);
    }
  }

  #beat(node: Node): void {
    const { nowMs, objects } = this.#cluster;
    if (!node.isReady) {
      node.isReady = true;
      node.readyChangedMs = nowMs;
      node.heartbeatMs = nowMs;
      this.#evicted.delete(node);
      this.#cluster.writeNode(node);
      this.#event(node, 'Normal', 'NodeReady', `Node ${node.name} status is now: NodeReady`, 'kubelet');
      this.#cluster.lifecycle.nodeIsBack(node);
    }
    if (!this.isOn) return;
    if (nowMs - node.heartbeatMs >= STATUS_EVERY_MS) {
      node.heartbeatMs = nowMs;
      this.#cluster.writeNode(node);
    }
    if (nowMs - (this.#leaseMs.get(node) ?? 0) < LEASE_EVERY_MS) return;
    this.#leaseMs.set(node, nowMs);
    this.#cluster.own(() => {
      objects.put({
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: node.name, namespace: 'kube-node-lease' },
        spec: { holderIdentity: node.name, leaseDurationSeconds: 40, renewTime: microTimeText(nowMs) },
      });
    });
  }

  #miss(node: Node): void {
    const { nowMs, lifecycle } = this.#cluster;
    node.downSinceMs ??= nowMs;
    const silentMs = nowMs - node.downSinceMs;
    if (node.isReady && silentMs >= GRACE_MS) {
      node.isReady = false;
      node.readyChangedMs = nowMs;
      this.#cluster.writeNode(node);
      this.#event(node, 'Normal', 'NodeNotReady', `Node ${node.name} status is now: NodeNotReady`, 'node-controller');
      lifecycle.nodeIsLost(node);
    }
    if (!node.isReady && silentMs >= GRACE_MS + EVICT_AFTER_MS && !this.#evicted.has(node)) {
      this.#evicted.add(node);
      lifecycle.evict(node);
    }
  }

  #event(node: Node, type: 'Normal' | 'Warning', reason: string, message: string, component: string): void {
    const subject = { apiVersion: 'v1', kind: 'Node', namespace: undefined, name: node.name, uid: node.name };
    this.#cluster.events.record(this.#cluster.nowMs, subject, type, reason, message, component);
  }
}
