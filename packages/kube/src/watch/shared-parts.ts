import { hash } from 'node:crypto';
import { isRecord } from '../json.ts';

/** Shorter than this a part costs less than finding its twin. */
const MIN_LENGTH = 48;
/** Parts known before those that are gone are looked for. */
const FIRST_SWEEP = 4096;

/**
 * Parts of objects that are equal, held in memory once. The pods of a deployment differ in little: their environment, probes,
 * limits, tolerations are the same. Objects of caches are never changed in place, so that they can share.
 */
export class SharedParts {
  /** By a hash of the part; the objects that have the part keep it alive. */
  readonly #parts = new Map<string, WeakRef<object>>();
  #sweepAt = FIRST_SWEEP;

  get size(): number {
    return this.#parts.size;
  }

  /** A value that is equal to the one given: an earlier one, where there is one. */
  share(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const text = JSON.stringify(value);
    if (text.length < MIN_LENGTH) return value;
    const key = hash('sha256', text, 'latin1');
    const known = this.#parts.get(key)?.deref();
    if (known !== undefined) return known;
    if (this.#parts.size >= this.#sweepAt) this.#sweep();
    this.#parts.set(key, new WeakRef(value));
    return value;
  }

  /**
   * A specification with its parts shared: containers and volumes one by one, and of each of them the parts, because some of
   * these, such as the name of the volume with the token, are of one pod alone.
   */
  shareSpec(value: unknown): unknown {
    if (!isRecord(value)) return value;
    const shared: Record<string, unknown> = {};
    for (const key in value) {
      const part = value[key];
      if (WALKED_LISTS.has(key) && Array.isArray(part)) shared[key] = part.map((one) => this.shareSpec(one));
      else if (WALKED.has(key)) shared[key] = this.shareSpec(part);
      else if (key !== '__proto__') shared[key] = this.share(part);
    }
    return shared;
  }

  #sweep(): void {
    for (const [key, part] of this.#parts) if (part.deref() === undefined) this.#parts.delete(key);
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#parts.size * 2);
  }
}

const WALKED_LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers', 'volumes', 'volumeMounts']);
const WALKED = new Set(['template', 'jobTemplate', 'spec']);
