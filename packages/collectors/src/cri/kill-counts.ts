import type { CriContainer } from './cri-containers.ts';

/**
 * Kills for lack of memory, by container of a pod. The kernel counts them in the container's cgroup, which is gone with the
 * container: those that ended a container are known only from how it ended.
 */
export class KillCounts {
  readonly #counted = new Map<string, Set<string>>();
  readonly #kills = new Map<string, number>();
  #isFirst = true;

  /** Takes in a pass. What had ended before the first one is not counted. */
  seen(containers: readonly CriContainer[]): void {
    const present = new Set<string>();
    for (const container of containers) {
      const key = keyOf(container);
      present.add(key);
      if (!this.#kills.has(key)) this.#kills.set(key, 0);
      if (container.status?.reason !== 'OOMKilled') continue;
      const ids = this.#counted.get(key) ?? new Set();
      this.#counted.set(key, ids);
      if (ids.has(container.id)) continue;
      ids.add(container.id);
      if (!this.#isFirst) this.#kills.set(key, this.#kills.get(key)! + 1);
    }
    for (const key of this.#kills.keys()) {
      if (present.has(key)) continue;
      this.#kills.delete(key);
      this.#counted.delete(key);
    }
    this.#isFirst = false;
  }

  of(container: CriContainer): number {
    return this.#kills.get(keyOf(container)) ?? 0;
  }
}

function keyOf({ identity }: CriContainer): string {
  const { podUid = '', namespace = '', pod = '', container = '' } = identity.kubernetes ?? {};
  return [podUid || `${namespace}/${pod}`, container].join('\n');
}
