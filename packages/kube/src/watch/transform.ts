import { isRecord, type JsonRecord } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { apiVersionOf, type Resource } from '../resource.ts';
import type { Columns, Content } from './content.ts';
import type { SharedParts } from './shared-parts.ts';

/** Takes an object as it came and gives the one to keep; it must not change the one that came. */
export type Transform = (object: KubeObject) => KubeObject;

/** A copy of the whole object that kubectl leaves on it: twice the memory, and it may hold what was removed since. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** `__proto__` is an ordinary key in JSON, and not one to assign to. */
const METADATA_DROPPED = new Set(['managedFields', 'selfLink', '__proto__']);
const OBJECT_DROPPED = new Set(['apiVersion', 'kind', 'metadata', '__proto__']);

/**
 * An object as it is kept: with its kind, without managed fields and kubectl's copy; with its metadata alone where only that
 * was asked for, should a server send more.
 *
 * @param parts what objects have in common, for memory
 */
export function normalize(
  value: JsonRecord,
  resource: Resource,
  content: Content,
  columns: Columns = {},
  parts?: SharedParts,
): KubeObject | undefined {
  const raw = value['metadata'];
  if (!isRecord(raw) || typeof raw['name'] !== 'string') return undefined;
  const metadata: Record<string, unknown> = {};
  for (const key in raw) {
    if (METADATA_DROPPED.has(key)) continue;
    const own = key === 'annotations' ? withoutLastApplied(raw[key]) : raw[key];
    metadata[key] = parts === undefined ? own : parts.share(own);
  }
  // Objects of some aggregated servers have no uid: their place is their identity.
  metadata['uid'] ??= `${resource.kind}/${String(raw['namespace'] ?? '')}/${raw['name']}`;
  metadata['resourceVersion'] ??= '';
  const object: Record<string, unknown> = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata };
  const fields = content === 'whole' ? Object.keys(value) : content === 'table' ? Object.values(columns) : [];
  for (const key of fields) if (value[key] !== undefined && !OBJECT_DROPPED.has(key)) object[key] = value[key];
  if (parts !== undefined && object['spec'] !== undefined) object['spec'] = parts.shareSpec(object['spec']);
  return object as unknown as KubeObject;
}

function withoutLastApplied(annotations: unknown): unknown {
  if (!isRecord(annotations) || annotations[LAST_APPLIED] === undefined) return annotations;
  const kept: Record<string, unknown> = {};
  for (const key in annotations) if (key !== LAST_APPLIED && key !== '__proto__') kept[key] = annotations[key];
  return kept;
}
