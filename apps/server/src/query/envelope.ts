import { escapeForHtml } from '@binnacle/promql';
import type { ErrorType } from '../prometheus/params.ts';

const encoder = new TextEncoder();

/** JSON as Go writes it: letters with a meaning in HTML are escaped, and `\ufffd` stands for what is not UTF-8. */
export function goJson(value: unknown): string {
  const json = JSON.stringify(value);
  // A byte that is not UTF-8 is a lone surrogate here; each escape is looked at whole, so that `\\ud800` stays.
  const valid = json.includes('\\ud') ? json.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, withoutSurrogate) : json;
  return escapeForHtml(valid);
}

const withoutSurrogate = (escape: string): string => (escape.startsWith('\\ud') ? '\\ufffd' : escape);

/** `{"status":"error",…}`, its keys in Prometheus's order. */
export const failureBody = (errorType: ErrorType, error: string): Uint8Array<ArrayBuffer> =>
  encoder.encode(goJson({ status: 'error', errorType, error }));

export interface Notes {
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

/** `{"status":"success","data":…}`; without data, the key is left out, as Go's `omitempty` does. */
export const successBody = (data: unknown, notes: Notes = {}): Uint8Array<ArrayBuffer> =>
  encoder.encode(
    goJson({
      status: 'success',
      data,
      ...(notes.warnings === undefined || notes.warnings.length === 0 ? {} : { warnings: notes.warnings }),
      ...(notes.infos === undefined || notes.infos.length === 0 ? {} : { infos: notes.infos }),
    }),
  );
