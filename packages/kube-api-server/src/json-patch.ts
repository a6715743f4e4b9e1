import { isFields, sameJson } from './fields.ts';

export type PatchOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly kind: 'malformed' | 'does-not-apply'; readonly message: string };

/** Applies a JSON Patch (RFC 6902). The input is left alone. */
export function applyJsonPatch(document: unknown, patch: unknown): PatchOutcome {
  if (!Array.isArray(patch)) return malformed('a JSON patch is an array of operations');
  let value = structuredClone(document);
  for (const operation of patch as readonly unknown[]) {
    if (!isFields(operation)) return malformed('an operation is an object');
    const outcome = applyOperation(value, operation);
    if (!outcome.ok) return outcome;
    value = outcome.value;
  }
  return { ok: true, value };
}

const malformed = (message: string): PatchOutcome => ({ ok: false, kind: 'malformed', message });
const failed = (message: string): PatchOutcome => ({ ok: false, kind: 'does-not-apply', message });

function applyOperation(document: unknown, operation: Readonly<Record<string, unknown>>): PatchOutcome {
  const { op, path, from, value } = operation;
  if (typeof path !== 'string') return malformed('an operation has a path');
  switch (op) {
    case 'add':
      return put(document, path, value, 'insert');
    case 'replace':
      return read(document, path).ok
        ? put(document, path, value, 'replace')
        : failed(`replace operation does not apply: doc is missing key: ${path}: missing value`);
    case 'remove':
      return take(document, path);
    case 'test': {
      const found = read(document, path);
      return found.ok && sameJson(found.value, value)
        ? { ok: true, value: document }
        : failed(`testing value ${path} failed`);
    }
    case 'move':
    case 'copy': {
      if (typeof from !== 'string') return malformed(`${op} has a from`);
      const found = read(document, from);
      if (!found.ok) return failed(`${op} operation does not apply: doc is missing from path: ${from}: missing value`);
      const moved = structuredClone(found.value);
      const rest = op === 'move' ? take(document, from) : { ok: true as const, value: document };
      return rest.ok ? put(rest.value, path, moved, 'insert') : rest;
    }
    default:
      return malformed(`Unexpected kind: ${String(op)}`);
  }
}

const tokens = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

function read(document: unknown, pointer: string): { ok: true; value: unknown } | { ok: false } {
  let value = document;
  for (const token of tokens(pointer)) {
    if (Array.isArray(value)) {
      const index = Number(token);
      if (!/^\d+$/.test(token) || index >= value.length) return { ok: false };
      value = value[index];
    } else if (isFields(value) && Object.hasOwn(value, token)) value = value[token];
    else return { ok: false };
  }
  return { ok: true, value };
}

function put(document: unknown, pointer: string, value: unknown, how: 'insert' | 'replace'): PatchOutcome {
  const path = tokens(pointer);
  const last = path.pop();
  if (last === undefined) return { ok: true, value };
  const parent = read(document, pointer.slice(0, pointer.lastIndexOf('/')));
  if (!parent.ok) return failed(`add operation does not apply: doc is missing path: "${pointer}": missing value`);
  if (Array.isArray(parent.value)) {
    const index = last === '-' ? parent.value.length : Number(last);
    if (!(index >= 0 && index <= parent.value.length)) return failed(`invalid index: ${last}`);
    parent.value.splice(index, how === 'replace' ? 1 : 0, value);
  } else if (isFields(parent.value)) setOwn(parent.value, last, value);
  else return failed(`add operation does not apply: doc is missing path: "${pointer}": missing value`);
  return { ok: true, value: document };
}

function take(document: unknown, pointer: string): PatchOutcome {
  const last = tokens(pointer).pop();
  const parent = read(document, pointer.slice(0, pointer.lastIndexOf('/')));
  if (last === undefined || !read(document, pointer).ok || !parent.ok) {
    return failed(`remove operation does not apply: doc is missing path: "${pointer}": missing value`);
  }
  if (Array.isArray(parent.value)) parent.value.splice(Number(last), 1);
  else Reflect.deleteProperty(parent.value as object, last);
  return { ok: true, value: document };
}

/** `__proto__` is a key like any other here. */
function setOwn(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
