import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'binnacle-lock-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('one holder at a time', async () => {
  const lock = await lockFolder(dir);
  await expect(lockFolder(dir)).rejects.toThrow(`the data folder ${dir} is in use by process ${process.pid}`);
  await lock.release();
  await (await lockFolder(dir)).release();
});

test.each([
  { name: 'a process that is gone', content: '999999999 5\n' },
  { name: 'a process whose number another one has now', content: '1 123456789123\n' },
  { name: 'a loss of power', content: '' },
  { name: 'an earlier life of this process', content: `${process.pid} 1\n` },
])('a lock left behind by $name does not stand in the way', async ({ content }) => {
  await writeFile(join(dir, 'lock'), content);
  const lock = await lockFolder(dir);
  expect(await readFile(join(dir, 'lock'), 'utf8')).toContain(`${process.pid} `);
  await lock.release();
});

test('the lock of a process that lives is respected', async () => {
  const stat = await readFile('/proc/1/stat', 'utf8').catch(() => undefined);
  const start = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  await writeFile(join(dir, 'lock'), `1 ${start}\n`);
  await expect(lockFolder(dir)).rejects.toThrow('is in use by process 1');
});
