import type { Matcher } from '@binnacle/storage';
import { RE2JS, RE2JSException } from 're2js';

export type CompiledPattern =
  | { readonly ok: true; readonly matches: (text: string) => boolean }
  | { readonly ok: false; readonly reason: string };

/** A regular expression as matchers use it: RE2, anchored at both ends, the dot matches line breaks too. */
export function compilePattern(pattern: string): CompiledPattern {
  try {
    // Without the flag first: with it, messages would quote a pattern that nobody wrote.
    RE2JS.compile(pattern);
    // Most patterns are only checked here, and matched by the storage: a long one takes seconds.
    let compiled: RE2JS | undefined;
    return {
      ok: true,
      matches: (text) => (compiled ??= RE2JS.compile(pattern, RE2JS.DOTALL)).testExact(text),
    };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { ok: false, reason: error.message };
  }
}

/** Whether a series without the label would match: such a matcher alone would select everything. */
export function matchesEmpty({ op, value }: Matcher): boolean {
  if (op === '=') return value === '';
  if (op === '!=') return value !== '';
  const pattern = compilePattern(value);
  const matches = pattern.ok && pattern.matches('');
  return op === '=~' ? matches : !matches;
}
