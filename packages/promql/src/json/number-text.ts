import { formatGeneral, plainDecimal } from '@binnacle/model';

/** Plain digits from 1e-6 up to 1e21, otherwise with an exponent, like `1e-07`. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  const exponential = size !== 0 && (size < 1e-6 || size >= 1e21) && size !== Infinity;
  return exponential ? formatGeneral(value) : plainDecimal(value);
}
