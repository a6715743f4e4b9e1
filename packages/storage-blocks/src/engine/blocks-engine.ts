import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  CardinalityStats,
  Querier,
  ReaderHandle,
  StorageEngine,
  StorageStats,
  Workspace,
} from '@binnacle/storage';
import { openReader } from '../read/open-reader.ts';
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
  private handles = 0;
  /** Tells the addresses of this engine from those of one before, in a thread that outlives both. */
  private readonly instance = `${Date.now().toString(36)}-${instances++}`;

  constructor(options: BlocksEngineOptions, release: () => Promise<void>) {
    this.options = options;
    this.release = release;
    if (options.walFsync === 'interval') {
      this.syncTimer = setInterval(() => void this.syncAll(), 1000);
      this.syncTimer.unref();
    }
  }

  /** Makes a workspace, or opens the one that is there. Its name is 1 to 63 letters, digits, `-` and `_`. */
  async openWorkspace(workspace: Workspace): Promise<void> {
    if (this.stores.has(workspace)) return;
    if (!WORKSPACE_NAME.test(workspace)) throw new Error(`${JSON.stringify(workspace)} is no name for a workspace`);
    const store = await WorkspaceStore.open(join(this.options.dir, 'workspaces', workspace), this.options);
    this.stores.set(workspace, store);
  }

  appender(workspace: Workspace): BlocksAppender {
    return new BlocksAppender(this.store(workspace));
  }

  querier(workspace: Workspace, startMs: number, endMs: number): Querier {
    return openReader(this.readerHandle(workspace, startMs, endMs));
  }

  readerHandle(workspace: Workspace, startMs: number, endMs: number): ReaderHandle {
    const state = this.store(workspace).handle();
    const id = ++this.handles;
    return { kind: 'blocks', id, cacheKey: `${this.instance}/${workspace}`, startMs, endMs, ...state };
  }

  releaseReader(_handle: ReaderHandle): void {
    // Shared memory is freed when no thread refers to it any more.
  }

  deleteSeries(): Promise<void> {
    return Promise.reject(new Error('the embedded engine cannot delete series yet'));
  }

  cleanTombstones(): Promise<void> {
    return Promise.resolve();
  }

  snapshot(): Promise<string> {
    return Promise.reject(new Error('the embedded engine cannot make snapshots yet'));
  }

  stats(workspace: Workspace): StorageStats {
    const store = this.store(workspace);
    const { minTimeMs, maxTimeMs, figures } = store;
    return {
      activeSeries: store.index.seriesCount,
      samplesAppended: store.samplesAppended,
      minTimeMs: Number.isFinite(minTimeMs) ? minTimeMs : undefined,
      maxTimeMs: Number.isFinite(maxTimeMs) ? maxTimeMs : undefined,
      sizeBytes: figures.logBytes,
      figures: {
        head_bytes: figures.headBytes,
        head_index_bytes: figures.indexBytes,
        head_key_bytes: figures.keyBytes,
        wal_bytes: figures.logBytes,
      },
    };
  }

  cardinality(workspace: Workspace, limit: number): CardinalityStats {
    return cardinalityOf(this.store(workspace).handle().index, limit);
  }

  async close(): Promise<void> {
    clearInterval(this.syncTimer);
    const stores = [...this.stores.values()];
    this.stores.clear();
    for (const store of stores) await store.close();
    await this.release();
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
