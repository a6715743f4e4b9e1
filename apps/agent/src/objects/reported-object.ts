import type { KubeObject } from '@binnacle/kube';

/** Kinds of which nothing but the metadata may leave the cluster, whatever a cache holds. */
const METADATA_ONLY: ReadonlySet<string> = new Set(['Secret', 'ConfigMap']);
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * An object as the server gets it, as JSON: without managed fields, and without the copy of itself that kubectl leaves in an
 * annotation, which for a Secret would be its content.
 */
export function reportedObject(object: KubeObject): string {
  const { kind, apiVersion, metadata } = object;
  const {
    managedFields: _managed,
    annotations,
    ...kept
  } = metadata as KubeObject['metadata'] & {
    readonly managedFields?: unknown;
  };
  const { [LAST_APPLIED]: _copy, ...shown } = annotations ?? {};
  const meta = annotations === undefined ? kept : { ...kept, annotations: shown };
  const body = METADATA_ONLY.has(kind) ? { apiVersion, kind, metadata: meta } : { ...object, metadata: meta };
  const namespace = metadata.namespace ?? '';
  return JSON.stringify({ kind, apiVersion, uid: metadata.uid, namespace, name: metadata.name, object: body });
}
