import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runScript } from '../testscript/run-script.ts';
import { memoryTarget } from './memory-target.test-data.ts';

const folder =
  process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../../shared/fixtures', import.meta.url));
const scripts = existsSync(`${folder}/promql`)
  ? readdirSync(`${folder}/promql`).filter((name) => name.endsWith('.test'))
  : [];

describe.skipIf(scripts.length === 0)('scripts of Prometheus (skipped where the fixtures are not there)', () => {
  test.each(scripts)('%s', async (name) => {
    const { failures } = await runScript(readFileSync(`${folder}/promql/${name}`, 'utf8'), memoryTarget());
    const texts = failures.map(({ line, query, complaint }) => `${name}:${line}: ${query}: ${complaint}`);
    expect(texts).toEqual([]);
  });
});
