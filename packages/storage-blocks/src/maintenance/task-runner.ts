import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { BlockMeta } from '../block/block-format.ts';
import { runTask, type Task } from './tasks.ts';

/** Does tasks one after the other. */
export interface TaskRunner {
  run(task: Task): Promise<BlockMeta[]>;
  /** Gives up merges that are under way or wait: they reject with {@link MergeStopped}. Others go on. */
  stopMerges(): Promise<void>;
  close(): Promise<void>;
}

/** A merge was given up; its inputs are as they were. */
export class MergeStopped extends Error {}

export type TaskReply =
  | { readonly id: number; readonly ok: true; readonly blocks: BlockMeta[] }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly code: string };

/** On this thread; for tests and tools. */
export const inlineRunner: TaskRunner = {
  run: (task) => new Promise((resolve) => resolve(runTask(task))),
  stopMerges: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

interface Pending {
  readonly task: Task;
  readonly resolve: (blocks: BlockMeta[]) => void;
  readonly reject: (cause: Error) => void;
}

/**
 * A thread that has nothing to do for so long ends: what it needs memory for comes every few minutes at most. Where it comes every few seconds,
 * while much is written at once, starting and compiling anew would cost as much as the work.
 */
const IDLE_MS = 10_000;

/**
 * The beginning of the thread, as JavaScript: where the process keeps compiled code, the cache is on before the first file of TypeScript
 * is imported, so that nothing is stripped or compiled a second time.
 */
const BEGINNING = `
const { enableCompileCache, flushCompileCache } = require('node:module');
const { compileCacheDir, module } = require('node:worker_threads').workerData;
if (compileCacheDir !== undefined) enableCompileCache(compileCacheDir);
import(module).then(() => flushCompileCache());
`;

/** On a thread of its own, started with the first task and ended when there is none for a while. */
export function workerRunner(idleMs = IDLE_MS): TaskRunner {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let next = 0;
  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ending = worker;
    worker = undefined;
    ending?.removeAllListeners('exit');
    await ending?.terminate();
  };
  const fail = (cause: Error): void => {
    worker = undefined;
    for (const { reject } of pending.values()) reject(cause);
    pending.clear();
  };
  const start = (): Worker => {
    const started = new Worker(BEGINNING, {
      eval: true,
      name: 'binnacle-compaction',
      workerData: {
        module: new URL('./task-worker.ts', import.meta.url).href,
        compileCacheDir: getCompileCacheDir(),
      },
      // A small nursery: what a task makes is used up at once.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    // An idle thread does not keep the process alive; a task that somebody waits for does.
    started.unref();
    started.on('message', (reply: TaskReply) => {
      const waiting = pending.get(reply.id);
      pending.delete(reply.id);
      if (pending.size === 0) {
        started.unref();
        idle = setTimeout(() => void end(), idleMs).unref();
      }
      if (reply.ok) waiting?.resolve(reply.blocks);
      else waiting?.reject(Object.assign(new Error(reply.message), { code: reply.code }));
    });
    started.on('error', fail);
    started.on('exit', (code) => fail(new Error(`the compaction thread ended with code ${code}`)));
    return started;
  };
  const post = (id: number, task: Task): void => {
    clearTimeout(idle);
    worker ??= start();
    worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage({ id, task });
  };
  return {
    run(task) {
      return new Promise((resolve, reject) => {
        const id = ++next;
        pending.set(id, { task, resolve, reject });
        post(id, task);
      });
    },
    async stopMerges() {
      const merges = [...pending].filter(([, { task }]) => task.kind === 'merge');
      if (merges.length === 0) return;
      for (const [id] of merges) pending.delete(id);
      // The thread is in the middle of something: it ends, and what it leaves unfinished is begun again.
      await end();
      for (const [id, { task }] of pending) post(id, task);
      for (const [, { reject }] of merges) reject(new MergeStopped('the merge was given up'));
    },
    close: end,
  };
}
