import { escapeForHtml } from '@binnacle/promql';
import type { ErrorType } from '../prometheus/params.ts';

const encoder = new TextEncoder();

/**
 * JSON as Go writes it: letters with a meaning in HTML are escaped, and what is not UTF-8 (a lone surrogate here) is
 * U+FFFD.
 */
export function goJson(value: unknown): string {
  const json = JSON.stringify(value);
  // A rare thing, and looking at each string takes its time.
  const text = json.includes('\\ud') ? JSON.stringify(value, wellFormed) : json;
  return escapeForHtml(text);
}

const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

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
