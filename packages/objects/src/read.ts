/**
 * Reading what somebody else wrote: an object of a cluster may lack anything, or have it in another shape, and a custom
 * resource may do so on purpose. What is not there reads as empty, so that one odd field never hides an object.
 */
export type Json = Readonly<Record<string, unknown>>;

const EMPTY: Json = {};

/** The object at a path, or an empty one. */
export function recordAt(value: unknown, ...path: readonly string[]): Json {
  const found = valueAt(value, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Json) : EMPTY;
}

/** The list at a path, or an empty one. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The text at a path, or ''. Numbers read as text. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : '';
}

/** The number at a path, or undefined. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** Whether `true` stands at a path. */
export const isTrueAt = (value: unknown, ...path: readonly string[]): boolean => valueAt(value, ...path) === true;

/** The RFC 3339 time at a path in Unix milliseconds, or undefined. Numbers are milliseconds already. */
export function timeAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, ...path);
  if (typeof found === 'number') return Number.isFinite(found) ? Math.trunc(found) : undefined;
  if (typeof found !== 'string') return undefined;
  const ms = Date.parse(found);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The texts of a list at a path. */
export const textsAt = (value: unknown, ...path: readonly string[]): string[] =>
  listAt(value, ...path).filter((it): it is string => typeof it === 'string');

/** The entries of an object at a path whose values are texts, as labels are. */
export const textRecordAt = (value: unknown, ...path: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(recordAt(value, ...path)).filter((it): it is [string, string] => typeof it[1] === 'string'),
  );

function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Json)[key];
  }
  return here;
}
