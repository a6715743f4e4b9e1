import { KubeClient, leasesOf, type ClusterAccess } from '@binnacle/kube';
import type { LocalSettings } from '../collect/local-settings.ts';
import type { Problem } from '../config/problem.ts';
import type { AgentSettings } from '../config/settings.ts';
import type { FileElectionOptions } from '../election/input-elections.ts';
import { alwaysLeader, type Leadership } from '../election/leadership.ts';
import { LeaseElection } from '../election/lease-election.ts';
import { leaseName } from '../election/lease-name.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../scrape/schedule.ts';
import { awaitClusterName, readClusterName } from './cluster-name.ts';
import { findCluster, type FindClusterParts } from './find-cluster.ts';

export interface ClusterParts extends FindClusterParts {
  readonly agentId: string;
  readonly dataDir: string;
  readonly userAgent: string;
  readonly clock: Clock;
  /** Goes on evenly, whatever happens to the time of day. */
  readonly steadyClock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** How long the start waits for the cluster to say its name. */
const NAME_WITHIN_MS = 15_000;
const NAME_AGAIN_MS = 30_000;

/** The cluster that the agent looks at. */
export interface Cluster {
  readonly client: KubeClient;
  readonly access: ClusterAccess;
  readonly isPod: boolean;
  /** Among the agents of the cluster; undefined where every agent does everything. */
  readonly election: LeaseElection | undefined;
  readonly leadership: Leadership;
  /** Its own identity; undefined where it was not asked for or did not say. */
  readonly name: string | undefined;
  readonly problems: readonly Problem[];
  readonly makeElection: (options: FileElectionOptions) => LeaseElection;
  close(): void;
}

export type ClusterOpened =
  | { readonly kind: 'none'; readonly problems: readonly Problem[] }
  | { readonly kind: 'cluster'; readonly cluster: Cluster };

/** Finds the cluster, if there is one to be looked at, and asks its name if nobody gave it one. Nothing runs yet. */
export async function openCluster(
  settings: AgentSettings,
  local: LocalSettings,
  parts: ClusterParts,
): Promise<ClusterOpened> {
  const { agentId, clock, dataDir, log, random, steadyClock, userAgent } = parts;
  const found = findCluster(local.kubernetes, parts);
  if (found.kind === 'none') return { kind: 'none', problems: [] };
  if (found.kind === 'invalid') return { kind: 'none', problems: [found.problem] };
  const { access, isPod } = found;
  const client = new KubeClient({ access, userAgent, clock });
  log.info(`kubernetes: ${access.server.origin} (${access.origin})`);
  const name =
    settings.clusterFrom === 'setting'
      ? undefined
      : await awaitClusterName(client, dataDir, clock, NAME_WITHIN_MS, new AbortController().signal);
  const leases = leasesOf(client, settings.leaseNamespace ?? access.namespace);
  const elect = (suffix: string, options: Omit<FileElectionOptions, 'suffix'>): LeaseElection =>
    new LeaseElection({
      leases,
      name: leaseName(settings.electionNamespace, suffix),
      identity: `${settings.hostName}_${agentId}`,
      clock: steadyClock,
      wallMs: clock.nowMs,
      random,
      log,
      ...options,
    });
  const isElected = settings.election === 'on' || (settings.election === 'auto' && isPod);
  const always = { wants: () => true, patienceMs: () => 0 };
  const election = isElected ? elect('', { subject: 'the cluster', ...always }) : undefined;
  return {
    kind: 'cluster',
    cluster: {
      client,
      access,
      isPod,
      election,
      leadership: election ?? alwaysLeader,
      name,
      problems: found.problems,
      makeElection: ({ suffix, ...options }) => elect(`files-${suffix}`, options),
      close: () => client.close(),
    },
  };
}

/** Calls `found` once the API server tells the cluster's name. @returns ends the asking */
export function askForName({ client }: Cluster, clock: Clock, found: (name: string) => void): () => void {
  const stop = new AbortController();
  let cancel = (): void => {};
  const ask = async (): Promise<void> => {
    const name = await readClusterName(client, stop.signal);
    if (stop.signal.aborted) return;
    if (name === undefined) cancel = clock.after(NAME_AGAIN_MS, () => void ask());
    else found(name);
  };
  cancel = clock.after(NAME_AGAIN_MS, () => void ask());
  return () => {
    stop.abort();
    cancel();
  };
}
