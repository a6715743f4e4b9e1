import type { AgentStatusInput, Problem } from '@binnacle/api';
import { addressOf, type CollectorRunner } from '../collect/collector-runner.ts';
import type { CollectorSet } from '../collect/collector-set.ts';
import type { DiscoveryWork } from '../cluster/discovery-work.ts';
import type { ClusterWork } from '../cluster/cluster-work.ts';
import type { AgentSettings } from '../config/settings.ts';
import { isError } from '../config/problem.ts';
import type { Sender } from '../delivery/sender.ts';
import { electionWords } from '../election/election-words.ts';
import type { InputElections } from '../election/input-elections.ts';
import type { LeaseElection } from '../election/lease-election.ts';
import type { InputSet } from '../inputs/input-set.ts';
import type { DiskQueue } from '../queue/disk-queue.ts';
import { fitReport } from './fit-report.ts';
import type { TargetScraper } from '../scrape/target-scraper.ts';

/** One server as the agent sees it. */
export interface ServerStatus {
  readonly url: string;
  readonly protocol: string;
  readonly requests: number;
  readonly retries: number;
  readonly samplesSent: number;
  readonly samplesRefused: number;
  readonly samplesWaiting: number;
  readonly lastSuccessMs: number | null;
  readonly problems: readonly Problem[];
}

/** What `/status` answers: the report to the server, and what only concerns this machine. */
export interface StatusDocument extends AgentStatusInput {
  readonly servers: readonly ServerStatus[];
  readonly election: { readonly enabled: boolean; readonly namespace: string; readonly state: string };
  /** What this agent does for the whole cluster; null where it looks at none. */
  readonly kubernetes: ClusterWork['counts'] | null;
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
}

export interface StatusSources {
  readonly id: string;
  readonly version: string;
  readonly startedAtMs: number;
  readonly settings: AgentSettings;
  readonly inputs: InputSet;
  readonly collectors: CollectorSet;
  readonly discovery: DiscoveryWork;
  /** Undefined where no cluster is looked at. */
  readonly cluster:
    | {
        readonly election: LeaseElection | undefined;
        readonly elections: InputElections | undefined;
        readonly work: ClusterWork | undefined;
      }
    | undefined;
  readonly queue: DiskQueue;
  readonly senders: readonly Sender[];
  /** Of the configuration as a whole and of its folders. */
  readonly problems: () => readonly Problem[];
  readonly nowMs: () => number;
}

/** The report to the server: the state of all inputs and targets, within the bounds of the server's schema. */
export const agentReport = (sources: StatusSources): AgentStatusInput => fitReport(wholeReport(sources));

function wholeReport(sources: StatusSources): AgentStatusInput {
  const { settings, inputs, collectors, discovery, queue, senders } = sources;
  const filesWithInputs = new Set(
    [...inputs.running.map(({ input }) => input), ...inputs.waiting].map(({ file }) => file),
  );
  const refused = senders.reduce((sum, sender) => sum + sender.counts.samplesRefused, 0);
  return {
    id: sources.id,
    host: settings.hostName,
    cluster: settings.tags.cluster,
    version: sources.version,
    startedAtMs: sources.startedAtMs,
    sentAtMs: sources.nowMs(),
    queue: {
      sizeBytes: queue.sizeBytes,
      limitBytes: queue.maxBytes,
      oldestAtMs: queue.oldestWaitingMs ?? null,
      samplesDropped: queue.droppedSamples + refused,
    },
    inputs: [
      ...collectors.running.map(({ id, plan }) => ({
        id,
        kind: plan.collector.name,
        source: plan.collector.job,
        file: null,
        state: 'running' as const,
        targetCount: 1,
        problems: [],
      })),
      ...inputs.running.map(({ id, input, scrapers }) => ({
        id,
        kind: 'prom',
        source: input.options.source,
        file: input.file,
        state: 'running' as const,
        targetCount: scrapers.length,
        problems: [...input.warnings, ...problemsOfInput(inputs, input.file, input.key)],
      })),
      ...inputs.waiting.map((input) => {
        const problem = sources.cluster?.elections?.problemOf(input);
        return {
          id: `${input.file}#${input.key}`,
          kind: 'prom',
          source: input.options.source,
          file: input.file,
          state: 'waiting' as const,
          targetCount: 0,
          problems: [...input.warnings, ...(problem === undefined ? [] : [problem])],
        };
      }),
      ...discoveredInputs(discovery),
      // A file of which nothing runs is shown too: its problem would be invisible otherwise.
      ...inputs.files
        .filter(({ file, problems }) => !filesWithInputs.has(file) && problems.some(isError))
        .map(({ file, problems }) => ({
          id: file,
          kind: 'prom',
          source: file.split('/').at(-1)!,
          file,
          state: 'failed' as const,
          targetCount: 0,
          problems: [...problems],
        })),
    ],
    targets: [
      ...collectors.running.map(collectorReport),
      ...inputs.running.flatMap(({ id, scrapers }) => scrapers.map((scraper) => targetReport(id, scraper))),
      ...discovery.runner.scrapers.map((scraper) =>
        targetReport(discovery.discovery.jobOf(scraper.target.id), scraper),
      ),
    ],
    problems: [
      ...sources.problems(),
      ...senders.flatMap((sender) =>
        sender.problems.map((problem) => ({ ...problem, message: `${sender.server.display}: ${problem.message}` })),
      ),
      ...inputs.files.filter(({ file }) => filesWithInputs.has(file)).flatMap(({ problems }) => problems),
    ],
  };
}

/** The report and the rest, for the agent's own page and the monitor. */
export function statusDocument(sources: StatusSources): StatusDocument {
  const { settings, senders, queue } = sources;
  const { user, system } = process.cpuUsage();
  return {
    ...agentReport(sources),
    servers: senders.map((sender, i) => ({
      url: sender.server.display,
      protocol: sender.protocol,
      requests: sender.counts.requests,
      retries: sender.counts.retries,
      samplesSent: sender.counts.samplesSent,
      samplesRefused: sender.counts.samplesRefused,
      samplesWaiting: queue.reader(i).waitingSamples,
      lastSuccessMs: sender.counts.lastSuccessMs ?? null,
      problems: sender.problems,
    })),
    election: {
      enabled: sources.cluster?.election !== undefined,
      namespace: settings.electionNamespace,
      state: electionState(sources),
    },
    kubernetes: sources.cluster?.work?.counts ?? null,
    memoryBytes: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / 1e6,
  };
}

function electionState({ cluster, settings, nowMs }: StatusSources): string {
  if (cluster?.election !== undefined) return electionWords(cluster.election.state, nowMs());
  if (settings.election === 'off') return 'off';
  return cluster === undefined ? 'not in a cluster: this agent does everything' : 'none: this agent does everything';
}

/** Problems of one block of a file that has others that run. */
function problemsOfInput(inputs: InputSet, file: string, key: string): readonly Problem[] {
  const problems = inputs.files.find((loaded) => loaded.file === file)?.problems ?? [];
  return problems.filter((problem) => problem.key === key || problem.key?.startsWith(`${key}.`) === true);
}

/** Jobs of discovery are shown as inputs, as long as there is something to be shown. */
function discoveredInputs({ discovery }: DiscoveryWork): AgentStatusInput['inputs'] {
  const jobs = discovery.pools
    .filter(({ job, targetCount, problems }) => targetCount > 0 || problems.length > 0 || job.place.file !== undefined)
    .map((pool) => ({
      id: pool.job.id,
      kind: pool.job.tier,
      source: pool.job.name,
      file: pool.job.place.file ?? null,
      state: 'running' as const,
      targetCount: pool.targetCount,
      droppedCount: pool.droppedCount,
      problems: [...pool.problems],
    }));
  if (discovery.instancesCount === 0) return jobs;
  const instances = {
    id: 'instances-annotation',
    kind: 'instances-annotation',
    source: 'datakit/prom.instances',
    file: null,
    state: 'running' as const,
    targetCount: discovery.instancesCount,
    problems: [],
  };
  return [...jobs, instances];
}

/** A collector is shown as a target of an input of its own. */
function collectorReport(runner: CollectorRunner): AgentStatusInput['targets'][number] {
  const { collector, intervalMs, timeoutMs } = runner.plan;
  return {
    id: runner.id,
    inputId: runner.id,
    job: collector.job,
    url: addressOf(collector),
    labels: { ...runner.labels },
    intervalMs,
    timeoutMs,
    ...lastPass(runner),
    bodyBytes: null,
  };
}

export function targetReport(inputId: string, scraper: TargetScraper): AgentStatusInput['targets'][number] {
  const { target } = scraper;
  return {
    id: target.id,
    inputId,
    job: target.job,
    url: target.displayUrl,
    labels: { ...scraper.labels },
    discoveredLabels: { ...target.discoveredLabels },
    intervalMs: target.scrape.intervalMs,
    timeoutMs: target.scrape.timeoutMs,
    ...lastPass(scraper),
  };
}

type LastPass = Pick<
  AgentStatusInput['targets'][number],
  | 'health'
  | 'lastScrapeMs'
  | 'lastDurationMs'
  | 'samplesScraped'
  | 'samplesKept'
  | 'seriesAdded'
  | 'bodyBytes'
  | 'lastError'
  | 'warnings'
>;

function lastPass({ health, last, problem, warnings }: TargetScraper | CollectorRunner): LastPass {
  return {
    health,
    lastScrapeMs: last?.atMs ?? null,
    lastDurationMs: last?.durationMs ?? null,
    samplesScraped: last?.counts.scraped ?? null,
    samplesKept: last?.counts.kept ?? null,
    seriesAdded: last?.counts.added ?? null,
    bodyBytes: last?.bodyBytes ?? null,
    lastError: problem ?? null,
    warnings: [...warnings],
  };
}
