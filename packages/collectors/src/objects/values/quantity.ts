/** Powers of ten of the suffixes of decimal quantities. Source: k8s.io/apimachinery/pkg/api/resource Quantity. */
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
/** Powers of two of the others. */
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d{1,3})|(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]))?$/;

/** Longer than any quantity that an API server accepts. */
const MAX_LENGTH = 64;
/** Texts whose value was computed: a cluster has few different ones. */
const MAX_KNOWN = 4096;

const units = new Map<string, number | undefined>();
const thousandths = new Map<string, number | undefined>();

/** A quantity such as `100m`, `1.5Gi`, `2e3` in whole units, rounded up, as `Quantity.Value()`; undefined for what is none. */
export const quantityUnits = (text: unknown): number | undefined => known(units, text, 0);

/** A quantity to three digits after the point, rounded up, as `Quantity.MilliValue()` divided by 1000. */
export function quantityThousandths(text: unknown): number | undefined {
  const value = known(thousandths, text, 3);
  return value === undefined ? undefined : value / 1000;
}

function known(memory: Map<string, number | undefined>, given: unknown, digits: number): number | undefined {
  // Some controllers write plain numbers, which the API server takes.
  const text = typeof given === 'number' ? String(given) : given;
  if (typeof text !== 'string' || text.length > MAX_LENGTH) return undefined;
  let value = memory.get(text);
  if (value === undefined && !memory.has(text)) {
    value = compute(text, digits);
    if (memory.size >= MAX_KNOWN) memory.clear();
    memory.set(text, value);
  }
  return value;
}

/** The quantity times ten to the power of `digits`, away from zero to the next whole number. */
function compute(text: string, digits: number): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent, suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  let numerator = BigInt(`${whole}${fraction}`);
  let denominator = 10n ** BigInt(fraction.length);
  const binary = BINARY[suffix];
  if (binary !== undefined) numerator <<= BigInt(binary);
  const decimal =
    exponent === undefined ? (binary === undefined ? (DECIMAL[suffix] ?? 0) : 0) : Number(exponent.slice(1));
  const power = decimal + digits;
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  const quotient = numerator / denominator + (numerator % denominator === 0n ? 0n : 1n);
  return Number(sign === '-' ? -quotient : quotient);
}
