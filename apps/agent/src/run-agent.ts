import { join } from 'node:path';
import { ClusterWork } from './cluster/cluster-work.ts';
import { DiscoveryWork } from './cluster/discovery-work.ts';
import { askForName, openCluster, type ClusterOpened } from './cluster/cluster.ts';
import { CollectorSet } from './collect/collector-set.ts';
import { HostInventory } from './collect/host-inventory.ts';
import type { Runtimes } from './collect/local-collectors.ts';
import { LocalSet } from './collect/local-set.ts';
import { localSettings } from './collect/local-settings.ts';
import type { Problem } from './config/problem.ts';
import type { Environment } from './config/read-environment.ts';
import type { AgentSettings } from './config/settings.ts';
import { takeDataFolder, type DataFolder } from './data-folder.ts';
import { keepRequestsIn, keepRowsIn } from './delivery/keep-rows.ts';
import { Sender } from './delivery/sender.ts';
import { StatusReporter } from './delivery/status-reporter.ts';
import { WriteClient, type WriteClientOptions } from './delivery/write-client.ts';
import { unreadableOf } from './election/files-of-input.ts';
import { InputElections } from './election/input-elections.ts';
import { ConfFolder } from './inputs/conf-folder.ts';
import { InputSet } from './inputs/input-set.ts';
import type { LocalInput } from './inputs/local-inputs.ts';
import { logProblems } from './inputs/log-problems.ts';
import { watchFolders } from './inputs/watch-files.ts';
import type { Log } from './log.ts';
import { DiskQueue } from './queue/disk-queue.ts';
import { housekeeping } from './queue/housekeeping.ts';
import { ProblemMemory } from './scrape/problem-memory.ts';
import type { Clock } from './scrape/schedule.ts';
import { targetsOf } from './scrape/target.ts';
import { createOwnMetrics } from './status/own-metrics.ts';
import { agentReport, statusDocument, type StatusDocument, type StatusSources } from './status/status-document.ts';
import { startStatusServer, type StatusServer } from './status/status-server.ts';
import { AGENT_VERSION } from './version.ts';

const WRITE_TIMEOUT_MS = 30_000;
const REPORT_TIMEOUT_MS = 10_000;
/** How long a stop waits for the servers to take what is in the queue; the rest stays there. */
const DRAIN_MS = 3_000;

export interface AgentParts {
  readonly clock: Clock;
  readonly log: Log;
  /** 0 ≤ x < 1, for the jitter of repeated requests. */
  readonly random: () => number;
  /** What is wrong with the settings just now. */
  readonly problems: () => readonly Problem[];
  /** Goes on evenly, whatever happens to the time of day; the clock where there is none. */
  readonly steadyClock?: Clock;
  /** Where a cluster may be found; nothing without it. */
  readonly env?: Environment;
  /** Only tests have another one than a pod. */
  readonly serviceAccountFolder?: string;
  /** Something that was found out at the start is different now. */
  readonly restart?: (reason: string) => void;
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
  for (const sender of senders) sender.start();
  const conf = new ConfFolder(settings.confDirs);
  conf.scan();
  const blocks = (): readonly LocalInput[] => conf.files.flatMap((file) => file.local);
  const found = localSettings(settings, blocks());
  const opened = await openCluster(settings, found, {
    env: parts.env ?? {},
    ...(parts.serviceAccountFolder === undefined ? {} : { serviceAccountFolder: parts.serviceAccountFolder }),
    agentId: folder.agentId,
    dataDir: folder.path,
    userAgent,
    clock,
    steadyClock: parts.steadyClock ?? clock,
    random: parts.random,
    log,
  });
  const cluster = opened.kind === 'cluster' ? opened.cluster : undefined;
  const election = cluster?.election;
  const tags = { ...settings.tags, cluster: cluster?.name ?? settings.tags.cluster };
  const reportTo = clientOptions.map((options) => ({ server: options.server, client: new WriteClient(options) }));

  let reporters: readonly StatusReporter[] = [];
  const environment = {
    clock,
    log,
    tags,
    phaseSeed: settings.hostName,
    keep: keepRowsIn(queue),
    keepRequests: keepRequestsIn(queue),
    onChange: () => {
      for (const reporter of reporters) reporter.soon();
    },
  };
  // One application after the other, always of the newest state.
  let applying: Promise<void> = Promise.resolve();
  const elections =
    cluster === undefined || election === undefined
      ? undefined
      : new InputElections({
          main: election,
          makeElection: cluster.makeElection,
          unreadableOf,
          onChange: () => apply(),
        });
  const scraperEnvironment = {
    ...environment,
    election: settings.election === 'on' || election !== undefined,
    userAgent,
    dataDir: folder.path,
  };
  const inputs = new InputSet(scraperEnvironment, log, elections);
  const collectors = new CollectorSet(environment);
  const runtimes: Runtimes = {};
  const local = new LocalSet(settings, collectors, { clock, log, runtimes });
  const reportParts = { servers: reportTo, clock, log, random: parts.random, cluster: tags.cluster };
  const discovery = new DiscoveryWork({
    settings: settings.discovery,
    local: found,
    cluster,
    environment: scraperEnvironment,
    collectors,
    runtimes,
    env: parts.env ?? {},
    random: parts.random,
  });
  const inventory = new HostInventory(found, runtimes, reportParts);
  const work =
    cluster === undefined || !found.inputs.has('kubernetes')
      ? undefined
      : new ClusterWork({
          ...cluster,
          settings: found,
          collectors,
          reporters: reportParts,
          clock,
          log,
          random: parts.random,
        });
  let loaded = false;
  const sources: StatusSources = {
    id: folder.agentId,
    version: AGENT_VERSION,
    startedAtMs: clock.nowMs(),
    settings: { ...settings, tags },
    cluster: cluster && { election, elections, work },
    inputs,
    collectors,
    discovery,
    queue,
    senders,
    problems: () => [
      ...parts.problems(),
      ...conf.problems,
      ...damage.slice(-10),
      ...clusterProblems(opened, elections, work),
      ...inventory.problems,
      ...discovery.problems,
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
  const applyAfter = async (before: Promise<void>): Promise<void> => {
    await before;
    await inputs.apply(conf.files);
    discovery.setInputs(
      inputs.scrapers.map(({ target }) => target),
      inputs.waiting.flatMap(targetsOf),
    );
    const now = await local.apply(blocks());
    loaded = true;
    environment.onChange();
    if (JSON.stringify(now.kubernetes) !== JSON.stringify(found.kubernetes))
      parts.restart?.('what the files say about the cluster is different now');
  };
  const apply = (): Promise<void> => {
    applying = applyAfter(applying);
    return applying;
  };
  const reload = (): void => {
    if (!conf.scan()) return;
    logProblems(log, conf.files);
    void apply();
  };
  logProblems(log, conf.files);
  await apply();
  if (work !== undefined) cluster!.leadership.subscribe((isLeader) => (isLeader ? work.begin() : work.end()));
  if (election === undefined) work?.begin();
  else election.start();
  discovery.start();
  inventory.start();
  const endAsking =
    cluster === undefined || settings.clusterFrom === 'setting' || cluster.name !== undefined
      ? (): void => {}
      : askForName(cluster, clock, (name) => parts.restart?.(`the cluster has said its name, ${name}`));
  if (inputs.running.length + inputs.waiting.length === 0 && collectors.running.length === 0)
    log.warn(`no input runs: expected *.conf files in ${settings.confDirs.join(' or ')}`);
  const endWatching = watchFolders(settings.confDirs, clock, reload);
  for (const reporter of reporters) reporter.start();
  const endHousekeeping = housekeeping(queue, senders.length, settings.queueSyncIntervalMs, clock, queueTrouble);

  return {
    url: page?.url,
    status: () => statusDocument(sources),
    stop: async () => {
      endWatching();
      endAsking();
      await applying;
      local.stop();
      // What another agent can go on with ends first, so that it need not wait for the rest.
      await election?.stop();
      await elections?.stop();
      await work?.end();
      await applying;
      await Promise.all([inputs.stop(), collectors.stop(), inventory.stop(), discovery.stop()]);
      await Promise.all(reporters.map((reporter) => reporter.stop()));
      await Promise.all(senders.map((sender) => sender.drain(DRAIN_MS)));
      await Promise.all(senders.map((sender) => sender.stop()));
      await endHousekeeping();
      await queue.close();
      await page?.close();
      cluster?.close();
      for (const { client } of reportTo) client.close();
      folder.release();
    },
  };
}

function clusterProblems(
  opened: ClusterOpened,
  elections: InputElections | undefined,
  work: ClusterWork | undefined,
): readonly Problem[] {
  if (opened.kind === 'none') return opened.problems;
  const { election, problems } = opened.cluster;
  const own = election?.problem;
  return [...problems, ...(own === undefined ? [] : [own]), ...(elections?.problems ?? []), ...(work?.problems ?? [])];
}
