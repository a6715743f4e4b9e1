import { expect, test } from 'vitest';
import { Batch, FLOAT, STALE } from './batch.ts';
import { ByteWriter } from './byte-writer.ts';
import { readSegment } from './log-reader.ts';
import { type RecordSink, writeRecord } from './record.ts';
import { SEGMENT_HEADER_BYTES, segmentHeader } from './segment-file.ts';

/** A file of the log with three records, and where each begins. */
function segment(): { readonly bytes: Uint8Array; readonly starts: readonly number[] } {
  const out = new ByteWriter();
  out.raw(segmentHeader({ generation: 3, segment: 1 }));
  const starts: number[] = [];
  for (let record = 0; record < 3; record++) {
    starts.push(out.length);
    const batch = new Batch();
    for (let i = 0; i < 5; i++) batch.add(i + 1, 1000 + record, i * 0.5, FLOAT, record === 1 ? 900 : 0);
    batch.add(9, 1000 + record, 0, STALE, 0);
    writeRecord(out, batch, {
      define(_, sink) {
        if (record !== 0) return;
        sink.pair(2, '__name__', 'm');
        for (let i = 1; i <= 9; i++) sink.series(i, [2]);
      },
    });
  }
  return { bytes: out.bytes().slice(), starts };
}

function collect(): { readonly sink: RecordSink; readonly lines: string[] } {
  const lines: string[] = [];
  const sink: RecordSink = {
    row(series, values, count, timestampMs) {
      for (let i = 0; i < count; i++) sink.float(series[i]!, timestampMs, values[i]!, 0);
    },
    pair: (pair, name, value) => lines.push(`pair ${pair} ${name}=${value}`),
    series: (series, pairs) => lines.push(`series ${series} ${pairs.join()}`),
    float: (...args) => lines.push(`float ${args.join(' ')}`),
    stale: (...args) => lines.push(`stale ${args.join(' ')}`),
    histogram: (series) => lines.push(`histogram ${series}`),
    exemplar: (series) => lines.push(`exemplar ${series}`),
    metadata: (metric) => lines.push(`metadata ${metric}`),
  };
  return { sink, lines };
}

const linesOf = (bytes: Uint8Array): string[] => {
  const { sink, lines } = collect();
  readSegment(bytes, sink);
  return lines;
};

test('gives back what was written', () => {
  const lines = linesOf(segment().bytes);
  expect(lines.slice(0, 2)).toEqual(['pair 2 __name__=m', 'series 1 2']);
  expect(lines).toContain('float 3 1001 1 900');
  expect(lines).toContain('stale 9 1002');
  expect(lines).toHaveLength(10 + 3 * 6);
});

test('cut off at any byte of the last record, the others are whole and the rest is a torn tail', () => {
  const { bytes, starts } = segment();
  const whole = linesOf(bytes.subarray(0, starts[2]));
  for (let length = starts[2]! + 1; length < bytes.length; length++) {
    const { sink, lines } = collect();
    const report = readSegment(bytes.subarray(0, length), sink);
    expect(report).toEqual({ records: 2, damages: [], goodBytes: starts[2], tornBytes: length - starts[2]! });
    expect(lines).toEqual(whole);
  }
});

test('a flipped bit anywhere costs its record and no other, and is told', () => {
  const { bytes, starts } = segment();
  const all = linesOf(bytes);
  for (let at = SEGMENT_HEADER_BYTES; at < bytes.length; at++) {
    const flipped = bytes.slice();
    flipped[at] = flipped[at]! ^ (1 << (at % 8));
    const { sink, lines } = collect();
    const report = readSegment(flipped, sink);
    const record = starts.findLastIndex((start) => start <= at);
    expect(report.records, `byte ${at}`).toBe(2);
    expect(record === 2 ? report.tornBytes : report.damages[0]?.offset).toBe(
      record === 2 ? bytes.length - starts[2]! : starts[record],
    );
    expect(lines.every((line) => all.includes(line))).toBe(true);
  }
});

test('a header that is not ours is told', () => {
  const { bytes } = segment();
  bytes[0] = 0;
  expect(readSegment(bytes, undefined)).toMatchObject({ records: 3, damages: [{ offset: 0 }] });
  expect(readSegment(new Uint8Array(3), undefined)).toMatchObject({ records: 0, tornBytes: 3 });
});
