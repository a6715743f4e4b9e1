import { quote } from './quote.ts';

/**
 * The value of a number as PromQL writes it: decimal, `0x…`, `0755` (octal), `1_000`, `1e-3`, `Inf`, `NaN`, without sign.
 *
 * @returns the reason, worded as Prometheus does, when it is not a number
 */
export function parseNumber(text: string): { readonly value: number } | { readonly reason: string } {
  const integer = parseInteger(text);
  if (integer !== undefined) return { value: integer };
  const value = parseFloatLiteral(text);
  if (value === undefined) return { reason: `strconv.ParseFloat: parsing ${quote(text)}: invalid syntax` };
  if (value === Infinity && !/^[+-]?inf/i.test(text)) {
    return { reason: `strconv.ParseFloat: parsing ${quote(text)}: value out of range` };
  }
  return { value };
}

const MAX_INT64 = 0x7fff_ffff_ffff_ffffn;

/** Integers with a base prefix, or a leading zero for octal; undefined when it is none or does not fit 64 bits. */
function parseInteger(text: string): number | undefined {
  const match = /^(0[xX]_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|0(?:_?[0-7]+)*|[1-9][0-9]*(?:_[0-9]+)*)$/.exec(text);
  if (match === null) return undefined;
  const digits = text.replaceAll('_', '');
  const octal = digits.length > 1 && digits.startsWith('0') && !/^0[xX]/.test(digits);
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  return value > MAX_INT64 ? undefined : Number(value);
}

const FLOAT = /^(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?$/;

function parseFloatLiteral(text: string): number | undefined {
  if (/^inf(inity)?$/i.test(text)) return Infinity;
  if (/^nan$/i.test(text)) return NaN;
  return FLOAT.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}
