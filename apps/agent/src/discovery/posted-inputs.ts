import type { Target } from '../scrape/target.ts';
import { coversOfInput, mayBeService } from './input-covers.ts';
import type { DiscoveryCaches } from './kubernetes/objects.ts';
import type { TargetBoard } from './target-board.ts';
import type { WorkQueue } from './work-queue.ts';

/**
 * The targets of inputs that are written down, on the board of targets: what they read is not found a second time, but filled in
 * where they leave out what the views need.
 */
export class PostedInputs {
  readonly #board: TargetBoard;
  readonly #queue: WorkQueue;
  readonly #caches: DiscoveryCaches;
  #inputs: readonly Target[] = [];
  /** By id: what was posted for an input. */
  readonly #covers = new Map<string, string>();

  constructor(board: TargetBoard, queue: WorkQueue, caches: DiscoveryCaches) {
    this.#board = board;
    this.#queue = queue;
    this.#caches = caches;
  }

  /**
   * Other agents have the same files, so an input counts wherever it runs; one that reads this machine's loopback counts only here.
   *
   * @param isHere  whether this agent scrapes the target
   */
  set(targets: readonly Target[], isHere: (target: Target) => boolean): void {
    const counted = targets
      .filter((target) => isHere(target) || !isOnLoopback(target))
      .map((target) => ({ ...target, id: `${target.id} ${target.stamp}` }));
    const now = new Set(counted.map(({ id }) => id));
    for (const { id } of this.#inputs) if (!now.has(id)) this.#board.withdraw(id, 'gone');
    this.#inputs = counted;
    this.#post();
  }

  /** Looks again when pods behind the services that inputs read come and go. Gives what ends that. */
  followServices(): () => void {
    const { services, endpointSlices } = this.#caches;
    const later = (): void => {
      if (this.#inputs.some(mayBeService)) this.#queue.add('services of inputs', () => this.#post());
    };
    const ends = [services?.subscribe(later), endpointSlices?.subscribe(later)];
    this.#post();
    return () => {
      for (const end of ends) end?.();
    };
  }

  #post(): void {
    for (const target of this.#inputs) {
      const covers = coversOfInput(target, this.#caches);
      const known = this.#covers.get(target.id);
      if (known === covers.join('\n')) continue;
      this.#covers.set(target.id, covers.join('\n'));
      this.#board.post({ target, tier: 'inputs', covers });
    }
    const now = new Set(this.#inputs.map(({ id }) => id));
    for (const id of this.#covers.keys()) if (!now.has(id)) this.#covers.delete(id);
  }
}

const isOnLoopback = ({ source }: Target): boolean =>
  source.kind === 'http' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(source.url.hostname);
