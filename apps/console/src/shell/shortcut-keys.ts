/** What a key does everywhere. `press`: the control that says it has this shortcut. */
export type Shortcut =
  | { readonly kind: 'go'; readonly to: '/scenes' | '/explore' }
  | { readonly kind: 'press'; readonly key: string }
  | { readonly kind: 'full-screen' | 'overview' | 'begin' };

/** Everything there is, for the overview: the keys, and their text in the catalogue `shell`. */
export const SHORTCUTS = [
  { keys: ['g', 's'], text: 'scenes' },
  { keys: ['g', 'e'], text: 'explore' },
  { keys: ['/'], text: 'search' },
  { keys: ['r'], text: 'refresh' },
  { keys: ['e'], text: 'edit' },
  { keys: ['f'], text: 'full' },
  { keys: ['t'], text: 'time' },
  { keys: ['?'], text: 'open' },
] as const;

const AFTER_G: Readonly<Record<string, Shortcut>> = {
  s: { kind: 'go', to: '/scenes' },
  e: { kind: 'go', to: '/explore' },
};

/** What a key means after another (undefined for none before, or too long ago). */
export function shortcutOf(key: string, before: string | undefined): Shortcut | undefined {
  if (before === 'g' && AFTER_G[key] !== undefined) return AFTER_G[key];
  switch (key) {
    case 'g':
      return { kind: 'begin' };
    case '?':
      return { kind: 'overview' };
    case 'f':
      return { kind: 'full-screen' };
    case '/':
    case 'r':
    case 'e':
    case 't':
      return { kind: 'press', key };
    default:
      return undefined;
  }
}
