import { join } from 'node:path';
import { CollectorSet } from './collect/collector-set.ts';
import { LocalSet } from './collect/local-set.ts';
import { formatProblem, isError, problemAt, type Problem } from './config/problem.ts';
import type { AgentSettings } from './config/settings.ts';
import { takeDataFolder, type DataFolder } from './data-folder.ts';
import { keepRowsIn } from './delivery/keep-rows.ts';
import { Sender } from './delivery/sender.ts';
import { StatusReporter } from './delivery/status-reporter.ts';
import { WriteClient, type WriteClientOptions } from './delivery/write-client.ts';
import { ConfFolder, type LoadedFile } from './inputs/conf-folder.ts';
import { InputSet, problemsOf } from './inputs/input-set.ts';
import { watchFolders } from './inputs/watch-files.ts';
import type { Log } from './log.ts';
import { DiskQueue } from './queue/disk-queue.ts';
import { ProblemMemory } from './scrape/problem-memory.ts';
import type { Clock } from './scrape/schedule.ts';
import { createOwnMetrics } from './status/own-metrics.ts';
import { agentReport, statusDocument, type StatusDocument, type StatusSources } from './status/status-document.ts';
import { startStatusServer, type StatusServer } from './status/status-server.ts';
import { AGENT_VERSION } from './version.ts';

const WRITE_TIMEOUT_MS = 30_000;
const REPORT_TIMEOUT_MS = 10_000;
/** How often delivered positions are written down and files that nobody needs are deleted. */
const HOUSEKEEPING_MS = 1_000;
/** How long a stop waits for the servers to take what is in the queue; the rest stays there. */
const DRAIN_MS = 3_000;

export interface AgentParts {
  readonly clock: Clock;
  readonly log: Log;
  /** 0 ≤ x < 1, for the jitter of repeated requests. */
  readonly random: () => number;
  /** What is wrong with the settings just now. */
  readonly problems: () => readonly Problem[];
}

export interface RunningAgent {
  /** Address of the own page; undefined without one. */
  readonly url: string | undefined;
  status(): StatusDocument;
  /** Ends the scrapes, gives the servers a moment to take what waits, and closes everything. */
  stop(): Promise<void>;
}

/** Starts an agent: queue, delivery, own port, then the inputs of its conf folders, which it goes on watching. */
export async function startAgent(settings: AgentSettings, parts: AgentParts): Promise<RunningAgent> {
  const { clock, log } = parts;
  const folder = takeDataFolder(settings.dataDir);
  try {
    return await startIn(folder, settings, parts);
  } catch (error) {
    folder.release();
    throw error;
  } finally {
    log.debug(`started in ${settings.dataDir} at ${clock.nowMs()}`);
  }
}

async function startIn(folder: DataFolder, settings: AgentSettings, parts: AgentParts): Promise<RunningAgent> {
  const { clock, log } = parts;
  const userAgent = `binnacle-agent/${AGENT_VERSION}`;
  const damage: Problem[] = [];
  const queueTrouble = new ProblemMemory(log, 'queue');
  const queue = await DiskQueue.open({
    folder: join(folder.path, 'queue'),
    maxBytes: settings.queueMaxBytes,
    servers: settings.servers.map((server) => server.writeUrl),
    onDamage: (message) => {
      log.warn(message);
      damage.push({ severity: 'warning', code: 'queue_damaged', message });
    },
  });
  const clientOptions = settings.servers.map((server): WriteClientOptions => ({
    server,
    tokenFile: settings.tokenFile,
    caFile: settings.serverCaFile,
    skipVerify: settings.serverSkipVerify,
    userAgent,
    timeoutMs: WRITE_TIMEOUT_MS,
    nowMs: clock.nowMs,
  }));
  const senders = clientOptions.map(
    (options, i) => new Sender(options.server, queue.reader(i), new WriteClient(options), clock, log, parts.random),
  );
  let reporters: readonly StatusReporter[] = [];
  const environment = {
    clock,
    log,
    tags: settings.tags,
    phaseSeed: settings.hostName,
    keep: keepRowsIn(queue),
    onChange: () => {
      for (const reporter of reporters) reporter.soon();
    },
  };
  const inputs = new InputSet(
    { ...environment, election: settings.election === 'on', userAgent, dataDir: folder.path },
    log,
  );
  const collectors = new CollectorSet(environment);
  const local = new LocalSet(settings, collectors, { clock, log });
  const conf = new ConfFolder(settings.confDirs);
  let loaded = false;
  const sources: StatusSources = {
    id: folder.agentId,
    version: AGENT_VERSION,
    startedAtMs: clock.nowMs(),
    settings,
    inputs,
    collectors,
    queue,
    senders,
    problems: () => [
      ...parts.problems(),
      ...conf.problems,
      ...damage.slice(-10),
      ...[queueTrouble.current].filter((problem) => problem !== undefined),
    ],
    nowMs: clock.nowMs,
  };
  reporters = clientOptions.map((options) => {
    const client = new WriteClient({ ...options, timeoutMs: REPORT_TIMEOUT_MS });
    return new StatusReporter(options.server, client, clock, log, () => agentReport(sources));
  });

  let page: StatusServer | undefined;
  if (settings.listen !== undefined) {
    page = await startStatusServer(settings.listen.host, settings.listen.port, {
      status: () => statusDocument(sources),
      metrics: createOwnMetrics(sources),
      notReady: () => (loaded ? undefined : 'the inputs are not loaded yet'),
    });
    log.info(`own page at ${page.url}`);
  }
  for (const sender of senders) sender.start();

  // One application after the other, always of the newest state.
  let applying: Promise<void> = Promise.resolve();
  const applyAfter = async (before: Promise<void>): Promise<void> => {
    await before;
    await inputs.apply(conf.files);
    await local.apply(conf.files.flatMap((file) => file.local));
    loaded = true;
    for (const reporter of reporters) reporter.soon();
  };
  const reload = (): void => {
    if (!conf.scan() && loaded) return;
    logProblems(log, conf.files);
    applying = applyAfter(applying);
  };
  reload();
  await applying;
  if (inputs.running.length === 0 && collectors.running.length === 0)
    log.warn(`no input runs: expected *.conf files in ${settings.confDirs.join(' or ')}`);
  const endWatching = watchFolders(settings.confDirs, clock, reload);
  for (const reporter of reporters) reporter.start();
  const endHousekeeping = housekeeping(queue, senders.length, settings.queueSyncIntervalMs, clock, queueTrouble);

  return {
    url: page?.url,
    status: () => statusDocument(sources),
    stop: async () => {
      endWatching();
      await applying;
      local.stop();
      await Promise.all([inputs.stop(), collectors.stop()]);
      await Promise.all(reporters.map((reporter) => reporter.stop()));
      await Promise.all(senders.map((sender) => sender.drain(DRAIN_MS)));
      await Promise.all(senders.map((sender) => sender.stop()));
      await endHousekeeping();
      await queue.close();
      await page?.close();
      folder.release();
    },
  };
}

/** Keeps the queue's files in order until it is ended. */
function housekeeping(
  queue: DiskQueue,
  servers: number,
  syncEveryMs: number,
  clock: Clock,
  trouble: ProblemMemory,
): () => Promise<void> {
  let cancel = (): void => {};
  let stopped = false;
  let syncedAtMs = clock.nowMs();
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      if (clock.nowMs() - syncedAtMs >= syncEveryMs) {
        await queue.sync();
        syncedAtMs = clock.nowMs();
      }
      for (let i = 0; i < servers; i++) await queue.reader(i).save();
      await queue.collect();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      trouble.failed(
        problemAt({}, 'error', 'queue_unwritable', message, 'Check the disk of the data folder'),
        clock.nowMs(),
      );
      if (!stopped) plan();
      return;
    }
    trouble.worked(clock.nowMs());
    if (!stopped) plan();
  };
  const plan = (): void => {
    cancel = clock.after(HOUSEKEEPING_MS, () => {
      running = run();
    });
  };
  plan();
  return async () => {
    stopped = true;
    cancel();
    await running;
  };
}

const logged = new WeakMap<Log, Set<string>>();

/** Says what is wrong with the files, each thing once as long as it stays. */
function logProblems(log: Log, files: readonly LoadedFile[]): void {
  const before = logged.get(log) ?? new Set();
  const now = new Set<string>();
  const all = [...problemsOf(files), ...files.flatMap(({ inputs }) => inputs.flatMap(({ warnings }) => warnings))];
  for (const problem of all) {
    const text = formatProblem(problem);
    if (!before.has(text) && !now.has(text)) (isError(problem) ? log.error : log.warn)(text, { code: problem.code });
    now.add(text);
  }
  logged.set(log, now);
}
