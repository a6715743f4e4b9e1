import { join } from 'node:path';
import type { MetricMetadata } from '@binnacle/model';
import type { Querier, ReaderHandle } from '@binnacle/storage';
import { BlockFile } from '../block/block-file.ts';
import { fastMemory } from '../block/decoded-columns.ts';
import { PageCache } from '../block/page-cache.ts';
import type { WorkspaceHandle } from '../engine/workspace-store.ts';
import { HeadIndexView, TextCache } from '../head/head-index-view.ts';
import { MemtableView } from '../head/memtable-view.ts';
import { dropColumnKernels } from '../memory/column-kernels.ts';
import { KeptSelections } from './kept-selections.ts';
import { openState } from './open-state.ts';
import type { SampleSeries } from './sample-data.ts';
import { SeriesRegistry } from './series-registry.ts';

/** What `readerHandle` of the engine makes: values and shared memory, so that `postMessage` can carry it. */
export interface BlocksReaderHandle {
  readonly kind: 'blocks';
  readonly id: number;
  readonly cacheKey: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly shared: WorkspaceHandle;
}

/** An hour of 100,000 series has 40 MB of pages. */
const PAGE_CACHE_BYTES = 64 * 1024 * 1024;
/** What is kept of them when nobody asks. */
const RESTING_PAGE_BYTES = 24 * 1024 * 1024;

/** Some hundred thousand series of selectors that are asked for again and again. */
const KEPT_SELECTION_BYTES = 4 * 1024 * 1024;

/** What this thread remembers of a workspace between queries. */
interface ThreadCache {
  readonly key: string;
  readonly files: Map<string, CachedFile>;
  texts: TextCache;
  head: OpenHead | undefined;
  /** Numbers of the label sets of all blocks and of the head. */
  registry: SeriesRegistry;
  textsGeneration: number;
}

/** The head as it was opened last. */
interface OpenHead {
  readonly shared: WorkspaceHandle;
  readonly index: HeadIndexView;
  readonly memtables: readonly MemtableView[];
}

interface CachedFile {
  readonly file: BlockFile;
  /** Queriers of this thread that read it now. */
  users: number;
}

const MAX_WORKSPACES = 16;
/** The workspace used last at the end. */
const caches = new Map<string, ThreadCache>();
const pages = new PageCache(PAGE_CACHE_BYTES, fastMemory);
const kept = new KeptSelections(KEPT_SELECTION_BYTES);

/**
 * Opens the read side behind a handle, on any thread. Synchronous, and so is everything the querier does.
 *
 * @param handle made by `readerHandle` of a blocks engine of this process, and not released yet; `startMs` and `endMs` of a copy may be
 *   others, and one handle may be opened as often as a query needs it
 * @param onClose called once, when the querier is closed
 * @throws Error when a block that is needed is damaged or cannot be read
 */
export function openReader(handle: ReaderHandle, onClose?: () => void): Querier {
  if (!isBlocksHandle(handle)) throw new Error(`BUG: a reader handle of kind ${handle.kind} is not of this engine`);
  const { shared } = handle;
  const cache = cacheOf(handle.cacheKey);
  // Queriers that are open keep the registry they have.
  if (cache.registry.isFull) cache.registry = new SeriesRegistry();
  const head = headOf(cache, shared);
  closeFilesBut(cache, new Set(shared.blocks.map(({ file }) => file)));
  const files = shared.blocks
    .filter(({ minTimeMs, maxTimeMs }) => minTimeMs <= handle.endMs && maxTimeMs >= handle.startMs)
    .map(({ file }) => fileOf(cache, shared.blockFolder, file));
  for (const file of files) file.users++;
  let isOpen = true;
  return openState({
    startMs: handle.startMs,
    endMs: handle.endMs,
    blocks: files.map(({ file }) => file),
    pages,
    registry: cache.registry,
    kept,
    head,
    tombstones: shared.tombstones,
    metadata: () => readMetadata(shared.metadata),
    close() {
      if (isOpen) for (const file of files) file.users--;
      if (isOpen) onClose?.();
      isOpen = false;
    },
  });
}

/** The head as it is in a state; what was opened for the query before serves again while nothing has changed. */
function headOf(cache: ThreadCache, shared: WorkspaceHandle): OpenHead {
  if (cache.head?.shared === shared) return cache.head;
  if (cache.textsGeneration !== shared.index.generation) {
    cache.texts = new TextCache();
    cache.textsGeneration = shared.index.generation;
  }
  cache.head = {
    shared,
    index: new HeadIndexView(shared.index, cache.texts),
    memtables: shared.memtables.map((memtable) => new MemtableView(memtable)),
  };
  return cache.head;
}

/**
 * Lets go of what this thread keeps for the next query and what the engine would otherwise have back: memory of a head that may have
 * become blocks meanwhile. Called by whoever has had no query for a while.
 */
export function rest(): void {
  for (const cache of caches.values()) cache.head = undefined;
  kept.clear();
  pages.decoded.clear();
  pages.trim(RESTING_PAGE_BYTES);
  dropColumnKernels();
}

/** Made-up data that are read like all others. */
export interface SampleData {
  /** As of an engine; there is nothing to release. */
  readonly handle: ReaderHandle;
  /** Lets go of it, and of everything that was read of it. */
  close(): void;
}

let samplesMade = 0;

/** Data that nobody sent, to try the way of a query with on this thread: see `sample-data.ts`, which is loaded when it is needed. */
export async function makeSampleData(
  parent: string,
  series: readonly SampleSeries[],
  timestamps: readonly number[],
): Promise<SampleData> {
  const { makeSampleWorkspace } = await import('./sample-data.ts');
  const { shared, removeFolder } = makeSampleWorkspace(parent, series, timestamps);
  const [startMs, endMs] = [timestamps[0]!, timestamps.at(-1)!];
  const cacheKey = `sample/${++samplesMade}`;
  const handle: ReaderHandle = { kind: 'blocks', id: 0, cacheKey, startMs, endMs, shared };
  try {
    // Opens the files.
    openReader(handle).close();
  } finally {
    removeFolder();
  }
  return {
    handle,
    close() {
      closeThreadFiles(cacheKey);
      // Room for columns is taken one behind the other, and not given back one by one.
      pages.decoded.clear();
    },
  };
}

/** Closes the files that this thread keeps open of an engine that was closed. */
export function closeThreadFiles(keyPrefix: string): void {
  for (const [key, cache] of caches) {
    if (!key.startsWith(keyPrefix)) continue;
    closeFilesBut(cache, new Set());
    caches.delete(key);
  }
}

const isBlocksHandle = (handle: ReaderHandle): handle is ReaderHandle & BlocksReaderHandle => handle.kind === 'blocks';

function cacheOf(key: string): ThreadCache {
  const cache = caches.get(key) ?? newCache(key);
  caches.delete(key);
  caches.set(key, cache);
  if (caches.size > MAX_WORKSPACES) {
    const oldest = caches.values().next().value!;
    closeFilesBut(oldest, new Set());
    caches.delete(oldest.key);
  }
  return cache;
}

const newCache = (key: string): ThreadCache => ({
  key,
  files: new Map(),
  texts: new TextCache(),
  textsGeneration: 0,
  head: undefined,
  registry: new SeriesRegistry(),
});

function fileOf(cache: ThreadCache, folder: string, name: string): CachedFile {
  let file = cache.files.get(name);
  if (file === undefined) {
    file = { file: new BlockFile(join(folder, name)), users: 0 };
    cache.files.set(name, file);
  }
  return file;
}

/** Blocks that were merged or dropped are let go, so that their space is free. */
function closeFilesBut(cache: ThreadCache, names: ReadonlySet<string>): void {
  for (const [name, { file, users }] of cache.files) {
    if (names.has(name) || users > 0) continue;
    pages.forget(file);
    file.close();
    cache.files.delete(name);
  }
}

function readMetadata(bytes: SharedArrayBuffer): ReadonlyMap<string, readonly MetricMetadata[]> {
  const entries: [string, MetricMetadata[]][] = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes)));
  return new Map(entries);
}
