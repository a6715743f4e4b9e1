import { problemAt, type Problem } from '../config/problem.ts';
import type { Target } from '../scrape/target.ts';
import { fillInTarget, targetOfJob } from './job-target.ts';
import { populateLabels } from './populate-labels.ts';
import type { ScrapeJob } from './scrape-job.ts';
import { isOurs, type Shard } from './shard.ts';
import { coversOf, type TargetBoard, type Wish } from './target-board.ts';
import type { Discoverer, TargetGroup } from './target-group.ts';

/** A target that relabeling dropped, or that came out unfit. */
export interface DroppedTarget {
  readonly discoveredLabels: Readonly<Record<string, string>>;
  /** Why it is none; undefined: a rule dropped it. */
  readonly message: string | undefined;
}

interface GroupState {
  readonly group: TargetGroup;
  readonly wishes: readonly Wish[];
  readonly dropped: readonly DroppedTarget[];
  readonly droppedCount: number;
  /** Found targets that other agents scrape. */
  readonly elsewhere: number;
}

/** Of dropped targets that many are kept for people to look at. */
const KEEP_DROPPED = 20;

/**
 * The targets of one job. A group that changes is looked at anew, and nothing else: in a cluster with thousands of pods a
 * change must cost what one pod costs.
 */
export class ScrapePool {
  readonly job: ScrapeJob;
  readonly #discoverers: readonly Discoverer[];
  readonly #board: TargetBoard;
  #shard: Shard;
  readonly #groups = new Map<string, GroupState>();
  /** By id of the target: how many groups found it. The same target found twice is one. */
  readonly #found = new Map<string, number>();
  /** Beyond `target_limit`: not scraped. */
  readonly #refused = new Map<string, Wish>();
  /** Found targets that went through relabeling since the start. */
  relabeled = 0;

  constructor(job: ScrapeJob, discoverers: readonly Discoverer[], board: TargetBoard, shard: Shard) {
    this.job = job;
    this.#discoverers = discoverers;
    this.#board = board;
    this.#shard = shard;
  }

  start(): void {
    for (const [i, discoverer] of this.#discoverers.entries()) {
      discoverer.start((group) => this.#take(`${i} ${group.source}`, group));
    }
  }

  /** Ends the discovery. All targets are withdrawn. */
  stop(reason: 'gone' | 'moved'): void {
    for (const discoverer of this.#discoverers) discoverer.stop();
    for (const key of this.#groups.keys()) this.#remove(key, reason);
  }

  /** Another agent was elected, or this one: what belongs to no node moves. */
  setShard(shard: Shard): void {
    this.#shard = shard;
    for (const [key, { group }] of Array.from(this.#groups)) {
      const moves = shard.node === undefined || group.targets.some(({ node }) => node === undefined);
      if (moves) this.#take(key, group, 'moved');
    }
  }

  get targetCount(): number {
    return this.#found.size;
  }

  /** Whether a target was found by this job. */
  has(id: string): boolean {
    return this.#found.has(id);
  }

  get droppedCount(): number {
    return this.#sum((state) => state.droppedCount);
  }

  /** Targets that the agents of other nodes scrape, or the elected one. */
  get elsewhereCount(): number {
    return this.#sum((state) => state.elsewhere);
  }

  /** Some of those that were dropped. */
  get dropped(): readonly DroppedTarget[] {
    const shown: DroppedTarget[] = [];
    for (const { dropped } of this.#groups.values()) {
      shown.push(...dropped);
      if (shown.length >= KEEP_DROPPED) break;
    }
    return shown.slice(0, KEEP_DROPPED);
  }

  get problems(): readonly Problem[] {
    const { place, warnings, targetLimit } = this.job;
    const count = this.#found.size + this.#refused.size;
    const problems = [...warnings, ...this.#discoverers.flatMap((discoverer) => discoverer.problems)];
    if (this.#refused.size > 0) {
      const message = `${count} targets, more than target_limit allows (${targetLimit}): the others are not scraped`;
      problems.push(problemAt(place, 'error', 'target_limit', message, 'Raise it, or have relabeling drop some'));
    }
    const bad = this.dropped.find(({ message }) => message !== undefined);
    if (bad !== undefined) {
      const address = bad.discoveredLabels['__address__'] ?? '';
      problems.push(problemAt(place, 'error', 'bad_target', `${address}: ${bad.message!}`));
    }
    return problems;
  }

  #sum(of: (state: GroupState) => number): number {
    let sum = 0;
    for (const state of this.#groups.values()) sum += of(state);
    return sum;
  }

  #take(key: string, group: TargetGroup, reason: 'gone' | 'moved' = 'gone'): void {
    const before = this.#groups.get(key);
    if (group.targets.length === 0) {
      if (before !== undefined) this.#remove(key, reason);
      return;
    }
    const state = this.#look(group);
    this.#groups.set(key, state);
    // First the new ones, then those that are gone: a target that stays goes on undisturbed.
    for (const wish of state.wishes) this.#hold(wish);
    for (const wish of before?.wishes ?? []) this.#release(wish, reason);
  }

  #remove(key: string, reason: 'gone' | 'moved'): void {
    const state = this.#groups.get(key);
    this.#groups.delete(key);
    for (const wish of state?.wishes ?? []) this.#release(wish, reason);
  }

  #look(group: TargetGroup): GroupState {
    const wishes = new Map<string, Wish>();
    const dropped: DroppedTarget[] = [];
    let droppedCount = 0;
    let elsewhere = 0;
    for (const found of group.targets) {
      if (!isOurs(this.#shard, found.node)) {
        elsewhere++;
        continue;
      }
      this.relabeled++;
      const populated = populateLabels(this.job, group, found);
      if (populated.kind === 'target') {
        const isElected = this.#shard.node === undefined || found.node === undefined;
        const target = { ...targetOfJob(this.job, populated), isElected };
        const covers = [...coversOf(populated.url), ...this.job.alsoCovers];
        const fillIn = (other: Target): Target | undefined => fillInTarget(this.job, target, other);
        wishes.set(target.id, { target, tier: this.job.tier, covers, fillIn });
        continue;
      }
      droppedCount++;
      if (dropped.length < KEEP_DROPPED) {
        dropped.push({
          discoveredLabels: Object.fromEntries(populated.discoveredLabels),
          message: populated.kind === 'bad' ? populated.message : undefined,
        });
      }
    }
    return { group, wishes: [...wishes.values()], dropped, droppedCount, elsewhere };
  }

  #hold(wish: Wish): void {
    const { id } = wish.target;
    const count = this.#found.get(id) ?? 0;
    const { targetLimit } = this.job;
    if (count === 0 && targetLimit > 0 && this.#found.size >= targetLimit) {
      this.#refused.set(id, wish);
      return;
    }
    this.#found.set(id, count + 1);
    if (count === 0) this.#board.post(wish);
  }

  #release(wish: Wish, reason: 'gone' | 'moved'): void {
    const { id } = wish.target;
    if (this.#refused.delete(id)) return;
    const count = this.#found.get(id) ?? 0;
    if (count > 1) {
      this.#found.set(id, count - 1);
      return;
    }
    this.#found.delete(id);
    this.#board.withdraw(id, reason);
    for (const [waiting, next] of this.#refused) {
      this.#refused.delete(waiting);
      this.#hold(next);
      break;
    }
  }
}
