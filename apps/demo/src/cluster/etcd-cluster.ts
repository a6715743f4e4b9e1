import type { Cluster } from './cluster.ts';
import type { Node } from './node.ts';

export interface EtcdMember {
  readonly node: Node;
  readonly id: string;
  isRunning: boolean;
  /** Factor on the time of every write to its disk. */
  diskFactor: number;
}

/** In a step of a second: half of what is asked is given up. */
const FAILED_PER_STEP = 5;

/** The members of etcd and who leads them. */
export class EtcdCluster {
  readonly members: readonly EtcdMember[];
  leader: EtcdMember | undefined;
  leaderChanges = 1;
  term = 2;
  /** Proposals that found no leader, so far. */
  failedProposals = 0;
  readonly #cluster: Cluster;
  #leaderLostMs: number | undefined;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.members = cluster.nodes
      .filter(({ role }) => role === 'control-plane')
      .map((node) => ({ node, id: cluster.random.hex(16), isRunning: true, diskFactor: 1 }));
    this.leader = this.members[0];
  }

  /** Enough of them to agree. */
  get hasQuorum(): boolean {
    return this.members.filter(({ isRunning, node }) => isRunning && node.isUp).length > this.members.length / 2;
  }

  isUp(member: EtcdMember): boolean {
    return member.isRunning && member.node.isUp;
  }

  /** The followers notice within seconds that nobody leads, and elect another. */
  step(): void {
    const { nowMs } = this.#cluster;
    if (this.leader && !this.isUp(this.leader)) {
      this.leader = undefined;
      this.#leaderLostMs = nowMs;
    }
    if (!this.leader) this.failedProposals += FAILED_PER_STEP;
    if (this.leader || !this.hasQuorum || nowMs - (this.#leaderLostMs ?? 0) < 4000) return;
    this.leader = this.members.find((member) => this.isUp(member));
    this.leaderChanges++;
    this.term++;
  }

  /** The present leader steps down, as it does when its disk is too slow for heartbeats. */
  depose(): void {
    const next = this.members.find((member) => member !== this.leader && this.isUp(member));
    if (next === undefined) return;
    this.leader = next;
    this.leaderChanges++;
    this.term++;
  }
}
