import { constants as system, getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { KeptSums, type KnownRepeats } from '@binnacle/promql';
import type { Querier, ReaderHandle } from '@binnacle/storage';
import { COMPRESS_ANSWERS_FROM_BYTES, type Encoding } from '../http/compression.ts';
import { ownBytes } from './context.ts';
import { failureBody } from './envelope.ts';
import { gzipKnownRepeats } from './gzip-repeats.ts';
import type { JobReply, JobRequest } from './job.ts';
import { perform } from './perform.ts';
import { warmUp, type MakeSampleData } from './warm-up.ts';

const ZSTD_FAST = { [constants.ZSTD_c_compressionLevel]: 1 };

const WARM_UP_AFTER_MS = 1000;

/** A query thread: takes one request at a time, answers with the whole body. */
interface Data {
  readonly flag: Int32Array;
  readonly readerModule: string;
  /** Whether to run the code that answers queries before there is one, and the folder where that may write something. */
  readonly warmUpFolder: string | undefined;
}

interface ReaderModule {
  readonly openReader: (handle: ReaderHandle) => Querier;
  readonly makeSampleData?: MakeSampleData;
  /** Lets go of what is kept from one query to the next and would better be free. */
  readonly rest?: () => void;
}

const { flag, readerModule, warmUpFolder } = workerData as Data;
const port = parentPort;
if (port === null) throw new Error('BUG: worker.ts runs as a thread only');

// On Linux a thread has a priority of its own: the main thread (ingest, health) goes first when the cores are busy.
// Lower than what it has already, wherever that is: nobody but root may raise it.
if (process.platform === 'linux') setPriority(0, Math.min(system.priority.PRIORITY_LOW, getPriority(0) + 5));

const { openReader, makeSampleData, rest } = (await import(readerModule)) as ReaderModule;
/** The state of the data that came last: it is not sent again while nothing changes. */
let shared: object | undefined;
/** Numbers that are kept, of 8 bytes each. */
const MAX_KEPT = 1_000_000;
const keptSums = new KeptSums(MAX_KEPT);

port.on('message', (message: 'rest' | { request: JobRequest; handle: ReaderHandle | undefined }) => {
  if (message === 'rest') {
    shared = undefined;
    keptSums.clear();
    rest?.();
    return;
  }
  const { request, handle } = message;
  if (handle?.shared !== undefined) {
    shared = handle.shared;
    keptSums.clear();
  }
  const reply = answer(request, handle === undefined || shared === undefined ? handle : { ...handle, shared });
  port.postMessage({ id: request.id, ...reply }, [reply.body.buffer]);
});
port.postMessage('ready', []);
if (warmUpFolder !== undefined && makeSampleData !== undefined) {
  let repeats: KnownRepeats | undefined;
  const parts = {
    makeSampleData,
    folder: warmUpFolder,
    perform(...args: Parameters<typeof perform>) {
      const result = perform(...args);
      repeats = result.repeats;
      return result;
    },
    compress: (body: Uint8Array<ArrayBuffer>, encoding: Encoding) => compressed(body, encoding, repeats),
    now: () => performance.now(),
  };
  // What is done at the start of the server comes first.
  setTimeout(() => void becomeWarm(parts), WARM_UP_AFTER_MS).unref();
}

async function becomeWarm(parts: Parameters<typeof warmUp>[0]): Promise<void> {
  try {
    // A query that has come is answered before the next step.
    for await (const _ of warmUp(parts)) await new Promise((resolve) => setImmediate(resolve));
  } catch (error) {
    // A disk that is full, for one: the first queries take longer then.
    console.error(error);
  }
}

function answer(request: JobRequest, handle: ReaderHandle | undefined): JobReply {
  try {
    const { status, contentType, body, repeats } = perform(request.job, {
      openQuerier: (startMs, endMs) => {
        if (handle === undefined) throw new Error(`BUG: ${request.job.kind} reads samples without a handle`);
        // A handle carries the range of its querier; the whole is known only here, where the query has been parsed.
        return openReader({ ...handle, startMs, endMs });
      },
      flag,
      limits: request.limits,
      keptSums: shared === undefined ? undefined : keptSums,
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

function compressed(
  body: Uint8Array<ArrayBuffer>,
  encoding: Encoding,
  repeats: KnownRepeats | undefined,
): Pick<JobReply, 'body' | 'encoding'> {
  if (encoding === 'identity' || body.length < COMPRESS_ANSWERS_FROM_BYTES)
    return { body: ownBytes(body), encoding: 'identity' };
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
