const collator = new Intl.Collator('en', { numeric: true });

/**
 * The order of names as people expect it: `pod-2` before `pod-10`. One collator for all: `localeCompare` with options makes one for each
 * comparison, which takes longer than to draw what is sorted.
 */
export const byName: (a: string, b: string) => number = collator.compare;
