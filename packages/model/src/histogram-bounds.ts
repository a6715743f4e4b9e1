import { CUSTOM_BUCKETS_SCHEMA } from './histogram.ts';

/**
 * 2^(2^-schema) for schemas 1 to 8. The first is one unit in the last place below the nearest double, because the
 * bounds that every Prometheus component uses were made that way, and bounds must agree to the bit to be summed.
 */
const GROWTH_FACTORS = [
  1,
  Math.SQRT2 - Number.EPSILON,
  1.189207115002721,
  1.0905077326652577,
  1.0442737824274138,
  1.0218971486541166,
  1.0108892860517005,
  1.0054299011128027,
  1.0027112750502025,
];

/**
 * Bucket bounds in [0.5, 1) for schemas 0 to 8. Each schema takes over the bounds of the one before and puts one more
 * after each of them, so that coarser buckets are unions of finer ones exactly.
 */
const FRACTIONS: readonly Float64Array[] = makeFractions();

function makeFractions(): Float64Array[] {
  const tables = [new Float64Array([0.5])];
  for (let schema = 1; schema <= 8; schema++) {
    const coarser = tables[schema - 1]!;
    const table = new Float64Array(coarser.length * 2);
    for (let i = 0; i < coarser.length; i++) {
      table[2 * i] = coarser[i]!;
      table[2 * i + 1] = coarser[i]! * GROWTH_FACTORS[schema]!;
    }
    tables.push(table);
  }
  return tables;
}

/**
 * Upper bound (by absolute value) of an exponential bucket.
 *
 * The bucket that ends at 2^1024 ends at the largest finite number instead; the one above it counts infinite
 * observations.
 */
export function exponentialBound(index: number, schema: number): number {
  if (schema < 0) {
    const exponent = index * 2 ** -schema;
    return exponent === 1024 ? Number.MAX_VALUE : 2 ** exponent;
  }
  const perPowerOfTwo = 2 ** schema;
  const power = Math.floor(index / perPowerOfTwo);
  const fraction = FRACTIONS[schema]![index - power * perPowerOfTwo]!;
  if (fraction === 0.5 && power === 1024) return Number.MAX_VALUE;
  // Two steps: 2^(power + 1) alone may be infinite where the product is not, and a product near zero must round once.
  return power >= 1023 ? fraction * 2 ** 1023 * 2 ** (power - 1022) : fraction * 2 * 2 ** power;
}

/** Upper bound of bucket `index`; for custom buckets -Infinity before the first and +Infinity after the last bound. */
export function bucketBound(index: number, schema: number, customValues: readonly number[]): number {
  if (schema !== CUSTOM_BUCKETS_SCHEMA) return exponentialBound(index, schema);
  if (index < 0) return -Infinity;
  return index < customValues.length ? customValues[index]! : Infinity;
}
