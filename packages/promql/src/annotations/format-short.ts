import { formatGeneral } from '@binnacle/model';

/** Two significant digits, as Go's `%.2g`: an exponent when it is below -4 or at least 2. */
export function formatShort(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatGeneral(value);
  const [mantissa, power] = value.toExponential(1).split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 2) return formatGeneral(Number(value.toPrecision(2)));
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa!.replace('.0', '')}e${exponent < 0 ? '-' : '+'}${digits}`;
}
