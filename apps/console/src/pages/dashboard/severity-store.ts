import type { Severity } from '@binnacle/views';
import { useSyncExternalStore } from 'react';

/** How each panel of a page is judged, told by the panels and read by health panels. */
export class SeverityStore {
  #severities: ReadonlyMap<string, Severity> = new Map();
  readonly #listeners = new Set<() => void>();

  /** undefined: the panel has no answer (any more). */
  tell(panelId: string, severity: Severity | undefined): void {
    if (this.#severities.get(panelId) === severity) return;
    const next = new Map(this.#severities);
    if (severity === undefined) next.delete(panelId);
    else next.set(panelId, severity);
    this.#severities = next;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): ReadonlyMap<string, Severity> => this.#severities;
}

export function useSeverities(store: SeverityStore): ReadonlyMap<string, Severity> {
  return useSyncExternalStore(store.subscribe, store.snapshot);
}
