import type { KubeFailure } from '../outcome.ts';

/** How the watch of a kind stands. */
export type WatchState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'listing'; readonly sinceMs: number }
  | { readonly kind: 'watching'; readonly sinceMs: number }
  /** The API server does not know the kind; it is looked for again and again. */
  | { readonly kind: 'not-served' }
  /** The right to `verb` is missing; asked again every few minutes. `message` is the API server's sentence. */
  | { readonly kind: 'forbidden'; readonly verb: 'list' | 'watch'; readonly message: string; readonly sinceMs: number }
  /** The last attempt failed; what is in the cache is as old as `sinceMs`. */
  | { readonly kind: 'failing'; readonly failure: KubeFailure; readonly sinceMs: number }
  | { readonly kind: 'stopped' };
