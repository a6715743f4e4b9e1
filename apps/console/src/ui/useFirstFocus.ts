import { useCallback } from 'react';

/** A ref for the field in which a page or dialog begins: it has the focus as soon as it is there. */
export function useFirstFocus(): (element: HTMLElement | null) => void {
  return useCallback((element) => element?.focus(), []);
}
