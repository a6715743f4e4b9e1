import type { Reference } from './derived.ts';
import { isTrueAt, listAt, textAt, type Json } from './read.ts';

/** Who made the object: the controller among its owners, or the first of them. */
export function ownerOf(object: Json): Reference | undefined {
  const owners = listAt(object, 'metadata', 'ownerReferences');
  const owner = owners.find((it) => isTrueAt(it, 'controller')) ?? owners[0];
  return owner === undefined
    ? undefined
    : { kind: textAt(owner, 'kind'), name: textAt(owner, 'name'), uid: textAt(owner, 'uid') };
}
