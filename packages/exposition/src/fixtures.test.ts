import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createParser } from './parser.ts';
import { FamilyCollector, parseExposition } from './parse-exposition.ts';

const root = process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../shared/fixtures', import.meta.url));
const folder = join(root, 'exposition');
const present = existsSync(folder);
const files = present ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];
const isText = (name: string): boolean => name.endsWith('.prom') || name.endsWith('.prom.txt');

// Captures of real components that are not part of the repository: skipped where the folder is absent.
describe.skipIf(!present)('captured expositions', () => {
  test.each(files.filter(isText))('%s', (name) => {
    const body = readFileSync(join(folder, name));
    const outcome = parseExposition(body);
    if (!outcome.ok) throw new Error(`${name}: ${outcome.problem.message}`);
    const samples = outcome.families.reduce((sum, family) => sum + family.samples.length, 0);
    // Every line that is neither empty nor a comment is one sample.
    const lines = body
      .toString()
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'));
    expect(samples).toBe(lines.length);
  });

  test.each(files.filter((name) => name.endsWith('.om.txt')))('%s', (name) => {
    const outcome = parseExposition(readFileSync(join(folder, name)), 'openmetrics');
    expect(outcome).toMatchObject({ ok: true });
  });

  test('pieces of any size give what the whole gives', () => {
    for (const name of files.filter((file) => /etcd-3.4|alltypes|dovecot/.test(file))) {
      const body = readFileSync(join(folder, name));
      const format = name.endsWith('.om.txt') ? 'openmetrics' : 'prometheus-text';
      const whole = parseExposition(body, format);
      if (!whole.ok) throw new Error(whole.problem.message);
      for (const size of [7, 1000, 65_536]) {
        const collector = new FamilyCollector();
        const parser = createParser(format, collector);
        for (let i = 0; i < body.length; i += size) parser.push(body.subarray(i, i + size));
        expect(parser.end()).toMatchObject({ ok: true });
        expect(collector.families()).toEqual(whole.families);
      }
    }
  });
});

interface ConformanceCase {
  readonly name: string;
  readonly shouldParse: boolean;
  readonly text?: string;
  readonly base64?: string;
}

const conformance = join(folder, 'openmetrics/conformance.json');
const cases: readonly ConformanceCase[] =
  present && statSync(conformance).isFile() ? JSON.parse(readFileSync(conformance, 'utf8')).cases : [];

describe.skipIf(!present)('OpenMetrics conformance', () => {
  test.each(cases)('$name parses: $shouldParse', ({ shouldParse, text, base64 }) => {
    const body = base64 === undefined ? new TextEncoder().encode(text) : Buffer.from(base64, 'base64');
    const outcome = parseExposition(body, 'openmetrics', { strict: true });
    const shown = outcome.ok ? 'parses' : outcome.problem.message;
    expect(shown).toMatch(shouldParse ? /^parses$/ : /^line \d+, column \d+: expected .+, got .+/);
  });
});
