import { parentPort } from 'node:worker_threads';
import type { TaskReply } from './task-runner.ts';
import { runTask, type Task } from './tasks.ts';

parentPort?.on('message', ({ id, task }: { readonly id: number; readonly task: Task }) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(answer(id, task));
});

function answer(id: number, task: Task): TaskReply {
  try {
    return { id, ok: true, blocks: runTask(task) };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { id, ok: false, message, code: codeOf(cause) };
  }
}

/** The code of the operating system, which may be that of the cause of the cause. */
function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  return 'code' in cause ? String(cause.code) : codeOf(cause.cause);
}
