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
    data === undefined
      ? `{"status":"success"${notesJson(notes)}}`
      : `{"status":"success","data":${goJson(data)}${notesJson(notes)}}`,
  );

/** The same around data that is JSON already. */
export function wrapData(data: Uint8Array, notes: Notes = {}): Uint8Array<ArrayBuffer> {
  const head = encoder.encode('{"status":"success","data":');
  const tail = encoder.encode(`${notesJson(notes)}}`);
  const body = new Uint8Array(head.length + data.length + tail.length);
  body.set(head);
  body.set(data, head.length);
  body.set(tail, head.length + data.length);
  return body;
}

const notesJson = ({ warnings = [], infos = [] }: Notes): string =>
  (warnings.length === 0 ? '' : `,"warnings":${goJson(warnings)}`) +
  (infos.length === 0 ? '' : `,"infos":${goJson(infos)}`);
