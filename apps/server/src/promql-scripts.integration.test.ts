import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runScriptOverHttp } from '../test/script-over-http.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const folders = [
  join(repository, 'testdata/promql'),
  join(process.env['BINNACLE_FIXTURES'] ?? join(repository, '../shared/fixtures'), 'promql'),
];
const scripts = folders
  .filter((it) => existsSync(it))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.test'))
      .map((name) => join(folder, name)),
  );

test.each(scripts)('%s over remote write and the HTTP API', { timeout: 300_000 }, async (file) => {
  const { evals, differences } = await runScriptOverHttp(readFileSync(file, 'utf8'));
  expect(evals).toBeGreaterThan(0);
  expect(differences.slice(0, 5)).toEqual([]);
});
