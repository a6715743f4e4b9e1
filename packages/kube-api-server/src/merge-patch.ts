import { isFields, type Fields } from './fields.ts';

/** Applies a JSON Merge Patch (RFC 7386). The inputs are left alone. */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const merged = new Map(Object.entries(isFields(document) ? document : ({} satisfies Fields)));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, applyMergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}
