import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatLabels, labelsToRecord } from '@binnacle/model';
import { describe, expect, test } from 'vitest';
import type { ExpositionFamily } from './families.ts';
import { formatNumber } from './format-number.ts';
import { parseExposition } from './parse-exposition.ts';

const corpus = new URL('../../../testdata/exposition/', import.meta.url);

/** One JSON object per line: a changed sample is a one-line diff. */
function toJsonLines(families: readonly ExpositionFamily[]): string {
  const lines: string[] = [];
  for (const { samples, ...family } of families) {
    lines.push(JSON.stringify(family));
    for (const { labels, value, exemplars, ...rest } of samples) {
      const shown = exemplars?.map((one) => ({ ...one, labels: labelsToRecord(one.labels) }));
      lines.push(
        JSON.stringify({ series: formatLabels(labels), value: formatNumber(value), ...rest, exemplars: shown }),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

const formatOf = (name: string): 'openmetrics' | 'protobuf' | 'prometheus-text' =>
  name.endsWith('.om.txt') ? 'openmetrics' : name.endsWith('.pb') ? 'protobuf' : 'prometheus-text';

// Captures of programs that we ran, and files written by hand. Refresh with `vitest -u`, then read the diff.
describe('golden files', () => {
  test.each(readdirSync(corpus).filter((name) => /\.(prom|om\.txt|pb)$/.test(name)))('%s', async (name) => {
    const outcome = parseExposition(readFileSync(new URL(name, corpus)), formatOf(name), { normalizeBounds: true });
    if (!outcome.ok) throw new Error(outcome.problem.message);
    await expect(toJsonLines(outcome.families)).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.golden`, corpus)));
  });
});

test('the hand-written OpenMetrics file keeps every rule', () => {
  const body = readFileSync(new URL('all-types.om.txt', corpus));
  expect(parseExposition(body, 'openmetrics', { strict: true })).toMatchObject({ ok: true });
});
