import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { KeptSums, type KnownRepeats } from '@binnacle/promql';
import type { Querier, ReaderHandle } from '@binnacle/storage';
import { COMPRESS_ANSWERS_FROM_BYTES, type Encoding } from '../http/compression.ts';
import { handedOver } from './handed-over.ts';
import { failureBody } from './envelope.ts';
import { gzipKnownRepeats } from './gzip-repeats.ts';
import type { JobReply, JobRequest } from './job.ts';
import { perform } from './perform.ts';

/** A request with its data, as it comes from the main thread. */
export interface RequestMessage extends JobRequest {
  /** `same`: as it came last; undefined for a job that reads no samples. */
  readonly handle: ReaderHandle | 'same' | undefined;
}

/** Numbers that are kept, of 8 bytes each. */
const MAX_KEPT = 1_000_000;

/** Answers requests on a query thread, one after the other, and keeps what the next one can use. */
export class Answerer {
  readonly #openReader: (handle: ReaderHandle) => Querier;
  readonly #flag: Int32Array;
  readonly #maxSamples: number;
  /** The state of the data that came last: it is not sent again while nothing changes. */
  #handle: ReaderHandle | undefined;
  readonly #keptSums = new KeptSums(MAX_KEPT);

  /**
   * @param flag        tells whether a job is to end early
   * @param maxSamples  that a query may hold
   */
  constructor(openReader: (handle: ReaderHandle) => Querier, flag: Int32Array, maxSamples: number) {
    this.#openReader = openReader;
    this.#flag = flag;
    this.#maxSamples = maxSamples;
  }

  answer(message: RequestMessage): JobReply {
    const { handle } = message;
    if (handle === 'same') return this.#answer(message, this.#handle);
    if (handle?.shared !== undefined) {
      this.#handle = handle;
      this.#keptSums.clear();
    }
    return this.#answer(message, handle);
  }

  /** Lets go of what is kept. */
  rest(): void {
    this.#handle = undefined;
    this.#keptSums.clear();
  }

  #answer(request: JobRequest, handle: ReaderHandle | undefined): JobReply {
    try {
      const { status, contentType, body, repeats } = perform(request.job, {
        openQuerier: (startMs, endMs) => {
          if (handle === undefined) throw new Error(`BUG: ${request.job.kind} reads samples without a handle`);
          // A handle carries the range of its querier; the whole is known only here, where the query has been parsed.
          return this.#openReader({ ...handle, startMs, endMs });
        },
        flag: this.#flag,
        limits: { timeoutMs: request.timeoutMs, maxSamples: this.#maxSamples },
        notesRepeats: request.encoding === 'gzip',
        keptSums: handle?.shared === undefined ? undefined : this.#keptSums,
      });
      return { status, contentType, ...compressed(body, request.encoding, repeats) };
    } catch (error) {
      console.error(error);
      const message = error instanceof Error ? error.message : 'unknown error';
      return {
        status: 500,
        contentType: 'application/json',
        encoding: 'identity',
        body: failureBody('internal', message),
      };
    }
  }
}

const ZSTD_FAST = { [constants.ZSTD_c_compressionLevel]: 1 };

function compressed(
  body: Uint8Array<ArrayBuffer>,
  encoding: Encoding,
  repeats: KnownRepeats | undefined,
): Pick<JobReply, 'body' | 'encoding'> {
  if (encoding === 'identity' || body.length < COMPRESS_ANSWERS_FROM_BYTES)
    return { body: handedOver(body), encoding: 'identity' };
  const packed = encoding === 'gzip' ? gzip(body, repeats) : zstdCompressSync(body, { params: ZSTD_FAST });
  // A buffer of Node's pool cannot be given away to another thread.
  return { body: new Uint8Array(packed), encoding };
}

/** From here on it pays to look how a body compresses before it is done. */
const LARGE_BYTES = 64 * 1024;
const PROBE_BYTES = 4096;

/**
 * Numbers with many digits have nothing in common but their digits: looking for repetitions in them takes twice the time of the rest for
 * a fifth of the size. A probe from the middle tells whether a large body is made of such numbers.
 */
function gzip(body: Uint8Array<ArrayBuffer>, repeats: KnownRepeats | undefined): Uint8Array {
  const known = repeats?.isComplete === true ? gzipKnownRepeats(body, repeats) : undefined;
  if (known !== undefined) return known;
  if (body.length < LARGE_BYTES) return gzipSync(body, { level: 1, chunkSize: LARGE_BYTES });
  const middle = body.length >>> 1;
  const probe = gzipSync(body.subarray(middle, middle + PROBE_BYTES), { level: 1 });
  return probe.length < PROBE_BYTES * MOSTLY_DIGITS
    ? gzipSync(body, { level: 1, chunkSize: LARGE_BYTES })
    : gzipSync(body, { level: 1, chunkSize: LARGE_BYTES, strategy: constants.Z_HUFFMAN_ONLY });
}

/** What is left of a probe that is mostly digits. */
const MOSTLY_DIGITS = 0.35;
