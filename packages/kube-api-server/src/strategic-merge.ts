import { isFields, type Fields } from './fields.ts';
import { listMerge, type ListMerge } from './list-keys.ts';

const DIRECTIVES = /^\$(patch|retainKeys|setElementOrder\/|deleteFromPrimitiveList\/)/;

/**
 * Applies a strategic merge patch to an object of a built-in kind: like a merge patch, but lists with a key are merged item
 * by item, and directives replace, delete and order. The inputs are left alone.
 *
 * @see https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function applyStrategicMerge(kind: string, object: Fields, patch: Fields): Fields {
  return mergeFields(kind, object, patch, []);
}

function mergeFields(kind: string, current: Fields, patch: Fields, path: readonly string[]): Fields {
  if (patch['$patch'] === 'replace') return plain(patch);
  if (patch['$patch'] === 'delete') return {};
  const retained = patch['$retainKeys'];
  const kept = Array.isArray(retained)
    ? Object.entries(current).filter(([key]) => retained.includes(key))
    : Object.entries(current);
  const merged = new Map<string, unknown>(kept);
  for (const [name, value] of Object.entries(patch)) {
    if (DIRECTIVES.test(name)) continue;
    if (value === null) merged.delete(name);
    else merged.set(name, mergeValue(kind, merged.get(name), value, [...path, name]));
  }
  for (const [name, value] of Object.entries(patch)) {
    const field = name.slice(name.indexOf('/') + 1);
    const items = merged.get(field);
    if (!Array.isArray(items) || !Array.isArray(value)) continue;
    if (name.startsWith('$deleteFromPrimitiveList/')) {
      merged.set(
        field,
        items.filter((item) => !value.includes(item)),
      );
    }
    if (name.startsWith('$setElementOrder/')) {
      const before = current[field];
      merged.set(field, ordered(listMerge(kind, [...path, field]), items, value, Array.isArray(before) ? before : []));
    }
  }
  return Object.fromEntries(merged);
}

function mergeValue(kind: string, current: unknown, patch: unknown, path: readonly string[]): unknown {
  if (isFields(patch)) return mergeFields(kind, isFields(current) ? current : {}, patch, path);
  if (!Array.isArray(patch)) return patch;
  const how = listMerge(kind, path);
  const items: readonly unknown[] = Array.isArray(current) ? current : [];
  if (how.kind === 'set') return [...new Set([...items, ...patch])];
  return how.kind === 'key' ? mergeItems(kind, items, patch, how.keys, path) : patch.map(plainValue);
}

function mergeItems(
  kind: string,
  current: readonly unknown[],
  patch: readonly unknown[],
  keys: readonly string[],
  path: readonly string[],
): unknown[] {
  if (patch.some((item) => isFields(item) && item['$patch'] === 'replace')) {
    return patch.filter((item) => !(isFields(item) && item['$patch'] === 'replace')).map(plainValue);
  }
  let merged = [...current];
  for (const item of patch) {
    if (!isFields(item)) continue;
    const at = merged.findIndex((other) => sameItem(item, other, keys));
    if (item['$patch'] === 'delete') merged = merged.filter((_, i) => i !== at);
    else if (at === -1) merged.push(mergeFields(kind, {}, item, path));
    else merged[at] = mergeFields(kind, merged[at] as Fields, item, path);
  }
  return ordered({ kind: 'key', keys }, merged, patch, current);
}

/** Whether the item of the patch means this item: equal in the first of the keys that it has. */
export function sameItem(item: Fields, other: unknown, keys: readonly string[]): boolean {
  const key = keys.find((name) => item[name] !== undefined);
  return key !== undefined && isFields(other) && other[key] === item[key];
}

/**
 * Items that the order names come in that order. Between them stay those that only the server has: an item of the server comes
 * before one of the order where it stood before it, else as late as it can. Source: normalizeElementOrder of apimachinery.
 */
function ordered(
  how: ListMerge,
  items: readonly unknown[],
  order: readonly unknown[],
  before: readonly unknown[],
): unknown[] {
  const rankIn = (list: readonly unknown[], item: unknown): number =>
    list.findIndex((other) =>
      how.kind === 'key' && isFields(other) ? sameItem(other, item, how.keys) : other === item,
    );
  const named = items.filter((item) => rankIn(order, item) !== -1).sort((a, b) => rankIn(order, a) - rankIn(order, b));
  const others = items.filter((item) => rankIn(order, item) === -1);
  const result: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const [a, b] = [rankIn(before, others[0]), rankIn(before, named[0])];
    result.push(a !== -1 && b !== -1 && a < b ? others.shift() : named.shift());
  }
  return [...result, ...others, ...named];
}

/** Without directives, at any depth. */
function plain(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name, value]) => !DIRECTIVES.test(name) && value !== null)
      .map(([name, value]) => [name, plainValue(value)]),
  );
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  return isFields(value) ? plain(value) : value;
}
