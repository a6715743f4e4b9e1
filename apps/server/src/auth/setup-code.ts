import { createHash, timingSafeEqual } from 'node:crypto';
import type { RandomBytes } from '../metadata/secrets.ts';

/** Crockford's base 32: no I, L, O, U, so that a code can be read aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 80 random bits as `XXXX-XXXX-XXXX-XXXX`. */
export function newSetupCode(random: RandomBytes): string {
  const letters = Array.from(random(16), (byte) => ALPHABET[byte % 32]);
  return [0, 4, 8, 12].map((at) => letters.slice(at, at + 4).join('')).join('-');
}

/** Compares in constant time; case, spaces and dashes do not count, O reads as 0, I and L as 1. */
export function isSetupCode(given: string, expected: string): boolean {
  const digest = (code: string) =>
    createHash('sha256')
      .update(code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1'))
      .digest();
  return timingSafeEqual(digest(given), digest(expected));
}
