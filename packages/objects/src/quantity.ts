const FACTORS: ReadonlyMap<string, number> = new Map(
  Object.entries<number>({
    n: 1e-9,
    u: 1e-6,
    m: 1e-3,
    '': 1,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    P: 1e15,
    E: 1e18,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
    Pi: 2 ** 50,
    Ei: 2 ** 60,
  }),
);

/**
 * A quantity of Kubernetes in its base unit (cores, bytes): `500m` is 0.5, `8Gi` is 8589934592, `1e3` is 1000.
 *
 * @returns undefined for what is no quantity
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d{1,3})|([numkMGTPE]|[KMGTPE]i))?$/.exec(text.trim());
  if (match === null) return undefined;
  const value = Number(match[1]! + (match[2] ?? '')) * FACTORS.get(match[3] ?? '')!;
  return Number.isFinite(value) ? value : undefined;
}
