import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSampleData } from '@binnacle/storage-blocks/reader';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobResult } from './context.ts';
import { perform } from './perform.ts';
import { warmUp, type WarmUpParts } from './warm-up.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-warm-up-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Parts whose clock moves on by `queryMs` for each query. */
function parts(queryMs: number, answers: JobResult[]): WarmUpParts {
  let nowMs = 0;
  return {
    makeSampleData,
    folder,
    perform(job, context) {
      nowMs += queryMs;
      const answer = perform(job, context);
      // The next one is written over it.
      answers.push({ ...answer, body: answer.body.slice() });
      return answer;
    },
    compress: () => undefined,
    now: () => nowMs,
  };
}

test('every query of the warm-up finds series in what was made up, and nothing stays behind', async () => {
  const answers: JobResult[] = [];
  let steps = 0;
  for await (const _ of warmUp(parts(50, answers))) {
    steps++;
    expect(readdirSync(folder)).toEqual([]);
  }
  expect(steps).toBe(answers.length + 1);
  for (const { status, body } of answers) {
    const { data } = JSON.parse(new TextDecoder().decode(body)) as { data: { result: unknown[] } };
    expect([status, data.result.length > 0]).toEqual([200, true]);
  }
});

test('it ends when it has taken its time', async () => {
  const answers: JobResult[] = [];
  for await (const _ of warmUp(parts(200, answers)));
  expect(answers).toHaveLength(3);
});

test('it ends when nothing is left to be gained', async () => {
  const answers: JobResult[] = [];
  for await (const _ of warmUp({ ...parts(0, answers), perform: () => ok }));
  expect(answers).toEqual([]);
});

const ok: JobResult = { status: 200, contentType: 'application/json', body: new Uint8Array(0) };
