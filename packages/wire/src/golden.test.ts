import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatLabels, labelsToRecord } from '@binnacle/model';
import { describe, expect, test } from 'vitest';
import { CollectingSink } from './collecting-sink.ts';
import { decodeRemoteWrite1 } from './remote-write-1-decoder.ts';
import { decodeRemoteWrite2 } from './remote-write-2-decoder.ts';
import { decompressSnappy } from './snappy.ts';
import { finishDecoding } from './write-sink.ts';

const corpus = new URL('../../../testdata/wire/', import.meta.url);

/** One JSON object per line: a changed sample is a one-line diff. NaN and infinities as words, since JSON has none. */
function toJsonLines(sink: CollectingSink): string {
  const words = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  const lines: string[] = [];
  for (const { labels, samples, histograms, exemplars } of sink.series) {
    const series = formatLabels(labels);
    for (const sample of samples) lines.push(JSON.stringify({ series, ...sample }, words));
    for (const histogram of histograms) lines.push(JSON.stringify({ series, ...histogram }, words));
    for (const one of exemplars)
      lines.push(JSON.stringify({ series, exemplar: { ...one, labels: labelsToRecord(one.labels) } }));
  }
  for (const [metric, metadata] of sink.metadataByMetric) lines.push(JSON.stringify({ metric, ...metadata }));
  return `${lines.join('\n')}\n`;
}

// Request bodies of a Prometheus 3.5 that we ran. Refresh with `vitest -u`, then read the diff.
describe('golden files', () => {
  test.each(readdirSync(corpus).filter((name) => name.endsWith('.snappy')))('%s', async (name) => {
    const unpacked = decompressSnappy(readFileSync(new URL(name, corpus)));
    if (!unpacked.ok) throw new Error(unpacked.message);
    const sink = new CollectingSink();
    const decode = name.includes('-v2-') ? decodeRemoteWrite2 : decodeRemoteWrite1;
    expect(finishDecoding(decode(unpacked.bytes, sink))).toMatchObject({ ok: true, invalid: [] });
    await expect(toJsonLines(sink)).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.golden`, corpus)));
  });
});
