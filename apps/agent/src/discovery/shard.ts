/** Which of the found targets this agent scrapes. */
export interface Shard {
  /** The node of this agent; undefined: it has none, and scrapes everything while it is elected. */
  readonly node: string | undefined;
  /** What belongs to no node is scraped by the elected agent. */
  readonly isElected: boolean;
}

/** @param node  the node of the target; undefined where it belongs to none */
export const isOurs = (shard: Shard, node: string | undefined): boolean =>
  shard.node === undefined || node === undefined ? shard.isElected : node === shard.node;
