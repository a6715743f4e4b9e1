declare const labelsBrand: unique symbol;

/**
 * A label set: names and values alternating (`[name, value, name, value, …]`), sorted by name, no name twice, no empty
 * value. `__name__` is a label like any other. Flat, because one array per series costs a third of an object per series,
 * and because it crosses a thread boundary as it is.
 */
export type Labels = readonly string[] & { readonly [labelsBrand]: true };

/** The label that holds the metric name. */
export const METRIC_NAME = '__name__';

export const emptyLabels: Labels = Object.freeze([]) as unknown as Labels;

/**
 * Orders two strings as Prometheus does: by their UTF-8 bytes. UTF-16 order differs only where a surrogate pair meets
 * a character above it (U+E000 to U+FFFF).
 */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Moves the surrogates (which stand for characters above U+FFFF) behind the rest of the basic plane. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Makes a label set of pairs in any order. Pairs with an empty value are left out; of equal names the last one stays. */
export function labelsOf(pairs: Iterable<readonly [string, string]>): Labels {
  const byName = new Map<string, string>();
  for (const [name, value] of pairs) byName.set(name, value);
  const names = [...byName.keys()].filter((name) => byName.get(name) !== '').sort(compareStrings);
  const flat: string[] = [];
  for (const name of names) flat.push(name, byName.get(name)!);
  return flat as unknown as Labels;
}

/** Takes a flat array that already is what {@link Labels} asks for; the caller vouches for order and uniqueness. */
export const labelsFromSorted = (flat: readonly string[]): Labels => flat as Labels;

export const labelsFromRecord = (record: Readonly<Record<string, string>>): Labels => labelsOf(Object.entries(record));

/** The value of a label, or `''` where the set has none: absent and empty are the same in PromQL. */
export function labelValue(labels: Labels, name: string): string {
  for (let i = 0; i < labels.length; i += 2) if (labels[i] === name) return labels[i + 1]!;
  return '';
}

export function labelsEqual(a: Labels, b: Labels): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Orders label sets as Prometheus orders series: pair by pair, a shorter prefix first. */
export function compareLabels(a: Labels, b: Labels): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const order = compareStrings(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/**
 * A string that is equal exactly for equal label sets: a key for maps. The separator is a low surrogate without a high one, and
 * not among those (U+DC80 to U+DCFF) that stand for bytes that are not UTF-8, so no name and no value holds it.
 */
export const labelsKey = (labels: Labels): string => labels.join('\uDC00');

/** The same set with one label set to `value`; an empty value removes it. */
export function withLabel(labels: Labels, name: string, value: string): Labels {
  const flat: string[] = [];
  let placed = value === '';
  for (let i = 0; i < labels.length; i += 2) {
    const at = labels[i]!;
    if (at === name) continue;
    if (!placed && compareStrings(at, name) > 0) {
      flat.push(name, value);
      placed = true;
    }
    flat.push(at, labels[i + 1]!);
  }
  if (!placed) flat.push(name, value);
  return flat as unknown as Labels;
}

export function labelsToRecord(labels: Labels): Record<string, string> {
  const record: Record<string, string> = {};
  for (let i = 0; i < labels.length; i += 2) record[labels[i]!] = labels[i + 1]!;
  return record;
}

/** `{a="1", b="2"}` or `name{a="1"}`, for messages and tests. */
export function formatLabels(labels: Labels): string {
  const name = labelValue(labels, METRIC_NAME);
  const pairs: string[] = [];
  for (let i = 0; i < labels.length; i += 2) {
    if (labels[i] !== METRIC_NAME) pairs.push(`${labels[i]}=${JSON.stringify(labels[i + 1])}`);
  }
  return pairs.length === 0 && name !== '' ? name : `${name}{${pairs.join(', ')}}`;
}
