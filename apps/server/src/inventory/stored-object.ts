import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { recordAt, type Json } from '@binnacle/objects';

/** A Kubernetes object is at most 1.5 MiB, because etcd takes no more. */
const MAX_OBJECT_BYTES = 2 << 20;

/** Annotations that repeat the object, secrets and all. */
const REPEATING = new Set(['kubectl.kubernetes.io/last-applied-configuration']);

/**
 * The object as it is kept. What an agent should have left out is left out here, whatever agent it was: contents of
 * secrets and config maps, the record of who manages which field, copies of the object inside its annotations.
 */
export function cleanObject(kind: string, object: Json): Json {
  const clean: Record<string, unknown> = { ...object };
  if (kind === 'Secret' || kind === 'ConfigMap') {
    for (const field of ['data', 'stringData', 'binaryData']) delete clean[field];
  }
  const metadata: Record<string, unknown> = { ...recordAt(object, 'metadata') };
  delete metadata['managedFields'];
  const annotations = Object.entries(recordAt(metadata, 'annotations')).filter(([name]) => !REPEATING.has(name));
  if (annotations.length > 0) metadata['annotations'] = Object.fromEntries(annotations);
  else delete metadata['annotations'];
  return { ...clean, metadata };
}

/** The object as zstd over JSON. One that is larger than any can be is kept by its name alone. */
export function packObject(object: Json): Uint8Array {
  const text = JSON.stringify(object);
  const bytes = Buffer.from(
    text.length <= MAX_OBJECT_BYTES
      ? text
      : JSON.stringify({
          apiVersion: object['apiVersion'],
          kind: object['kind'],
          metadata: {
            name: recordAt(object, 'metadata')['name'],
            namespace: recordAt(object, 'metadata')['namespace'],
          },
          omitted: `${text.length} characters: larger than an object of Kubernetes can be`,
        }),
  );
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
}

export const unpackObject = (body: Uint8Array): Json =>
  JSON.parse(zstdDecompressSync(body, { maxOutputLength: 2 * MAX_OBJECT_BYTES }).toString('utf8')) as Json;
