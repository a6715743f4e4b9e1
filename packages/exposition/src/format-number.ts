/**
 * Writes a float64 so that it reads back the same: shortest digits, plain notation from 1e-6 to 1e21, `+Inf`, `-Inf`,
 * `NaN`.
 */
export function formatNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * A value of `le` or `quantile` as OpenMetrics wants it: whole numbers with `.0`, and the exponent form below 1e-4 and
 * from 1e6 on, as Go's `%g` with shortest digits has it. Prometheus stores these labels in this form.
 */
export function formatBound(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 6)) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${digits}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  const text = formatNumber(value);
  return text.includes('.') ? text : `${text}.0`;
}
