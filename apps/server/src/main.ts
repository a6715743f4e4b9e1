import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StorageEngine } from '@binnacle/storage';
import { openBlocksEngine } from '@binnacle/storage-blocks';
import { makeAuthenticator, OWN_REQUESTS, type Authenticator } from './auth/authenticate.ts';
import { newSetupCode } from './auth/setup-code.ts';
import { SignIn } from './auth/sign-in.ts';
import type { ClusterAddress } from './agent-token-secret.ts';
import type { ServerConfig } from './config/config.ts';
import { ConsoleFiles } from './http/console-files.ts';
import { answerFailure, dispatch, pathOf, type Handlers } from './http/dispatch.ts';
import { listen, type RequestHandler } from './http/listener.ts';
import { awaitQuietMoment } from './ingest/quiet-moment.ts';
import { Ingest } from './ingest/ingest.ts';
import { Inventory } from './inventory/inventory.ts';
import { makeLog, type Log, type TextOutput } from './log.ts';
import { Database } from './metadata/database.ts';
import { systemRandom, type RandomBytes } from './metadata/secrets.ts';
import { hasUsers } from './metadata/users.ts';
import { workspaceIds } from './metadata/workspaces.ts';
import { handlerOf, makeOwnMetrics, type OwnMetrics } from './own-metrics.ts';
import type { ServerParts } from './parts.ts';
import { federate } from './prometheus/federate.ts';
import { prometheusApi } from './prometheus/prometheus-api.ts';
import { QueryPool } from './query/pool.ts';
import { StorageHealth } from './storage-health.ts';
import { TargetRegistry } from './targets/registry.ts';

/** What a test replaces. */
export interface ServerDeps {
  readonly now?: () => number;
  readonly random?: RandomBytes;
  readonly logTo?: TextOutput;
  /** Whether query threads try their code before the first query; true unless told. */
  readonly warmUp?: boolean;
  /** Where compiled code is kept; a folder of the data folder unless told. */
  readonly compileCacheDir?: string;
  /** How often the certificate's files are looked at; 5 s unless told. */
  readonly tlsCheckMs?: number;
  /** The Kubernetes API server; by default that of the pod. */
  readonly cluster?: ClusterAddress;
  /** Puts something in front of the storage engine, such as a disk that is full. */
  readonly wrapEngine?: (engine: StorageEngine) => StorageEngine;
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:9630`. */
  readonly url: string;
  readonly port: number;
  /** The one-time code, while the server waits for its owner. */
  setupCode(): string | undefined;
  /** Lets requests under way finish, then closes everything. */
  close(): Promise<void>;
}

/** Where a kubelet mounts the token and the authority of a pod's service account. */
const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';
const HOUSEKEEPING_MS = 3_600_000;
const DEFAULT_CONSOLE_DIR = fileURLToPath(new URL('../../console/dist', import.meta.url));

/**
 * Starts the server. The port is open at once, so that health can be asked; the promise resolves when the storage is open
 * and everything is answered.
 *
 * @throws when the address is taken, the data folder is in use or damaged, or a certificate cannot be read
 */
export async function startServer(config: ServerConfig, deps: ServerDeps = {}): Promise<RunningServer> {
  const now = deps.now ?? Date.now;
  const random = deps.random ?? systemRandom;
  const log = makeLog(config, deps.logTo ?? process.stderr, now);
  let handlers: Handlers | undefined;
  let metrics: OwnMetrics | undefined;

  const answer = (request: IncomingMessage, response: ServerResponse, own?: Authenticator): void => {
    const began = performance.now();
    if (own === undefined) {
      response.on('close', () => {
        const seconds = (performance.now() - began) / 1000;
        const handler = handlerOf(pathOf(request));
        metrics?.observeRequest(handler, request.method ?? '', response.statusCode, seconds);
      });
    }
    dispatch(request, response, handlers, own).catch((error: unknown) => {
      log.error({ err: error, path: pathOf(request) }, 'a request failed');
      void answerFailure(request, response);
    });
  };
  const listener = await listen(config, log, (request, response) => answer(request, response), deps.tlsCheckMs);

  // Closed in the reverse order of their opening, after the listener: nobody works with what is closed already.
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    await listener.close();
    for (let step = opened.pop(); step !== undefined; step = opened.pop()) await step();
  };
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    const db = new Database(join(config.dataDir, 'metadata.db'));
    opened.push(() => db.close());
    const compileCacheDir = deps.compileCacheDir ?? join(config.dataDir, 'cache');
    // Threads come up while this one reads the storage.
    const quiet = Promise.withResolvers<void>();
    const threadIsWarm = Promise.withResolvers<void>();
    const warmUp = (deps.warmUp ?? true) ? quiet.promise : undefined;
    const pool = makePool(config, log, compileCacheDir, warmUp, threadIsWarm.resolve);
    opened.push(() => pool.close());
    const openingInventory = openInventory(config, log, now, compileCacheDir);
    opened.push(async () => (await settled(openingInventory))?.close());
    const storageHealth = new StorageHealth(now);
    const opening = await openEngine(config, log, now, storageHealth);
    // Closed after the threads, which were there before it.
    opened.splice(1, 0, () => opening.close());
    const engine = deps.wrapEngine?.(opening) ?? opening;
    for (const id of workspaceIds(db)) await engine.openWorkspace(id);
    const inventory = await openingInventory;

    const secureCookies = config.tls !== undefined || config.web.externalUrl?.protocol === 'https:';
    const authenticate = makeAuthenticator({ db, now, auth: config.auth, limits: config.session, secureCookies });
    const setupCode = { current: config.auth === 'on' && !hasUsers(db) ? newSetupCode(random) : undefined };
    const parts: ServerParts = {
      config,
      log,
      now,
      random,
      db,
      engine,
      storageHealth,
      pool,
      ingest: new Ingest({ engine, config, now }),
      targets: new TargetRegistry(now),
      inventory,
      signIn: new SignIn(db, now),
      authenticate,
      setupCode,
      secureCookies,
      startedAtMs: now(),
    };
    if (config.bootstrapAgentTokenFile !== undefined) {
      const { bootstrapAgentToken } = await import('./bootstrap-token.ts');
      const outcome = bootstrapAgentToken(db, random, now(), config.bootstrapAgentTokenFile);
      if (outcome === 'written') log.info({ file: config.bootstrapAgentTokenFile }, 'an agent token was written');
    }
    if (config.bootstrapAgentTokenSecret !== undefined) {
      const { clusterAddress, keepAgentTokenSecret } = await import('./agent-token-secret.ts');
      const cluster = deps.cluster ?? clusterAddress(process.env, SERVICE_ACCOUNT_FOLDER);
      if (cluster === undefined) {
        throw new Error('--bootstrap.agent-token-secret works in a pod only: KUBERNETES_SERVICE_HOST is not set');
      }
      opened.push(keepAgentTokenSecret(config.bootstrapAgentTokenSecret, cluster, { db, random, now, log, after }));
    }
    const housekeeping = setInterval(() => void keepHouse(parts), HOUSEKEEPING_MS);
    housekeeping.unref();
    opened.push(() => clearInterval(housekeeping));

    metrics = makeOwnMetrics(parts);
    handlers = {
      parts,
      ownApi: ownApiOf(parts),
      prometheus: prometheusApi(parts),
      federate: federate(parts),
      metrics: metrics.serve,
      consoleFiles: new ConsoleFiles(config.web.consoleDir ?? DEFAULT_CONSOLE_DIR),
    };
    opened.push(warmUpRequests(parts, compileCacheDir, threadIsWarm.promise, answer));
    const { ingest } = parts;
    const progress = { requests: () => ingest.figures().requests, running: () => ingest.running(), after };
    opened.push(awaitQuietMoment(progress, quiet.resolve));
    log.info({ url: listener.url, dataDir: config.dataDir, auth: config.auth }, 'the server is ready');
    return { url: listener.url, port: listener.port, setupCode: () => setupCode.current, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Our own API, which loads with the first request to it: samples and queries do not wait for what only people and agents need, a server
 * that has neither does not hold it in memory, and who comes first does not notice the tenth of a second.
 */
function ownApiOf(parts: ServerParts): Handlers['ownApi'] {
  const load = async () => (await import('./routes/own-api.ts')).ownApi(parts);
  let loading: ReturnType<typeof load> | undefined;
  return async (request, response) => (await (loading ??= load()))(request, response);
}

/** Tries the way of a request when a query thread has tried its own. Returns what ends that. */
function warmUpRequests(
  { log, ingest, authenticate }: ServerParts,
  folder: string,
  threadIsWarm: Promise<void>,
  answer: (request: IncomingMessage, response: ServerResponse, own: Authenticator) => void,
): () => Promise<void> {
  const stop = new AbortController();
  const asOwn: Authenticator = (request) => {
    authenticate(request);
    return OWN_REQUESTS;
  };
  const handle: RequestHandler = (request, response) => answer(request, response, asOwn);
  const send = async (): Promise<void> => {
    await Promise.race([threadIsWarm, once(stop.signal, 'abort')]);
    if (stop.signal.aborted) return;
    const { sendWarmUpRequests } = await import('./http/warm-up-requests.ts');
    await sendWarmUpRequests({ handle, folder, isBusy: () => ingest.running() > 0, signal: stop.signal });
  };
  const sending = send().catch((error: unknown) => {
    // The first requests take longer then.
    log.debug({ err: error }, 'the way of a request could not be tried');
  });
  return async () => {
    stop.abort();
    await sending;
  };
}

/** Removes what has expired. Its code loads when it is first due. */
async function keepHouse(parts: ServerParts): Promise<void> {
  try {
    const { removeExpired } = await import('./metadata/remove-expired.ts');
    removeExpired(parts.db, parts.now(), parts.config.session);
    await parts.inventory.purge();
  } catch (error) {
    parts.log.error({ err: error }, 'what has expired could not be removed');
  }
}

function after(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}

const settled = <T>(promise: Promise<T>): Promise<T | undefined> => promise.catch(() => undefined);

function openEngine(config: ServerConfig, log: Log, now: () => number, health: StorageHealth): Promise<StorageEngine> {
  const {
    retention,
    walFsync,
    maxLabelsPerSeries,
    maxLabelNameBytes,
    maxLabelValueBytes,
    maxActiveSeries,
    maxFutureMs,
  } = config.storage;
  return openBlocksEngine({
    dir: join(config.dataDir, 'storage'),
    clock: now,
    walFsync,
    onEvent({ level, message }) {
      health.note(level, message);
      log[level](message);
    },
    limits: {
      // With a size alone, age does not matter.
      retentionMs: retention.timeMs ?? Number.MAX_SAFE_INTEGER,
      retentionBytes: retention.sizeBytes ?? 0,
      maxFutureMs,
      maxActiveSeries,
      maxLabelsPerSeries,
      maxLabelNameLength: maxLabelNameBytes,
      maxLabelValueLength: maxLabelValueBytes,
    },
  });
}

const DAY_MS = 86_400_000;

function openInventory(config: ServerConfig, log: Log, now: () => number, compileCacheDir: string): Promise<Inventory> {
  return Inventory.open({
    file: join(config.dataDir, 'objects.db'),
    limits: {
      keepGoneMs: config.objects.keepGoneMs,
      // With a size alone samples have no age; events get that of the default.
      keepEventsMs: config.storage.retention.timeMs ?? 30 * DAY_MS,
      maxObjects: config.objects.maxCount,
      maxEvents: config.objects.maxEvents,
    },
    now,
    log,
    compileCacheDir,
  });
}

function makePool(
  config: ServerConfig,
  log: Log,
  compileCacheDir: string,
  warmUp: Promise<void> | undefined,
  onWarm: () => void,
): QueryPool {
  const cores = availableParallelism();
  return new QueryPool({
    threads: config.query.threads > 0 ? config.query.threads : Math.min(16, Math.max(2, cores)),
    maxConcurrency: config.query.maxConcurrency,
    maxWaiting: config.query.maxWaiting,
    maxSamples: config.query.maxSamples,
    compileCacheDir,
    warmUp,
    onWarm,
    readerModule: import.meta.resolve('@binnacle/storage-blocks/reader'),
    log,
  });
}
