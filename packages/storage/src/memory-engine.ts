import { METRIC_NAME, labelValue } from '@binnacle/model';
import type { Appender } from './appender.ts';
import type { CardinalityStats, ReaderHandle, SeriesCount, StorageEngine, StorageStats, Workspace } from './engine.ts';
import type { Matcher } from './matcher.ts';
import { MemoryAppender } from './memory/memory-appender.ts';
import type { Grouping } from './memory/memory-group.ts';
import { MemoryQuerier, matchesAny } from './memory/memory-querier.ts';
import { SeriesTable } from './memory/series-table.ts';
import type { Querier } from './querier.ts';

export interface MemoryEngineOptions {
  /** How a selection is cut into groups; `same` unless told. */
  readonly grouping?: Grouping;
}

/** A storage engine, and what opens its reader handles (on the same thread: it shares no memory). */
export interface MemoryEngine extends StorageEngine {
  openReader(handle: ReaderHandle): Querier;
}

/**
 * A storage engine of maps and lists: the reference the real ones are compared with, and the storage of query tests. It
 * keeps everything, sorts by comparison, scans every series, and forgets all when it is closed.
 */
export function createMemoryEngine(options: MemoryEngineOptions = {}): MemoryEngine {
  const grouping = options.grouping ?? 'same';
  const tables = new Map<Workspace, SeriesTable>();
  const readers = new Map<number, Querier>();
  let handles = 0;
  let snapshots = 0;
  const table = (workspace: Workspace): SeriesTable => {
    const known = tables.get(workspace) ?? new SeriesTable();
    tables.set(workspace, known);
    return known;
  };
  const querier = (workspace: Workspace, startMs: number, endMs: number): Querier =>
    new MemoryQuerier(table(workspace), startMs, endMs, grouping);

  return {
    openWorkspace(workspace) {
      table(workspace);
      return Promise.resolve();
    },
    appender: (workspace): Appender => new MemoryAppender(table(workspace)),
    querier,
    readerHandle(workspace, startMs, endMs) {
      handles++;
      readers.set(handles, querier(workspace, startMs, endMs));
      return { kind: 'memory', reader: handles };
    },
    openReader(handle) {
      const reader = readers.get(Number(handle['reader']));
      if (reader === undefined) throw new Error('BUG: the reader was released, or belongs to another engine');
      return reader;
    },
    releaseReader(handle) {
      readers.delete(Number(handle['reader']));
    },
    deleteSeries(workspace, selectors: readonly (readonly Matcher[])[], startMs, endMs) {
      for (const series of table(workspace).series.filter(matchesAny(selectors))) {
        series.samples = series.samples.filter(({ t }) => t < startMs || t > endMs);
      }
      return Promise.resolve();
    },
    cleanTombstones: () => Promise.resolve(),
    snapshot: () => Promise.resolve(`snapshot-${++snapshots}`),
    stats: (workspace) => statsOf(table(workspace)),
    cardinality: (workspace, limit) => cardinalityOf(table(workspace), limit),
    close() {
      tables.clear();
      readers.clear();
      return Promise.resolve();
    },
  };
}

function statsOf(table: SeriesTable): StorageStats {
  const times = table.series.flatMap(({ samples }) => samples.map(({ t }) => t));
  const fold = (pick: (a: number, b: number) => number): number | undefined =>
    times.length === 0 ? undefined : times.reduce((a, b) => pick(a, b));
  return {
    activeSeries: table.series.filter(({ samples }) => samples.length > 0).length,
    samplesAppended: table.samplesAppended,
    minTimeMs: fold(Math.min),
    maxTimeMs: fold(Math.max),
    sizeBytes: 0,
    figures: {},
  };
}

function cardinalityOf(table: SeriesTable, limit: number): CardinalityStats {
  const byMetric = new Map<string, number>();
  const byPair = new Map<string, number>();
  const values = new Map<string, Set<string>>();
  const bytes = new Map<string, number>();
  const add = (counts: Map<string, number>, name: string, n: number): void => {
    counts.set(name, (counts.get(name) ?? 0) + n);
  };
  for (const { labels } of table.series) {
    add(byMetric, labelValue(labels, METRIC_NAME), 1);
    for (let i = 0; i < labels.length; i += 2) {
      const [name, value] = [labels[i]!, labels[i + 1]!];
      add(byPair, `${name}=${value}`, 1);
      const known = values.get(name) ?? new Set();
      if (!known.has(value)) add(bytes, name, value.length);
      values.set(name, known.add(value));
    }
  }
  const top = (counts: ReadonlyMap<string, number>): SeriesCount[] =>
    [...counts]
      .map(([name, count]) => ({ name, count }))
      .sort((a, b) => b.count - a.count)
      .slice(0, limit);
  return {
    seriesCount: table.series.length,
    labelPairCount: byPair.size,
    byMetric: top(byMetric),
    valuesByLabel: top(new Map([...values].map(([name, set]) => [name, set.size]))),
    memoryByLabel: top(bytes),
    byPair: top(byPair),
  };
}
