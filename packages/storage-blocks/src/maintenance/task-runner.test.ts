import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MergeTask } from './tasks.ts';
import { MergeStopped, workerRunner } from './task-runner.ts';

const emptyMerge = (folder: string, windowMs: number): MergeTask => ({
  kind: 'merge',
  folder,
  firstNumber: 1,
  tombstones: [],
  inputs: [],
  level: 1,
  windowMs,
  oldestMs: 0,
});

test('does tasks on a thread, tells failures, and starts another thread after one has ended', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-task-'));
  const task = emptyMerge(folder, 7_200_000);
  const runner = workerRunner(0);
  expect(await runner.run(task)).toEqual([]);
  await expect(runner.run({ ...task, inputs: ['0000000001.block'] })).rejects.toThrow('ENOENT');
  await runner.close();
  expect(await Promise.all([runner.run(task), runner.run(task)])).toEqual([[], []]);
  await runner.close();
  await rm(folder, { recursive: true });
});

test('gives merges up when told to, and goes on with what comes then', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-task-'));
  const task = emptyMerge(folder, 0);
  const runner = workerRunner();
  const both = Promise.allSettled([runner.run(task), runner.run(task)]);
  await runner.stopMerges();
  for (const each of await both) expect(each).toEqual({ status: 'rejected', reason: expect.any(MergeStopped) });
  expect(await runner.run({ ...task, windowMs: 7_200_000 })).toEqual([]);
  await runner.stopMerges();
  await runner.close();
  await rm(folder, { recursive: true });
});
