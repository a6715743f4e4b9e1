import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { makeSampleData, openReader, rest } from '@binnacle/storage-blocks/reader';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Answerer, type RequestMessage } from './answerer.ts';
import { RUN, type JobReply } from './job.ts';
import { warmUp, type WarmUpParts } from './warm-up.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-warm-up-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Seen {
  readonly messages: RequestMessage[];
  readonly replies: JobReply[];
  rests: number;
}

const nothingSeen = (): Seen => ({ messages: [], replies: [], rests: 0 });

/** Parts that spend `queryMs` on each query, answered for real unless `reply` is given. */
function parts(queryMs: number, seen: Seen, reply?: JobReply): WarmUpParts {
  let spentMs = 0;
  const answerer = new Answerer(openReader, new Int32Array(new SharedArrayBuffer(4)).fill(RUN), 50_000_000);
  return {
    makeSampleData,
    folder,
    answerer: {
      answer(message) {
        spentMs += queryMs;
        seen.messages.push(message);
        const given = reply ?? answerer.answer(message);
        seen.replies.push(given);
        return given;
      },
      rest: () => answerer.rest(),
    },
    rest() {
      seen.rests++;
      rest();
    },
    spent: () => spentMs,
  };
}

const textOf = ({ body, encoding }: JobReply): string =>
  (encoding === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString('utf8');

test('every query of the warm-up finds series in what was made up, and nothing stays behind', async () => {
  const seen = nothingSeen();
  let steps = 0;
  for await (const _ of warmUp(parts(50, seen))) {
    steps++;
    expect(readdirSync(folder)).toEqual([]);
  }
  expect(steps).toBe(seen.replies.length + 1);
  expect(steps).toBeGreaterThan(14);
  for (const reply of seen.replies) {
    const { data } = JSON.parse(textOf(reply)) as { data: { result: unknown[] } };
    expect([reply.status, data.result.length > 0]).toEqual([200, true]);
  }
});

test('it asks with data that changed, and with the data of before', async () => {
  const seen = nothingSeen();
  for await (const _ of warmUp(parts(30, seen)));
  const known = seen.messages.map(({ handle }) => handle !== 'same');
  expect([...new Set(known)].sort()).toEqual([false, true]);
  // The main thread's objects are clones here, each time others.
  const states = seen.messages.flatMap(({ handle }) => (handle === 'same' ? [] : (handle?.shared ?? [])));
  expect(new Set(states).size).toBe(states.length);
});

test('it ends when it has taken its time, and lets go of what it kept', async () => {
  const seen = nothingSeen();
  for await (const _ of warmUp(parts(400, seen)));
  expect(seen.replies).toHaveLength(2);
  expect(seen.rests).toBe(2);
});

test('it ends when nothing is left to be gained, with data made anew now and then', async () => {
  const seen = nothingSeen();
  for await (const _ of warmUp(parts(0, seen, ok)));
  const queries = seen.messages.length / 300;
  expect(Number.isInteger(queries)).toBe(true);
  expect(new Set(seen.messages.map(({ handle }) => (handle === 'same' ? 'same' : handle?.['cacheKey']))).size).toBe(5);
  // Three times with each of the data, and at their end.
  expect(seen.rests).toBe(16);
});

test('who stops listening stops it', async () => {
  const seen = nothingSeen();
  for await (const _ of warmUp(parts(0, seen))) if (seen.replies.length === 3) break;
  expect([seen.replies.length, seen.rests, readdirSync(folder)]).toEqual([3, 2, []]);
});

test('an answer that is none is an error', async () => {
  const seen = nothingSeen();
  const run = async (): Promise<void> => {
    for await (const _ of warmUp(parts(0, seen, { ...ok, status: 422, body: new TextEncoder().encode('why') })));
  };
  await expect(run()).rejects.toThrow(/^BUG: .* cannot be answered: why$/);
  expect(seen.rests).toBe(2);
});

const ok: JobReply = { status: 200, contentType: 'application/json', encoding: 'identity', body: new Uint8Array(0) };
