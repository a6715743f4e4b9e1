import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AGENT_OPTIONS } from './config/agent-options.ts';
import { PROM_OPTION_NAMES } from './inputs/prom-options.ts';

const page = readFileSync(new URL('../../../docs/agent.md', import.meta.url), 'utf8');

test.each(AGENT_OPTIONS.map(({ name }) => name))('docs/agent.md tells of the setting %s', (name) => {
  expect(page).toContain(`| \`${name}\` |`);
});

test.each(PROM_OPTION_NAMES)('docs/agent.md tells of the option %s', (name) => {
  expect(page).toMatch(new RegExp(`\`(\\[\\[…)?${name}(\\]\\])?\``));
});

test('docs/agent.md tells of every code of a problem', () => {
  const sources = ['failure-text', 'fetch-target', 'read-target', 'tls-material', 'raw-output', 'target-scraper'].map(
    (name) => `scrape/${name}`,
  );
  const text = [...sources, 'inputs/conf-file', 'inputs/conf-folder', 'inputs/issues-to-problems']
    .map((name) => readFileSync(new URL(`${name}.ts`, import.meta.url), 'utf8'))
    .join('\n');
  const codes = new Set(
    [
      ...text.matchAll(
        /'((?:tls|bad|missing|not|body|unknown|connection|queue)_[a-z_]+|timeout|unreachable|http_status)'/g,
      ),
    ].map((match) => match[1]!),
  );
  expect([...codes].filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});
