import type { DashboardDefinition } from '@binnacle/views';

/** A definition that is being edited, and the ones before and after it. */
export interface DraftHistory {
  readonly past: readonly DashboardDefinition[];
  readonly present: DashboardDefinition;
  readonly future: readonly DashboardDefinition[];
  /** What the last change was about: more of the same becomes one step with it. */
  readonly lastKey: string | undefined;
}

const MOST_STEPS = 200;

export const beginDraft = (definition: DashboardDefinition): DraftHistory => ({
  past: [],
  present: definition,
  future: [],
  lastKey: undefined,
});

/**
 * One more change.
 *
 * @param key  changes that follow one another with the same key (the letters of one title) are undone at once
 */
export function changed(history: DraftHistory, next: DashboardDefinition, key?: string): DraftHistory {
  if (next === history.present) return history;
  if (key !== undefined && key === history.lastKey) return { ...history, present: next, future: [] };
  return {
    past: [...history.past, history.present].slice(-MOST_STEPS),
    present: next,
    future: [],
    lastKey: key,
  };
}

export function undone(history: DraftHistory): DraftHistory {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    lastKey: undefined,
  };
}

export function redone(history: DraftHistory): DraftHistory {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, lastKey: undefined };
}
