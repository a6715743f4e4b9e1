import { constants as system, getPriority, setPriority } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Querier, ReaderHandle } from '@binnacle/storage';
import { Answerer, type RequestMessage } from './answerer.ts';
import { RUN } from './job.ts';
import { warmUp, type MakeSampleData, type WarmUpParts } from './warm-up.ts';

/** The warm-up goes on when no query has come for so long. */
const QUIET_MS = 20;

/** A query thread: takes one request at a time, answers with the whole body. */
interface Data {
  readonly flag: Int32Array;
  readonly maxSamples: number;
  readonly readerModule: string;
  /** Where the warm-up may write something for a moment. */
  readonly warmUpFolder: string;
}

interface ReaderModule {
  readonly openReader: (handle: ReaderHandle) => Querier;
  readonly makeSampleData?: MakeSampleData;
  /** Lets go of what is kept from one query to the next and would better be free. */
  readonly rest?: () => void;
}

const { flag, maxSamples, readerModule, warmUpFolder } = workerData as Data;
const port = parentPort;
if (port === null) throw new Error('BUG: worker.ts runs as a thread only');

// On Linux a thread has a priority of its own: the main thread (ingest, health) goes first when the cores are busy.
// Lower than what it has already, wherever that is: nobody but root may raise it.
if (process.platform === 'linux') setPriority(0, Math.min(system.priority.PRIORITY_LOW, getPriority(0) + 5));

const { openReader, makeSampleData, rest } = (await import(readerModule)) as ReaderModule;
const answerer = new Answerer(openReader, flag, maxSamples);
let busyUntilMs = 0;

port.on('message', (message: 'rest' | 'warm up' | RequestMessage) => {
  if (message === 'rest') {
    answerer.rest();
    rest?.();
    return;
  }
  if (message === 'warm up') {
    if (makeSampleData !== undefined) void becomeWarm(makeSampleData);
    return;
  }
  const { status, contentType, encoding, body } = answerer.answer(message);
  port.postMessage(
    { id: message.id, status, contentType, encoding, body },
    typeof body === 'string' ? [] : [body.buffer],
  );
  busyUntilMs = performance.now() + QUIET_MS;
});
port.postMessage('ready', []);

/** What this thread has spent, however long it had to wait for a core. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Runs the code that answers queries before they come. */
async function becomeWarm(makeSampleData: MakeSampleData): Promise<void> {
  const parts: WarmUpParts = {
    makeSampleData,
    folder: warmUpFolder,
    // Of its own: it is told nothing of the queries of others, nor keeps anything for them. How much it holds is known.
    answerer: new Answerer(openReader, new Int32Array(new SharedArrayBuffer(4)).fill(RUN), Infinity),
    rest: () => rest?.(),
    spent: cpuMs,
  };
  try {
    for await (const _ of warmUp(parts)) {
      // A query that has come is answered before the next step, and who asks one after the other does not meet a step in between.
      await new Promise((resolve) => setImmediate(resolve));
      while (performance.now() < busyUntilMs) await wait(QUIET_MS, undefined, { ref: false });
    }
    port?.postMessage('warm', []);
  } catch (error) {
    // A disk that is full, for one: the first queries take longer then.
    console.error(error);
  }
}
