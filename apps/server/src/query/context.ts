import type { KeptSums, KnownRepeats } from '@binnacle/promql';
import type { Querier } from '@binnacle/storage';
import type { ErrorType } from '../prometheus/params.ts';
import { httpStatus } from '../prometheus/params.ts';
import { failureBody, successBody, wrapData, type Notes } from './envelope.ts';
import type { JobLimits } from './job.ts';

/** What a job runs with on its thread. */
export interface JobContext {
  /** Opens the read side for a range, both ends included; the job closes it. */
  readonly openQuerier: (startMs: number, endMs: number) => Querier;
  /** CANCELED or TIMED_OUT once the main thread wants the job to end. */
  readonly flag: Int32Array;
  readonly limits: JobLimits;
  /** Whether the answer is packed by what it says again, of which its writer takes note then. */
  readonly notesRepeats?: boolean;
  /** Of the state of the data that the job reads; undefined where that cannot be told. */
  readonly keptSums?: KeptSums | undefined;
}

export interface JobResult {
  readonly status: number;
  readonly contentType: string;
  /** May be a view of memory that serves again with the next job: see `handed-over.ts`. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** What the body says again, as far as its writer knows; valid as long as the body is. */
  readonly repeats?: KnownRepeats | undefined;
}

const JSON_TYPE = 'application/json';

export const succeed = (data: unknown, notes?: Notes): JobResult => ({
  status: 200,
  contentType: JSON_TYPE,
  body: successBody(data, notes),
});

/** Succeeds with data that is JSON already. */
export const succeedWith = (data: Uint8Array, notes?: Notes): JobResult => ({
  status: 200,
  contentType: JSON_TYPE,
  body: wrapData(data, notes),
});

export const fail = (errorType: ErrorType, message: string): JobResult => ({
  status: httpStatus[errorType],
  contentType: JSON_TYPE,
  body: failureBody(errorType, message),
});

export const TRUNCATED = 'results truncated due to limit';

/** Lets a querier go whatever happens. */
export function withQuerier<T>(context: JobContext, startMs: number, endMs: number, use: (querier: Querier) => T): T {
  const querier = context.openQuerier(startMs, endMs);
  try {
    return use(querier);
  } finally {
    querier.close();
  }
}
