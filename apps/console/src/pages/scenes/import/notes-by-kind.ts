import type { ImportNote, ImportNoteCode } from '@binnacle/views';

export interface NotesOfKind {
  readonly code: ImportNoteCode;
  readonly first: readonly ImportNote[];
  /** Shown when asked for; one more would take no less room than the words for it. */
  readonly rest: readonly ImportNote[];
}

const OPEN = 3;

/** Notes of one kind together, kinds in the order of their first note. */
export function notesByKind(notes: readonly ImportNote[]): readonly NotesOfKind[] {
  const kinds = new Map<ImportNoteCode, ImportNote[]>();
  for (const note of notes) kinds.set(note.code, [...(kinds.get(note.code) ?? []), note]);
  return [...kinds].map(([code, all]) => {
    const open = all.length <= OPEN + 1 ? all.length : OPEN;
    return { code, first: all.slice(0, open), rest: all.slice(open) };
  });
}
