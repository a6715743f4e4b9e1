import { ask, type Reply, type RequestOptions, type Target } from './api-client.ts';

/** One request that both servers get. The path and the body may use what earlier replies of the same server said. */
export interface Step {
  readonly name: string;
  readonly method: string;
  readonly path: string | ((seen: Seen) => string);
  readonly options?: RequestOptions | ((seen: Seen) => RequestOptions);
  /** Says why the message may differ; everything else must not. */
  readonly otherMessage?: string;
  /** Says why only is compared whether it was refused. */
  readonly otherBody?: string;
}

/** Replies by the name of their step. */
export type Seen = ReadonlyMap<string, Reply>;

/** Sends the steps one after the other. */
export async function run(target: Target, steps: readonly Step[]): Promise<Map<string, Reply>> {
  const seen = new Map<string, Reply>();
  for (const { name, method, path, options } of steps) {
    const at = typeof path === 'string' ? path : path(seen);
    const with_ = typeof options === 'function' ? options(seen) : options;
    seen.set(name, await ask(target, method, at, with_));
  }
  return seen;
}

/** What differs from one run to the next, or is said in other words by other servers on purpose. */
const VOLATILE = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'managedFields',
  'clusterIP',
  'clusterIPs',
  'continue',
  'deletionTimestamp',
  'selfLink',
  'firstTimestamp',
  'lastTimestamp',
  'lastTransitionTime',
  'token',
  'expirationTimestamp',
  'description',
  'storageVersionHash',
  'serverAddressByClientCIDRs',
]);

/** A reply without what must differ: values of volatile fields are replaced by their name. */
export function comparable(
  { code, body }: Reply,
  { otherMessage, otherBody }: Pick<Step, 'otherMessage' | 'otherBody'>,
): unknown {
  if (otherBody !== undefined) return { refused: code >= 400 };
  return { code, body: mask(body, otherMessage) };
}

function mask(value: unknown, otherMessage: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => mask(item, otherMessage));
  if (typeof value === 'string') {
    return value
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
      .replaceAll(/(version: ?|current: ?|ResourceVersion in object meta: )\d+/g, '$1N')
      .replaceAll(/\(\d+\)/g, '(N)')
      .replaceAll(/^10\.\d+\.\d+\.\d+$/g, 'ADDRESS')
      .replaceAll(/^\d+s$/g, 'AGE');
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (key === 'managedFields' || key === 'storageVersionHash' || inner === null) return [];
      if (key === 'message' && otherMessage !== undefined) return [[key, 'in other words']];
      return [[key, VOLATILE.has(key) ? key : mask(inner, otherMessage)]];
    }),
  );
}
