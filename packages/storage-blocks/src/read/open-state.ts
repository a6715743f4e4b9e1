import type { MetricMetadata } from '@binnacle/model';
import type { BlockDamage, BlockFile } from '../block/block-file.ts';
import { BlockSource } from '../block/block-source.ts';
import type { PageCache } from '../block/page-cache.ts';
import type { HeadIndexView } from '../head/head-index-view.ts';
import type { MemtableView } from '../head/memtable-view.ts';
import type { MemtableHandle } from '../head/memtable.ts';
import type { Tombstone } from '../manifest/manifest.ts';
import { applyTombstones } from './apply-tombstones.ts';
import { BlocksQuerier, type OpenPart, type StoredExemplar } from './blocks-querier.ts';
import type { KeptSelections } from './kept-selections.ts';
import { readLabels } from './read-labels.ts';
import type { SeriesRegistry } from './series-registry.ts';

/** What a querier reads: blocks, and memtables with their index. */
export interface ReadState {
  readonly startMs: number;
  readonly endMs: number;
  readonly blocks: readonly BlockFile[];
  readonly pages: PageCache;
  readonly registry: SeriesRegistry;
  /** What was selected before by this thread; undefined where nothing is to be kept. */
  readonly kept?: KeptSelections;
  readonly head: { readonly index: HeadIndexView; readonly memtables: readonly MemtableView[] } | undefined;
  readonly tombstones: readonly Tombstone[];
  readonly metadata: () => ReadonlyMap<string, readonly MetricMetadata[]>;
  readonly close: () => void;
  /** Takes note of damaged pages, whose samples then are left out; without it a query over them throws. */
  readonly onDamage?: (damage: BlockDamage) => void;
}

/** Opens a querier over blocks (the oldest first) and, newest of all, memtables. */
export function openState(state: ReadState): BlocksQuerier {
  const { startMs, endMs } = state;
  const overlaps = (each: { readonly minTimeMs: number; readonly maxTimeMs: number }): boolean =>
    each.minTimeMs <= endMs && each.maxTimeMs >= startMs;
  const tombstones = state.tombstones.filter((each) => each.startMs <= endMs && each.endMs >= startMs);
  const parts = state.blocks
    .toSorted((a, b) => a.meta.maxGeneration - b.meta.maxGeneration)
    .map((file) => blockPart(file, overlaps(file.meta), state, tombstones));
  if (state.head !== undefined) parts.push(headPart(state.head, overlaps, tombstones));
  return new BlocksQuerier({
    startMs,
    endMs,
    parts,
    registry: state.registry,
    kept: state.kept,
    metadata: state.metadata,
    close: state.close,
  });
}

function blockPart(
  file: BlockFile,
  isNeeded: boolean,
  { pages, onDamage }: ReadState,
  tombstones: readonly Tombstone[],
): OpenPart {
  const { index, meta } = file;
  const source = new BlockSource(file, pages, onDamage);
  return {
    index,
    indexKey: `${file.number}`,
    sources: isNeeded ? [applyTombstones(source, index, meta.maxGeneration, tombstones)] : [],
    *exemplars(startMs, endMs): Iterable<StoredExemplar> {
      for (const { labels, exemplars } of file.exemplars) {
        for (const exemplar of exemplars)
          if (isBetween(exemplar.timestampMs, startMs, endMs)) yield { labels, exemplar };
      }
    },
  };
}

function headPart(
  { index, memtables }: NonNullable<ReadState['head']>,
  overlaps: (each: MemtableHandle) => boolean,
  tombstones: readonly Tombstone[],
): OpenPart {
  const needed = memtables.filter(({ handle }) => overlaps(handle));
  return {
    index,
    indexKey: index.key,
    sources: needed.map((each) => applyTombstones(each, index, each.handle.generation, tombstones)),
    // Exemplars have times of their own, which the bounds of a memtable do not cover.
    *exemplars(startMs, endMs): Iterable<StoredExemplar> {
      for (const memtable of memtables) {
        for (const { series, exemplar } of memtable.exemplars()) {
          if (isBetween(exemplar.timestampMs, startMs, endMs)) yield { labels: readLabels(index, series), exemplar };
        }
      }
    },
  };
}

const isBetween = (timeMs: number | undefined, startMs: number, endMs: number): boolean =>
  timeMs !== undefined && timeMs >= startMs && timeMs <= endMs;
