import type { ObjectReportInput } from '@binnacle/api';

export type Json = Readonly<Record<string, unknown>>;
export type Reported = NonNullable<ObjectReportInput['changed']>[number];

export const HOUR = 3_600_000;
export const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** A uid that looks like one and is the same in every run. */
export function uidOf(text: string): string {
  let hash = 2_166_136_261;
  const part = (): string => {
    for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0)!, 16_777_619);
    return (hash >>> 0).toString(16).padStart(8, '0');
  };
  const [a, b, c, d] = [part(), part(), part(), part()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(0, 3)}-${c.slice(3)}${d}`.slice(0, 36);
}

/** The resource version of the object that was made last. */
let version = 0;

/** From here on the versions of the objects are those of a fresh run. */
export function restartVersions(): void {
  version = 100_000;
}

/** An object as an agent reports it. */
export function reported(
  kind: string,
  apiVersion: string,
  namespace: string,
  name: string,
  rest: Json,
  createdAtMs: number,
): Reported {
  const { metadata = {}, ...object } = rest as { metadata?: Json };
  const uid = uidOf(`${kind}/${namespace}/${name}`);
  return {
    kind,
    apiVersion,
    uid,
    namespace,
    name,
    object: {
      apiVersion,
      kind,
      metadata: {
        name,
        ...(namespace === '' ? {} : { namespace }),
        uid,
        resourceVersion: String(++version),
        generation: 1,
        creationTimestamp: iso(createdAtMs),
        ...metadata,
      },
      ...object,
    },
  };
}

/** The metadata of what belongs to a controller. */
export const owner = (kind: string, apiVersion: string, namespace: string, name: string): Json => ({
  ownerReferences: [
    { apiVersion, kind, name, uid: uidOf(`${kind}/${namespace}/${name}`), controller: true, blockOwnerDeletion: true },
  ],
});
