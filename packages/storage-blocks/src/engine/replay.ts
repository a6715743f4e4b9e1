import { readFile, readdir, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type MetricMetadata, labelsFromSorted } from '@binnacle/model';
import type { Memtable } from '../head/memtable.ts';
import { type SegmentReport, readSegment } from '../log/log-reader.ts';
import type { RecordSink } from '../log/record.ts';
import { type SegmentName, parseSegmentFileName, segmentFileName } from '../log/segment-file.ts';

type Report = (level: 'info' | 'warn' | 'error', message: string) => void;

/** Where the samples of the log go. */
export interface ReplayTarget {
  /** Finds or makes a label pair. */
  pair(name: string, value: string): number;
  /** Finds or makes the series of pairs, which are in the order of their names. */
  series(pairs: readonly number[]): number;
  memtable(generation: number): Memtable;
  metadata(metric: string, metadata: MetricMetadata): void;
}

export interface LogFiles {
  readonly folder: string;
  /** In the order in which they were written. */
  readonly files: readonly SegmentName[];
  readonly lastGeneration: number;
}

/** The files of a log that are needed; those of memtables that are in blocks are removed. */
export async function listLog(folder: string, flushedGeneration: number): Promise<LogFiles> {
  const all = (await readdir(folder)).sort().flatMap((file) => parseSegmentFileName(file) ?? []);
  for (const name of all) if (name.generation <= flushedGeneration) await unlink(join(folder, segmentFileName(name)));
  const files = all.filter(({ generation }) => generation > flushedGeneration);
  return { folder, files, lastGeneration: Math.max(0, ...all.map(({ generation }) => generation)) };
}

/** Reads all files. Torn tails are cut off, damaged records left out; both are said. */
export async function replayLog({ folder, files }: LogFiles, report: Report, target: ReplayTarget): Promise<void> {
  for (const name of files) await replaySegment(folder, name, target, report);
}

async function replaySegment(folder: string, name: SegmentName, target: ReplayTarget, report: Report): Promise<void> {
  const file = segmentFileName(name);
  const path = join(folder, file);
  const bytes = await readFile(path);
  const sink = new SegmentSink(target, target.memtable(name.generation));
  const found = readSegment(bytes, sink);
  for (const { offset, length, problem } of found.damages) {
    report(
      'error',
      `log file ${file}: ${problem} at offset ${offset}, ${length} bytes left out; the file is kept as ${file}.damaged`,
    );
  }
  if (found.damages.length > 0) await writeFile(`${path}.damaged`, bytes);
  if (sink.unknownSamples > 0) {
    report(
      'error',
      `log file ${file}: ${sink.unknownSamples} samples left out, whose series were defined in a damaged record`,
    );
  }
  if (found.tornBytes > 0) await cutTail(path, file, found, bytes, report);
}

async function cutTail(
  path: string,
  file: string,
  found: SegmentReport,
  bytes: Uint8Array,
  report: Report,
): Promise<void> {
  const { goodBytes, tornBytes } = found;
  report(
    'warn',
    `log file ${file}: the last ${tornBytes} bytes are a write that was not finished; cut off at ${goodBytes}`,
  );
  // Whoever wants to look at it finds it; a tail of zeros (space that was reserved but not written) says nothing.
  const tail = bytes.subarray(goodBytes);
  if (tail.some((byte) => byte !== 0)) await writeFile(`${path}.torn`, tail);
  await truncate(path, goodBytes);
}

/** Turns the numbers of a file into those of this process. */
class SegmentSink implements RecordSink {
  unknownSamples = 0;
  private readonly target: ReplayTarget;
  private readonly memtable: Memtable;
  /** By number of a pair in the file: that in the index. */
  private readonly pairs = new Map<number, number>();
  private readonly own: number[] = [];
  private numbers = new Uint32Array(1024);

  constructor(target: ReplayTarget, memtable: Memtable) {
    this.target = target;
    this.memtable = memtable;
  }

  pair(pair: number, name: string, value: string): void {
    this.pairs.set(pair, this.target.pair(name, value));
  }

  series(series: number, pairs: readonly number[]): void {
    const { own } = this;
    own.length = 0;
    for (const pair of pairs) {
      const known = this.pairs.get(pair);
      // Its definition was in a damaged record: a series with a label less would be another series.
      if (known === undefined) return;
      own.push(known);
    }
    if (series >= this.numbers.length) {
      const larger = new Uint32Array(series * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[series] = this.target.series(own);
  }

  row(series: Uint32Array, values: Float64Array, count: number, timestampMs: number): void {
    const { numbers } = this;
    let known = 0;
    // Numbers that are too high, and those of series without a definition, are 0 here. Whoever is known moves up.
    for (let i = 0; i < count; i++) {
      const own = numbers[series[i]!] ?? 0;
      if (own === 0) continue;
      series[known] = own;
      values[known++] = values[i]!;
    }
    this.unknownSamples += count - known;
    this.memtable.row(series, values, 0, known, timestampMs);
  }

  float(series: number, timestampMs: number, value: number, startMs: number): void {
    const known = this.known(series);
    if (known !== 0) this.memtable.float(known, timestampMs, value, startMs);
  }

  stale(series: number, timestampMs: number): void {
    const known = this.known(series);
    if (known !== 0) this.memtable.stale(known, timestampMs);
  }

  histogram(series: number, timestampMs: number, bytes: Uint8Array, startMs: number): void {
    const known = this.known(series);
    if (known !== 0) this.memtable.histogram(known, timestampMs, bytes, startMs);
  }

  exemplar(...[series, exemplar]: Parameters<RecordSink['exemplar']>): void {
    const known = this.known(series);
    if (known === 0) return;
    const { labels, value, timestampMs } = exemplar;
    this.memtable.exemplar(known, { labels: labelsFromSorted(labels), value, timestampMs });
  }

  metadata(metric: string, metadata: MetricMetadata): void {
    this.target.metadata(metric, metadata);
  }

  private known(series: number): number {
    const known = this.numbers[series] ?? 0;
    if (known === 0) this.unknownSamples++;
    return known;
  }
}
