import { createHash } from 'node:crypto';
import type { ObjectCache } from '@binnacle/kube';
import type { Problem } from '../../config/problem.ts';
import { keyOf } from '../kubernetes/kubernetes-discoverer.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { isOurs, type Shard } from '../shard.ts';
import { coversOf, type TargetBoard } from '../target-board.ts';
import type { WorkQueue } from '../work-queue.ts';
import { INSTANCES, instancesOf } from './instances.ts';

interface KnownPod {
  /** Of all that the targets depend on. */
  readonly stamp: string;
  readonly ids: readonly string[];
  readonly problems: readonly Problem[];
}

/** Follows the pods of this node, and posts the targets that their annotations ask for. */
export class InstancesSource {
  readonly #pods: ObjectCache<Pod>;
  readonly #board: TargetBoard;
  readonly #queue: WorkQueue;
  #shard: Shard;
  readonly #known = new Map<string, KnownPod>();
  #unsubscribe = (): void => {};

  constructor(pods: ObjectCache<Pod>, board: TargetBoard, queue: WorkQueue, shard: Shard) {
    this.#pods = pods;
    this.#board = board;
    this.#queue = queue;
    this.#shard = shard;
  }

  get problems(): readonly Problem[] {
    return [...this.#known.values()].flatMap(({ problems }) => problems);
  }

  get targetCount(): number {
    let count = 0;
    for (const { ids } of this.#known.values()) count += ids.length;
    return count;
  }

  start(): void {
    for (const pod of this.#pods.list()) this.#later(pod);
    this.#unsubscribe = this.#pods.subscribe((change) => {
      if (change.type === 'synced') for (const key of this.#known.keys()) this.#queueLook(key);
      else if (change.type !== 'lost') this.#later(change.object);
    });
  }

  stop(): void {
    this.#unsubscribe();
    for (const key of this.#known.keys()) this.#set(key, NOTHING);
  }

  /** Matters to an agent without a node alone. */
  setShard(shard: Shard): void {
    this.#shard = shard;
    if (shard.node !== undefined) return;
    for (const pod of this.#pods.list()) this.#later(pod);
    for (const key of this.#known.keys()) this.#queueLook(key);
  }

  #later(pod: Pod): void {
    const key = keyOf(pod);
    if (this.#isMeant(pod) || this.#known.has(key)) this.#queueLook(key);
  }

  #isMeant(pod: Pod): boolean {
    const { nodeName } = pod.spec ?? {};
    // Not on a node yet: the agent of the node will see it.
    return (
      nodeName !== undefined && pod.metadata.annotations?.[INSTANCES] !== undefined && isOurs(this.#shard, nodeName)
    );
  }

  #queueLook(key: string): void {
    this.#queue.add(`instances ${key}`, () => this.#look(key));
  }

  #look(key: string): void {
    const at = key.indexOf('/');
    const pod = this.#pods.get(key.slice(0, at), key.slice(at + 1));
    if (pod === undefined && !this.#pods.isSynced) return;
    if (pod === undefined || !this.#isMeant(pod)) {
      this.#set(key, NOTHING, pod === undefined ? 'gone' : 'moved');
      return;
    }
    const stamp = stampOf(pod);
    if (this.#known.get(key)?.stamp === stamp) return;
    const { targets, problems } = instancesOf(pod);
    const wishes = targets.map((target) => {
      const covers = target.source.kind === 'http' ? coversOf(target.source.url) : [];
      // Other options make another target, even at the same address.
      const isElected = this.#shard.node === undefined;
      return {
        target: { ...target, id: `${target.id} ${stamp}`, isElected },
        tier: 'instances-annotation' as const,
        covers,
      };
    });
    for (const wish of wishes) this.#board.post(wish);
    this.#set(key, { stamp, ids: wishes.map(({ target }) => target.id), problems });
  }

  #set(key: string, next: KnownPod, reason: 'gone' | 'moved' = 'gone'): void {
    const now = new Set(next.ids);
    const before = this.#known.get(key);
    if (next.ids.length === 0 && next.problems.length === 0) this.#known.delete(key);
    else this.#known.set(key, next);
    for (const id of before?.ids ?? []) if (!now.has(id)) this.#board.withdraw(id, reason);
  }
}

const NOTHING: KnownPod = { stamp: '', ids: [], problems: [] };

function stampOf({ metadata, spec, status }: Pod): string {
  const { uid, annotations = {}, labels = {} } = metadata;
  const parts = [uid, labels, spec?.nodeName, status?.phase, status?.podIP, status?.podIPs];
  const notes = Object.entries(annotations).filter(([name]) => name.startsWith(INSTANCES));
  return createHash('sha256')
    .update(JSON.stringify([...parts, notes]))
    .digest('base64url')
    .slice(0, 12);
}
