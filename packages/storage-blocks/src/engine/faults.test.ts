import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommitOutcome } from '@binnacle/storage';
import { NOW_MS, named, query, write } from '@binnacle/storage/conformance';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AppendFile, createAppendFile } from '../log/segment-file.ts';
import { openBlocksEngine } from './blocks-engine.ts';
import type { BlocksEngineOptions } from './options.ts';

const T = NOW_MS - 60_000;
let dir = '';
let events: string[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'binnacle-faults-'));
  events = [];
});
afterEach(() => rm(dir, { recursive: true }));

const open = (more: Partial<BlocksEngineOptions> = {}): ReturnType<typeof openBlocksEngine> =>
  openBlocksEngine({
    dir,
    clock: () => NOW_MS,
    maintenance: 'manual',
    flushOnClose: false,
    onEvent: ({ level, message }) => events.push(`${level}: ${message}`),
    ...more,
  });
const workspace = (...path: string[]): string => join(dir, 'workspaces', 'default', ...path);
const up = { __name__: 'up' };
const values = (engine: Awaited<ReturnType<typeof open>>): unknown[] =>
  (query(engine, named('up'))['{"__name__":"up"}'] ?? []).map(({ value }) => value);

async function flipBit(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at]! ^= 0x10;
  await writeFile(path, bytes);
}

/** The log's files, of which only `room` bytes more fit on the disk. */
function fullDisk(disk: { room: number }): (path: string) => Promise<AppendFile> {
  const noSpace = (): Error => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  return async (path) => {
    if (disk.room <= 0) throw noSpace();
    const file = await createAppendFile(path);
    return {
      ...file,
      async write(bytes) {
        const fits = Math.min(bytes.length, disk.room);
        disk.room -= fits;
        await file.write(bytes.subarray(0, fits));
        if (fits < bytes.length) throw noSpace();
      },
    };
  };
}

test('a disk that is full: a clear answer, queries go on, and writing resumes by itself', async () => {
  const disk = { room: 400 };
  const engine = await open({ createAppendFile: fullDisk(disk) });
  const outcomes: CommitOutcome[] = [];
  for (let i = 0; i < 20; i++) outcomes.push(await write(engine, up, [[T + i, i]]));
  const accepted = outcomes.filter((outcome) => outcome.ok).length;
  for (const outcome of outcomes.slice(accepted)) {
    expect(outcome).toMatchObject({ ok: false, code: 'disk_full', retryAfterMs: 5000 });
  }
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThan(20);
  const acknowledged = Array.from({ length: accepted }, (_, i) => i);
  expect(values(engine)).toEqual(acknowledged);
  disk.room = 10_000;
  expect(await write(engine, up, [[T + 100, 100]])).toMatchObject({ ok: true });
  expect(values(engine)).toEqual([...acknowledged, 100]);
  await engine.close();
  const again = await open();
  expect(values(again)).toEqual([...acknowledged, 100]);
  await again.close();
});

test('a failed sync takes nothing back and promises nothing', async () => {
  let failing = false;
  const engine = await open({
    async createAppendFile(path) {
      const file = await createAppendFile(path);
      return {
        ...file,
        async sync() {
          if (failing) throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
          await file.sync();
        },
      };
    },
  });
  await write(engine, up, [[T, 1]]);
  failing = true;
  expect(await write(engine, up, [[T + 1, 2]])).toMatchObject({ ok: false, code: 'io_error' });
  failing = false;
  await write(engine, up, [[T + 2, 3]]);
  expect(values(engine)).toEqual([1, 3]);
  await engine.close();
  const again = await open();
  expect(values(again)).toEqual([1, 3]);
  await again.close();
});

test.each([
  { walFsync: 'commit' as const, atLeast: 3 },
  { walFsync: 'interval' as const, atLeast: 0 },
])('walFsync "$walFsync" syncs before the answer, or later and when closing', async ({ walFsync, atLeast }) => {
  let syncs = 0;
  const engine = await open({
    walFsync,
    async createAppendFile(path) {
      const file = await createAppendFile(path);
      return {
        ...file,
        sync() {
          syncs++;
          return file.sync();
        },
      };
    },
  });
  for (let i = 0; i < 3; i++) await write(engine, up, [[T + i, i]]);
  expect(syncs).toBeGreaterThanOrEqual(atLeast);
  expect(syncs).toBeLessThanOrEqual(atLeast + 1);
  await engine.close();
  expect(syncs).toBeGreaterThan(atLeast);
  const again = await open();
  expect(values(again)).toEqual([0, 1, 2]);
  await again.close();
});

test('a batch that cannot be written takes the definitions of the others of its group along', async () => {
  const engine = await open();
  const bad = engine.appender('default');
  bad.float(12_345, T, 1, 0);
  const [good, refused] = await Promise.all([write(engine, up, [[T, 1]]), bad.commit()]);
  expect([good, refused]).toMatchObject([
    { ok: false },
    { ok: false, message: expect.stringContaining('BUG: ') as string },
  ]);
  expect(await write(engine, up, [[T, 2]])).toMatchObject({ ok: true });
  await engine.close();
  const again = await open();
  expect(values(again)).toEqual([2]);
  await again.close();
});

test('too much that waits for the disk is turned away, not kept in memory', async () => {
  const engine = await open({ maxQueuedBytes: 100 });
  const outcomes = await Promise.all(Array.from({ length: 50 }, (_, i) => write(engine, up, [[T + i, i]])));
  const refused = outcomes.filter((outcome) => !outcome.ok);
  expect(refused.length).toBeGreaterThan(0);
  for (const outcome of refused) expect(outcome).toMatchObject({ code: 'overloaded', retryAfterMs: 1000 });
  expect(values(engine)).toHaveLength(50 - refused.length);
  await engine.close();
  expect(await write(engine, up, [[T, 1]]).catch((cause: unknown) => cause)).toBeInstanceOf(Error);
});

test('a damaged record of the log costs its samples alone, is named, and the file is kept', async () => {
  const engine = await open();
  for (let i = 0; i < 5; i++) await write(engine, up, [[T + i, i]]);
  await engine.close();
  const [file = ''] = await readdir(workspace('wal'));
  const bytes = await readFile(workspace('wal', file));
  // Inside the third record: each is as long as the last.
  const length = bytes.length - bytes.lastIndexOf('BREC');
  await flipBit(workspace('wal', file), bytes.length - 3 * length + 30);
  const again = await open();
  expect(values(again)).toEqual([0, 1, 3, 4]);
  expect(events.join()).toMatch(/error: log file 0000000001-0000000001.wal: checksum mismatch .* at offset \d+/);
  expect(await readdir(workspace('wal'))).toContain(`${file}.damaged`);
  await write(again, up, [[T + 9, 9]]);
  expect(values(again)).toEqual([0, 1, 3, 4, 9]);
  await again.close();
});

test('a torn tail is cut off and said so', async () => {
  const engine = await open();
  for (let i = 0; i < 3; i++) await write(engine, up, [[T + i, i]]);
  await engine.close();
  const [file = ''] = await readdir(workspace('wal'));
  const bytes = await readFile(workspace('wal', file));
  await writeFile(workspace('wal', file), bytes.subarray(0, bytes.length - 5));
  const again = await open();
  expect(values(again)).toEqual([0, 1]);
  expect(events.join()).toMatch(/warn: log file .* a write that was not finished; cut off at \d+/);
  await again.close();
  events = [];
  await (await open()).close();
  expect(events).toEqual([]);
});

test('a flipped bit anywhere in a block is detected, never read as a value', async () => {
  const engine = await open();
  for (let i = 0; i < 40; i++) await write(engine, up, [[T + i * 15_000 * (1 + (i % 3)), Math.sin(i) * 1e6]]);
  await engine.flush('default');
  const want = values(engine);
  await engine.close();
  const [file = ''] = await readdir(workspace('blocks'));
  const path = workspace('blocks', file);
  const bytes = await readFile(path);
  for (let at = 0; at < bytes.length; at += 11) {
    const flipped = Buffer.from(bytes);
    flipped[at]! ^= 1 << (at % 8);
    await writeFile(path, flipped);
    const again = await open();
    expect(() => values(again), `byte ${at} of ${bytes.length}`).toThrow(/block 0000000001.block: /);
    await again.close();
  }
  await writeFile(path, bytes);
  const healed = await open();
  expect(values(healed)).toEqual(want);
  await healed.close();
}, 60_000);

test.each(['flipped', 'cut', 'missing'])('a manifest that is %s is made anew from the blocks', async (kind) => {
  const engine = await open();
  for (let i = 0; i < 4; i++) {
    await write(engine, up, [[T + i, i]]);
    await engine.flush('default');
  }
  await engine.settle('default');
  await write(engine, up, [[T + 4, 4]]);
  await engine.flush('default');
  await engine.close();
  const path = workspace('manifest.json');
  if (kind === 'flipped') await flipBit(path, 40);
  else if (kind === 'cut') await writeFile(path, (await readFile(path)).subarray(0, 50));
  else await rm(path);
  const again = await open();
  expect(values(again)).toEqual([0, 1, 2, 3, 4]);
  expect(events.join()).toContain('manifest.json: ');
  await write(again, up, [[T + 5, 5]]);
  await again.settle('default');
  expect(values(again)).toEqual([0, 1, 2, 3, 4, 5]);
  await again.close();
});

test('what is left of work that was not finished is removed', async () => {
  const engine = await open();
  await write(engine, up, [[T, 1]]);
  await engine.flush('default');
  await engine.close();
  await writeFile(workspace('blocks', '0000000009.block.tmp'), 'half');
  await writeFile(workspace('blocks', '0000000008.block'), 'never published');
  const again = await open();
  expect(await readdir(workspace('blocks'))).toEqual(['0000000001.block']);
  expect(values(again)).toEqual([1]);
  await again.close();
});

test('blocks beyond the retention are dropped, by age and by size', async () => {
  const engine = await open({ limits: { retentionMs: 3_600_000 } });
  await write(engine, up, [[NOW_MS - 3_000_000, 1]]);
  await engine.flush('default');
  await engine.close();
  const later = await open({ clock: () => NOW_MS + 1_800_000, limits: { retentionMs: 3_600_000 } });
  await write(later, up, [[NOW_MS + 1_800_000, 2]]);
  expect(await write(later, up, [[NOW_MS - 2_000_000, 3]])).toMatchObject({
    ok: true,
    samples: 0,
    rejections: [{ reason: 'too_old', message: expect.stringContaining('--storage.retention') as string }],
  });
  await later.maintain('default');
  expect(values(later)).toEqual([2]);
  await later.flush('default');
  await later.close();
  const small = await open({ limits: { retentionBytes: 10 } });
  await small.maintain('default');
  expect(values(small)).toEqual([]);
  expect(await readdir(workspace('blocks'))).toEqual([]);
  await small.close();
});
