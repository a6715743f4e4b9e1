import { useEffect } from 'react';
import { announce } from './announce.ts';

/** Sets the title of the browser's tab while the page is shown, and has it read out when it changes. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Binnacle`;
    announce(title);
  }, [title]);
}
