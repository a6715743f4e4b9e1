import type { MetricMetadata } from '@binnacle/model';
import type { Querier, ReaderHandle } from '@binnacle/storage';
import type { WorkspaceHandle } from '../engine/workspace-store.ts';
import { HeadIndexView, type TextCache } from '../head/head-index-view.ts';
import { MemtableView } from '../head/memtable-view.ts';
import { BlocksQuerier, type OpenPart } from './blocks-querier.ts';

/** What `readerHandle` of the engine makes: values and shared memory, so that `postMessage` can carry it. */
export interface BlocksReaderHandle extends WorkspaceHandle {
  readonly kind: 'blocks';
  readonly id: number;
  readonly cacheKey: string;
  readonly startMs: number;
  readonly endMs: number;
}

const MAX_CACHES = 16;
/** Texts of label names and values that this thread has decoded, the caches used last at the end. */
const caches = new Map<string, TextCache>();

/**
 * Opens the read side behind a handle, on any thread. Synchronous, and so is everything the querier does.
 *
 * @param handle made by `readerHandle` of a blocks engine of this process, and not released yet
 */
export function openReader(handle: ReaderHandle): Querier {
  if (!isBlocksHandle(handle)) throw new Error(`BUG: a reader handle of kind ${handle.kind} is not of this engine`);
  const index = new HeadIndexView(handle.index, cacheOf(`${handle.cacheKey}/${handle.index.generation}`));
  const overlapping = handle.memtables.filter(
    ({ minTimeMs, maxTimeMs }) => minTimeMs <= handle.endMs && maxTimeMs >= handle.startMs,
  );
  const views = overlapping.map((memtable) => new MemtableView(memtable));
  const head: OpenPart = {
    index,
    sources: views,
    // Exemplars have times of their own, which the bounds of a memtable do not cover.
    *exemplars() {
      for (const memtable of handle.memtables) yield* new MemtableView(memtable).exemplars();
    },
  };
  return new BlocksQuerier({
    startMs: handle.startMs,
    endMs: handle.endMs,
    parts: [head],
    metadata: () => readMetadata(handle.metadata),
    close: () => undefined,
  });
}

const isBlocksHandle = (handle: ReaderHandle): handle is ReaderHandle & BlocksReaderHandle => handle.kind === 'blocks';

function cacheOf(key: string): TextCache {
  const cache = caches.get(key) ?? new Map<number, string>();
  caches.delete(key);
  caches.set(key, cache);
  if (caches.size > MAX_CACHES) caches.delete(caches.keys().next().value!);
  return cache;
}

function readMetadata(bytes: SharedArrayBuffer): ReadonlyMap<string, readonly MetricMetadata[]> {
  const entries: [string, MetricMetadata[]][] = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes)));
  return new Map(entries);
}
