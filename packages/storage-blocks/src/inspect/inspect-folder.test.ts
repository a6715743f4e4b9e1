import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOW_MS, addSample, labelSet, query } from '@binnacle/storage/conformance';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBlocksEngine } from '../engine/blocks-engine.ts';
import { inspectFolder } from './inspect-folder.ts';
import { repairFolder } from './repair-folder.ts';

const T = NOW_MS - 3_600_000;
const SERIES = 200;
const STEPS = 20;
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'binnacle-inspect-'));
});
afterEach(() => rm(dir, { recursive: true }));

const open = (): ReturnType<typeof openBlocksEngine> =>
  openBlocksEngine({ dir, clock: () => NOW_MS, maintenance: 'manual', flushOnClose: false });
const blockPath = (file: string): string => join(dir, 'workspaces/default/blocks', file);

async function fill(): Promise<void> {
  const engine = await open();
  for (let step = 0; step < STEPS; step++) {
    const appender = engine.appender('default');
    for (let i = 0; i < SERIES; i++)
      addSample(appender, labelSet({ __name__: 'm', i: `${i}` }), T + step * 15_000, Math.sin(i + step));
    await appender.commit();
    if (step === STEPS - 2) await engine.flush('default');
  }
  await engine.close();
}

test('a healthy folder: files, series, samples, bytes per sample, and no problem', async () => {
  await fill();
  const { workspaces, problems } = await inspectFolder(dir);
  expect(problems).toEqual([]);
  expect(workspaces).toMatchObject([
    {
      name: 'default',
      samplesInBlocks: SERIES * (STEPS - 1),
      minTimeMs: T,
      maxTimeMs: T + (STEPS - 2) * 15_000,
      blocks: [{ file: '0000000001.block', series: SERIES, damagedPages: 0, pages: 5 }],
      log: [{ records: 1 }],
    },
  ]);
  expect(workspaces[0]!.bytesPerSample).toBeGreaterThan(1);
});

test('a damaged page is named; repair keeps all other samples, and the damaged file', async () => {
  await fill();
  const bytes = await readFile(blockPath('0000000001.block'));
  bytes[3000]! ^= 1;
  await writeFile(blockPath('0000000001.block'), bytes);
  const before = await inspectFolder(dir);
  expect(before.problems).toMatchObject([
    {
      file: 'workspaces/default/blocks/0000000001.block',
      problem: expect.stringMatching(/checksum mismatch in page \d at offset \d+/) as string,
    },
  ]);

  const repairs = await repairFolder(dir);
  expect(repairs).toMatchObject([
    {
      setAside: 'workspaces/default/quarantine/0000000001.block',
      replacedBy: '0000000002.block',
      samplesBefore: SERIES * (STEPS - 1),
      samplesKept: (SERIES - 64) * (STEPS - 1),
    },
  ]);
  expect((await inspectFolder(dir)).problems).toEqual([]);
  expect(await readdir(join(dir, 'workspaces/default/quarantine'))).toEqual(['0000000001.block']);
  expect(await repairFolder(dir)).toEqual([]);

  const engine = await open();
  const got = Object.values(query(engine, []));
  await engine.close();
  expect(got.filter((samples) => samples.length === STEPS)).toHaveLength(SERIES - 64);
  // The sample that was in the log is there for the others too.
  expect(got.filter((samples) => samples.length === 1)).toHaveLength(64);
});

test('a block without its footer is set aside whole', async () => {
  await fill();
  const bytes = await readFile(blockPath('0000000001.block'));
  await writeFile(blockPath('0000000001.block'), bytes.subarray(0, bytes.length - 3));
  expect((await inspectFolder(dir)).problems).toMatchObject([
    { meaning: expect.stringContaining(`${SERIES * (STEPS - 1)} samples of ${SERIES} series`) as string },
  ]);
  expect(await repairFolder(dir)).toMatchObject([{ replacedBy: undefined, samplesKept: 0 }]);
  const engine = await open();
  expect(Object.keys(query(engine, []))).toHaveLength(SERIES);
  await engine.close();
});

test('a block that is missing is told, and no query fails after a repair', async () => {
  await fill();
  await rm(blockPath('0000000001.block'));
  expect((await inspectFolder(dir)).problems).toMatchObject([{ problem: expect.stringContaining('ENOENT') as string }]);
  expect(await repairFolder(dir)).toMatchObject([{ setAside: undefined, replacedBy: undefined }]);
  const engine = await open();
  expect(Object.keys(query(engine, []))).toHaveLength(SERIES);
  await engine.close();
});

test('torn and damaged log files, strays', async () => {
  await fill();
  const wal = join(dir, 'workspaces/default/wal');
  const [file = ''] = await readdir(wal);
  const bytes = await readFile(join(wal, file));
  await writeFile(join(wal, file), bytes.subarray(0, bytes.length - 1));
  await writeFile(blockPath('0000000007.block'), 'x');
  const { problems } = await inspectFolder(dir);
  expect(problems.map(({ problem }) => problem)).toEqual([
    'not in the manifest',
    expect.stringMatching(/^the last \d+ bytes are no whole record$/),
  ]);
});
