import type { DashboardDefinition } from '@binnacle/views';
import { useMemo, useState } from 'react';
import { beginDraft, changed, redone, undone } from './draft-history.ts';

export type Change = (definition: DashboardDefinition) => DashboardDefinition;

/** A dashboard while it is edited: nothing of it is on the server before it is saved. */
export interface Draft {
  readonly definition: DashboardDefinition;
  readonly isDirty: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Changes with the same key that follow one another are undone at once. */
  readonly apply: (change: Change, key?: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Begins anew from a definition: what was saved, or what somebody else saved. */
  readonly restart: (definition: DashboardDefinition) => void;
}

export function useDraft(saved: DashboardDefinition): Draft {
  const [base, setBase] = useState(saved);
  const [history, setHistory] = useState(() => beginDraft(saved));
  return useMemo(
    () => ({
      definition: history.present,
      isDirty: history.present !== base,
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      apply: (change, key) => setHistory((before) => changed(before, change(before.present), key)),
      undo: () => setHistory(undone),
      redo: () => setHistory(redone),
      restart: (definition) => {
        setBase(definition);
        setHistory(beginDraft(definition));
      },
    }),
    [base, history],
  );
}
