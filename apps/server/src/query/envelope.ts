import type { ErrorType } from '../prometheus/params.ts';

const encoder = new TextEncoder();

/** `{"status":"error",…}`, its keys in Prometheus's order. */
export const failureBody = (errorType: ErrorType, error: string): Uint8Array<ArrayBuffer> =>
  encoder.encode(JSON.stringify({ status: 'error', errorType, error }));

export interface Notes {
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

/** `{"status":"success","data":…}`; without data, the key is left out, as Go's `omitempty` does. */
export const successBody = (data: unknown, notes: Notes = {}): Uint8Array<ArrayBuffer> =>
  encoder.encode(
    JSON.stringify({
      status: 'success',
      data,
      ...(notes.warnings === undefined || notes.warnings.length === 0 ? {} : { warnings: notes.warnings }),
      ...(notes.infos === undefined || notes.infos.length === 0 ? {} : { infos: notes.infos }),
    }),
  );
