const BINARY: Readonly<Record<string, number>> = { Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4 };
const DECIMAL: Readonly<Record<string, number>> = { m: 0.001, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** A Kubernetes quantity such as `100m`, `1.5` or `256Mi`; undefined when it is none. */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|m|k|M|G|T)?$/.exec(String(value)) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (unit === undefined ? 1 : (BINARY[unit] ?? DECIMAL[unit] ?? 1));
}

export const coresText = (cores: number): string =>
  Number.isInteger(cores) ? String(cores) : `${Math.round(cores * 1000)}m`;

export const bytesText = (bytes: number): string => {
  if (bytes % 1024 ** 3 === 0) return `${bytes / 1024 ** 3}Gi`;
  return bytes % 1024 ** 2 === 0 ? `${bytes / 1024 ** 2}Mi` : `${Math.round(bytes / 1024)}Ki`;
};
