import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  CardinalityStats,
  Matcher,
  Querier,
  ReaderHandle,
  StorageEngine,
  StorageStats,
  Workspace,
} from '@binnacle/storage';
import { inlineRunner, type TaskRunner, workerRunner } from '../maintenance/task-runner.ts';
import { closeThreadFiles, openReader } from '../read/open-reader.ts';
import { BlocksAppender } from './blocks-appender.ts';
import { cardinalityOf } from './cardinality.ts';
import { lockFolder } from './folder-lock.ts';
import type { BlocksEngineOptions } from './options.ts';
import { WorkspaceStore } from './workspace-store.ts';

/** Names of workspaces are names of folders. */
const WORKSPACE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

/**
 * Opens the embedded engine on a folder. Workspaces that are there are read at once; a new one is made with
 * {@link BlocksEngine.openWorkspace}.
 *
 * @throws Error when the folder is in use, or cannot be read
 */
export async function openBlocksEngine(options: BlocksEngineOptions): Promise<BlocksEngine> {
  await mkdir(join(options.dir, 'workspaces'), { recursive: true });
  const lock = await lockFolder(options.dir);
  const engine = new BlocksEngine(options, () => lock.release());
  try {
    for (const name of await readdir(join(options.dir, 'workspaces'))) {
      if (WORKSPACE_NAME.test(name)) await engine.openWorkspace(name);
    }
    await engine.openWorkspace('default');
  } catch (cause) {
    await engine.close();
    throw cause;
  }
  return engine;
}

/** The embedded engine: see {@link StorageEngine}. */
export class BlocksEngine implements StorageEngine {
  private readonly options: BlocksEngineOptions;
  private readonly release: () => Promise<void>;
  private readonly stores = new Map<Workspace, WorkspaceStore>();
  private readonly syncTimer: NodeJS.Timeout | undefined;
  private readonly runner: TaskRunner;
  private readonly maintenanceTimer: NodeJS.Timeout;
  private readonly readers = new Map<number, Workspace>();
  private handles = 0;
  /** Tells the addresses of this engine from those of one before, in a thread that outlives both. */
  private readonly instance = `${Date.now().toString(36)}-${instances++}`;

  constructor(options: BlocksEngineOptions, release: () => Promise<void>) {
    this.options = options;
    this.release = release;
    this.runner = options.maintenance === undefined || options.maintenance === 'worker' ? workerRunner() : inlineRunner;
    this.maintenanceTimer = setInterval(() => {
      for (const store of this.stores.values()) store.startMaintenance();
    }, 60_000);
    this.maintenanceTimer.unref();
    if (options.walFsync === 'interval') {
      this.syncTimer = setInterval(() => void this.syncAll(), 1000);
      this.syncTimer.unref();
    }
  }

  /** Makes a workspace, or opens the one that is there. Its name is 1 to 63 letters, digits, `-` and `_`. */
  async openWorkspace(workspace: Workspace): Promise<void> {
    if (this.stores.has(workspace)) return;
    if (!WORKSPACE_NAME.test(workspace)) throw new Error(`${JSON.stringify(workspace)} is no name for a workspace`);
    const store = await WorkspaceStore.open(join(this.options.dir, 'workspaces', workspace), this.options, this.runner);
    this.stores.set(workspace, store);
    // What was read from the log becomes a block now, so that the next start need not read it again.
    store.startMaintenance();
  }

  appender(workspace: Workspace): BlocksAppender {
    return new BlocksAppender(this.store(workspace));
  }

  querier(workspace: Workspace, startMs: number, endMs: number): Querier {
    const handle = this.readerHandle(workspace, startMs, endMs);
    return openReader(handle, () => this.releaseReader(handle));
  }

  readerHandle(workspace: Workspace, startMs: number, endMs: number): ReaderHandle {
    const id = ++this.handles;
    const shared = this.store(workspace).handle(id);
    this.readers.set(id, workspace);
    return { kind: 'blocks', id, cacheKey: `${this.instance}/${workspace}`, startMs, endMs, shared };
  }

  releaseReader(handle: ReaderHandle): void {
    // Shared memory is freed when no thread refers to it any more; files are kept for a reader until now.
    const id = Number(handle['id']);
    const workspace = this.readers.get(id);
    if (workspace === undefined) return;
    this.readers.delete(id);
    this.stores.get(workspace)?.release(id);
  }

  deleteSeries(
    workspace: Workspace,
    selectors: readonly (readonly Matcher[])[],
    startMs: number,
    endMs: number,
  ): Promise<void> {
    return this.store(workspace).maintainer.deleteSeries(selectors, startMs, endMs);
  }

  cleanTombstones(workspace: Workspace): Promise<void> {
    return this.store(workspace).maintainer.cleanTombstones();
  }

  /** Makes a snapshot below the folder of the workspace, in `snapshots`; its name is that of the folder. */
  snapshot(workspace: Workspace): Promise<string> {
    return this.store(workspace).maintainer.snapshot();
  }

  /** Puts everything that is in memory into a block. */
  flush(workspace: Workspace): Promise<void> {
    return this.store(workspace).maintainer.flush();
  }

  /** Puts everything into blocks and merges them as far as it goes. */
  settle(workspace: Workspace): Promise<void> {
    return this.store(workspace).maintainer.settle();
  }

  /** Does what is due: flushing what is full, dropping what is expired, merging. Happens by itself every minute. */
  maintain(workspace: Workspace): Promise<void> {
    return this.store(workspace).maintainer.maintain();
  }

  stats(workspace: Workspace): StorageStats {
    const store = this.store(workspace);
    const { minTimeMs, maxTimeMs, figures } = store;
    return {
      activeSeries: store.index.seriesCount,
      samplesAppended: store.samplesAppended,
      minTimeMs: Number.isFinite(minTimeMs) ? minTimeMs : undefined,
      maxTimeMs: Number.isFinite(maxTimeMs) ? maxTimeMs : undefined,
      sizeBytes: figures.logBytes + store.blockMetas.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      figures: {
        blocks: store.blockMetas.length,
        block_bytes: store.blockMetas.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        block_samples: store.blockMetas.reduce((sum, { samples }) => sum + samples, 0),
        head_bytes: figures.headBytes,
        head_index_bytes: figures.indexBytes,
        head_key_bytes: figures.keyBytes,
        wal_bytes: figures.logBytes,
      },
    };
  }

  cardinality(workspace: Workspace, limit: number): CardinalityStats {
    return cardinalityOf(this.store(workspace).indexHandle(), limit);
  }

  async close(): Promise<void> {
    clearInterval(this.syncTimer);
    clearInterval(this.maintenanceTimer);
    const stores = [...this.stores.values()];
    this.stores.clear();
    try {
      for (const store of stores) store.maintainer.stopMerging();
      await this.runner.stopMerges();
      for (const store of stores) await store.close(this.options.flushOnClose ?? true);
    } finally {
      await this.runner.close();
      closeThreadFiles(this.instance);
      await this.release();
    }
  }

  private store(workspace: Workspace): WorkspaceStore {
    const store = this.stores.get(workspace);
    if (store === undefined) throw new Error(`workspace ${JSON.stringify(workspace)} is not open`);
    return store;
  }

  private async syncAll(): Promise<void> {
    for (const store of this.stores.values()) {
      await store.syncLater().catch((cause: unknown) => {
        this.options.onEvent?.({ level: 'error', message: `the log cannot be synced: ${String(cause)}` });
      });
    }
  }
}

let instances = 0;
