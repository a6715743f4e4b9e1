import { ApiError, type StatusCause } from './api-error.ts';
import { isFields, sameJson, valueAt, type Fields } from './fields.ts';
import { listMerge } from './list-keys.ts';
import type { ResourceType } from './resource-type.ts';
import { applyStrategicMerge, sameItem } from './strategic-merge.ts';

/**
 * Server-side apply: remembers what each manager applied to an object, so that a field which a manager no longer names goes
 * unless another one has it, and so that two managers do not overwrite one another unawares. Lists with keys are merged item
 * by item for built-in kinds, and are wholes for custom ones.
 */
export class AppliedConfigurations {
  readonly #byObject = new Map<string, Map<string, Fields>>();

  /**
   * @param uid  undefined when the object is new
   * @returns the object as it is to be
   */
  apply(
    type: ResourceType,
    uid: string | undefined,
    current: Fields,
    wanted: Fields,
    manager: string,
    force: boolean,
  ): Fields {
    const applied = (uid === undefined ? undefined : this.#byObject.get(uid)) ?? new Map<string, Fields>();
    const kind = type.origin === 'custom' ? '' : type.kind;
    const others = [...applied].filter(([name]) => name !== manager);
    if (!force) refuseConflicts(current, wanted, others);
    const before = applied.get(manager);
    const kept =
      before === undefined
        ? current
        : dropUnnamed(
            kind,
            current,
            before,
            wanted,
            others.map(([, fields]) => fields),
            [],
          );
    return type.origin === 'custom' ? mergeWhole(kept, wanted) : applyStrategicMerge(kind, kept, wanted);
  }

  remember(uid: string, manager: string, wanted: Fields): void {
    const applied = this.#byObject.get(uid) ?? new Map<string, Fields>();
    this.#byObject.set(uid, applied.set(manager, wanted));
  }

  forget(uid: string): void {
    this.#byObject.delete(uid);
  }
}

/** Objects are merged, everything else is replaced. */
function mergeWhole(current: Fields, wanted: Fields): Fields {
  const merged = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(wanted)) {
    const before = merged.get(key);
    merged.set(key, isFields(value) ? mergeWhole(isFields(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(merged);
}

/** Without the fields and list items that `before` has, and neither `wanted` nor one of the others. */
function dropUnnamed(
  kind: string,
  current: Fields,
  before: Fields,
  wanted: Fields,
  others: readonly Fields[],
  path: readonly string[],
): Fields {
  const kept: [string, unknown][] = [];
  for (const [key, value] of Object.entries(current)) {
    if (path.length === 0 && (key === 'apiVersion' || key === 'kind')) {
      kept.push([key, value]);
      continue;
    }
    const inside = others.map((other) => other[key]).filter((other) => other !== undefined);
    const was = before[key];
    if (was === undefined) kept.push([key, value]);
    else if (isFields(value) && isFields(was)) {
      const rest = dropUnnamed(kind, value, was, isFields(wanted[key]) ? wanted[key] : {}, inside.filter(isFields), [
        ...path,
        key,
      ]);
      if (Object.keys(rest).length > 0 || wanted[key] !== undefined || inside.length > 0) kept.push([key, rest]);
    } else if (wanted[key] !== undefined || inside.length > 0) {
      kept.push([key, Array.isArray(value) ? dropItems(kind, value, was, wanted[key], inside, [...path, key]) : value]);
    }
  }
  return Object.fromEntries(kept);
}

function dropItems(
  kind: string,
  items: readonly unknown[],
  before: unknown,
  wanted: unknown,
  others: readonly unknown[],
  path: readonly string[],
): unknown[] {
  const how = listMerge(kind, path);
  if (kind === '' || how.kind === 'atomic' || !Array.isArray(before)) return [...items];
  const isIn = (list: unknown, item: unknown): boolean =>
    Array.isArray(list) &&
    list.some((other) =>
      how.kind === 'key' && isFields(item) ? sameItem(item, other, how.keys) : sameJson(item, other),
    );
  return items.filter((item) => !isIn(before, item) || isIn(wanted, item) || others.some((other) => isIn(other, item)));
}

function refuseConflicts(current: Fields, wanted: Fields, others: readonly (readonly [string, Fields])[]): void {
  const causes: StatusCause[] = [];
  for (const [manager, fields] of others) {
    for (const path of leaves(wanted, [])) {
      const owned = valueAt(fields, ...path);
      if (owned === undefined || path[0] === 'apiVersion' || path[0] === 'kind') continue;
      if (sameJson(valueAt(current, ...path), valueAt(wanted, ...path))) continue;
      causes.push({
        reason: 'FieldManagerConflict',
        message: `conflict with ${JSON.stringify(manager)}`,
        field: `.${path.join('.')}`,
      });
    }
  }
  if (causes.length === 0) return;
  const said = causes.map(({ message, field }) => `${message}: ${field ?? ''}`).join('\n- ');
  throw new ApiError(
    409,
    'Conflict',
    `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${said}`,
    { causes },
  );
}

/** Paths to everything that is neither an object nor a list of objects, which are merged item by item. */
function leaves(value: Fields, path: readonly string[]): string[][] {
  return Object.entries(value).flatMap(([key, inner]) => {
    if (isFields(inner)) return leaves(inner, [...path, key]);
    return Array.isArray(inner) && inner.some(isFields) ? [] : [[...path, key]];
  });
}
