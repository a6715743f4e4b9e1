import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readServerFile } from './server-file.ts';

test('the file is the one that flag, environment or habit name, and may be missing', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'binnacle-up-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const read = async (args: string[], env: Record<string, string> = {}): Promise<string | undefined> =>
    (await readServerFile(args, { env, cwd })).get('listen');
  expect(await read([])).toBeUndefined();
  for (const name of ['binnacle', 'flag', 'env']) writeFileSync(join(cwd, `${name}.yaml`), `listen: ${name}:1\n`);
  expect(await read([])).toBe('binnacle:1');
  expect(await read([], { BINNACLE_CONFIG: 'env.yaml' })).toBe('env:1');
  expect(await read(['--config', 'flag.yaml'], { BINNACLE_CONFIG: 'env.yaml' })).toBe('flag:1');
  expect(await read(['--config=flag.yaml'])).toBe('flag:1');
  expect(await read(['--config=missing.yaml'])).toBeUndefined();
});
