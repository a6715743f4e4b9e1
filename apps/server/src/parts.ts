import type { StorageEngine } from '@binnacle/storage';
import type { Authenticator } from './auth/authenticate.ts';
import type { SignIn } from './auth/sign-in.ts';
import type { ServerConfig } from './config/config.ts';
import type { Ingest } from './ingest/ingest.ts';
import type { Inventory } from './inventory/inventory.ts';
import type { Log } from './log.ts';
import type { Database } from './metadata/database.ts';
import type { RandomBytes } from './metadata/secrets.ts';
import type { QueryPool } from './query/pool.ts';
import type { StorageHealth } from './storage-health.ts';
import type { TargetRegistry } from './targets/registry.ts';

/** What the routes work with; made once at the start, by main.ts. */
export interface ServerParts {
  readonly config: ServerConfig;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly random: RandomBytes;
  readonly db: Database;
  readonly engine: StorageEngine;
  readonly storageHealth: StorageHealth;
  readonly pool: QueryPool;
  readonly ingest: Ingest;
  readonly targets: TargetRegistry;
  readonly inventory: Inventory;
  readonly signIn: SignIn;
  readonly authenticate: Authenticator;
  /** The code that makes an owner; undefined once there is one. */
  readonly setupCode: { current: string | undefined };
  readonly secureCookies: boolean;
  readonly startedAtMs: number;
}
