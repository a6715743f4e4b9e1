import type { KubeObject } from '@binnacle/kube';
import { convert } from './conversion.ts';
import { keyOf, type ResourceType } from './resource-type.ts';

/**
 * One object in one state. It never changes: a write makes another entry. Its JSON is made once for each version that
 * somebody asks for, however many lists and watches send it.
 */
export class Entry {
  readonly type: ResourceType;
  readonly object: KubeObject;
  readonly resourceVersion: number;
  readonly key: string;
  readonly #inner = new Map<string, Buffer>();

  constructor(type: ResourceType, object: KubeObject, resourceVersion: number) {
    this.type = type;
    this.object = object;
    this.resourceVersion = resourceVersion;
    this.key = keyOf(object.metadata.namespace, object.metadata.name);
  }

  get name(): string {
    return this.object.metadata.name;
  }

  get namespace(): string | undefined {
    return this.object.metadata.namespace;
  }

  /** @param apiVersion  of the answer, such as `batch/v1beta1` */
  in(apiVersion: string): KubeObject {
    return apiVersion === this.object.apiVersion ? this.object : convert(this.object, apiVersion);
  }

  /** The object's JSON without `kind` and `apiVersion`, which lists of built-in kinds leave out: `{"metadata":…`. */
  inner(apiVersion: string): Buffer {
    let bytes = this.#inner.get(apiVersion);
    if (bytes === undefined) {
      const { apiVersion: _, kind: __, ...fields } = this.in(apiVersion);
      bytes = Buffer.from(JSON.stringify(fields));
      this.#inner.set(apiVersion, bytes);
    }
    return bytes;
  }

  /** The whole JSON, in pieces that are to be written one after the other. */
  pieces(apiVersion: string): readonly [string, Buffer] {
    return [
      `{"kind":${JSON.stringify(this.type.kind)},"apiVersion":"${apiVersion}",`,
      this.inner(apiVersion).subarray(1),
    ];
  }
}
