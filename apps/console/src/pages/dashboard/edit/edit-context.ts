import { createContext, use } from 'react';
import type { Draft } from './useDraft.ts';

/** What panels and groups can ask for while their dashboard is edited. */
export interface Editing {
  readonly draft: Draft;
  /** Opens the editor of a panel; undefined closes it. */
  readonly openPanel: (panelId: string | undefined) => void;
}

const Context = createContext<Editing | undefined>(undefined);
export const EditingProvider = Context.Provider;

/** undefined where nothing is edited. */
export const useEditing = (): Editing | undefined => use(Context);
