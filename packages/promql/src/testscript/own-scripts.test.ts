import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createMemoryEngine } from '@binnacle/storage';
import { describe, expect, test } from 'vitest';
import { memoryTarget } from '../eval/memory-target.test-data.ts';
import { runScript } from './run-script.ts';

const folder = fileURLToPath(new URL('../../../../testdata/promql', import.meta.url));
const scripts = readdirSync(folder).filter((name) => name.endsWith('.test'));

// However an engine cuts its series into groups, the answers are the same.
describe.each(['each', 'same', 'all'] as const)('our scripts, series grouped: %s', (grouping) => {
  test.each(scripts)('%s', async (name) => {
    const target = memoryTarget(() => createMemoryEngine({ grouping }));
    const { evals, failures } = await runScript(readFileSync(`${folder}/${name}`, 'utf8'), target);
    expect(failures.map(({ line, query, complaint }) => `${name}:${line}: ${query}: ${complaint}`)).toEqual([]);
    expect(evals).toBeGreaterThan(0);
  });
});
