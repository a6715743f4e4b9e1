import { parentPort, workerData } from 'node:worker_threads';
import type { InventoryLimits, InventoryReply, InventoryRequest } from './job.ts';
import { figuresOf, perform, type InventoryState } from './perform.ts';
import { openStore } from './store.ts';

/** The thread that owns `objects.db`: one request after the other. */
interface Data {
  readonly file: string;
  readonly openedAtMs: number;
  readonly limits: InventoryLimits;
}

/** What the thread says unasked. */
export type InventoryNews =
  | { readonly kind: 'ready'; readonly putAside: string | undefined; readonly figures: ReturnType<typeof figuresOf> }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: InventoryReply; readonly problem?: string };

const { file, openedAtMs, limits } = workerData as Data;
const port = parentPort;
if (port === null) throw new Error('BUG: worker.ts runs as a thread only');

const { db, putAside } = openStore(file, openedAtMs);
const state: InventoryState = { db, limits, objectsRefused: 0 };
const tell = (news: InventoryNews): void => port.postMessage(news, []);
tell({ kind: 'ready', putAside, figures: figuresOf(state) });

port.on('message', (request: InventoryRequest | 'close') => {
  if (request === 'close') {
    db.close();
    port.close();
    return;
  }
  try {
    tell({ kind: 'reply', id: request.id, reply: perform(state, request) });
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const full = /disk is full|readonly|I\/O error/i.test(problem);
    const reply: InventoryReply = full
      ? { ok: false, code: 'unavailable', message: 'the database of objects and events cannot be written' }
      : { ok: false, code: 'internal', message: 'an error of the server; its log has the details' };
    tell({ kind: 'reply', id: request.id, reply, problem });
  }
});
