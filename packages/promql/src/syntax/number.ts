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
/** An underscore stands between two digits. */
const MISPLACED_UNDERSCORE = /__|_$|^_|_[^0-9a-fA-F]|[.eE+-]_/;

/** Integers with a base prefix, or a leading zero for octal; undefined when it is none or does not fit 64 bits. */
function parseInteger(text: string): number | undefined {
  const hexadecimal = /^0[xX]_?/.exec(text);
  const body = hexadecimal === null ? text : text.slice(hexadecimal[0].length);
  // Classes of characters alone: a repeated group would recurse once for each character of a hostile number.
  if (!(hexadecimal === null ? /^[0-9][0-9_]*$/ : /^[0-9a-fA-F_]+$/).test(body)) return undefined;
  if (MISPLACED_UNDERSCORE.test(body)) return undefined;
  const digits = body.replaceAll('_', '').replace(/^0+/, '');
  const octal = hexadecimal === null && body.startsWith('0');
  if (octal && /[89]/.test(digits)) return undefined;
  if (digits === '') return 0;
  if (digits.length > 21) return undefined;
  const value = BigInt((hexadecimal !== null ? '0x' : octal ? '0o' : '') + digits);
  return value > MAX_INT64 ? undefined : Number(value);
}

const FLOAT = /^(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?$/;

function parseFloatLiteral(text: string): number | undefined {
  if (/^inf(inity)?$/i.test(text)) return Infinity;
  if (/^nan$/i.test(text)) return NaN;
  if (!FLOAT.test(text) || MISPLACED_UNDERSCORE.test(text)) return undefined;
  return Number(text.replaceAll('_', ''));
}
