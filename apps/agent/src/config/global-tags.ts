import { problemAt, type Problem } from './problem.ts';
import type { MachineIdentity } from './settings.ts';

/** Labels that the agent adds to what it collects. A label that a sample has already is never overwritten. */
export interface GlobalTags {
  /** The label `cluster`: on everything, never empty. */
  readonly cluster: string;
  /** For host-scoped inputs; `host` is among them. */
  readonly host: ReadonlyMap<string, string>;
  /** For inputs that any agent of the cluster may run. */
  readonly election: ReadonlyMap<string, string>;
}

export interface GlobalTagSources {
  readonly machine: MachineIdentity;
  /** '' where none is configured. */
  readonly clusterName: string;
  /** `key=value`, on everything. */
  readonly globalTags: readonly string[];
  readonly hostTags: readonly string[];
  readonly electionTags: readonly string[];
}

/** The reference agent's name of the label that is stored as `cluster`. */
export const CLUSTER_TAG_ALIAS = 'cluster_name_k8s';

/**
 * Fills in the placeholders and finds the cluster's name: the setting, else a tag `cluster_name_k8s` or `cluster` of any
 * set, else the host name. That the reference agent stamps its name on some points only leaves drop-downs empty.
 */
export function resolveGlobalTags(sources: GlobalTagSources): {
  readonly tags: GlobalTags;
  readonly clusterFrom: 'setting' | 'host';
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const read = (texts: readonly string[]): Map<string, string> => {
    const tags = new Map<string, string>();
    for (const text of texts) {
      const equals = text.indexOf('=');
      const key = text.slice(0, Math.max(equals, 0)).trim();
      if (key === '') {
        problems.push(
          problemAt({ key: 'global tags' }, 'error', 'bad_value', `expected key=value, got ${JSON.stringify(text)}`),
        );
        continue;
      }
      const value = text
        .slice(equals + 1)
        .trim()
        .replaceAll('__datakit_hostname', sources.machine.hostName)
        .replaceAll('__datakit_ip', sources.machine.address)
        .replaceAll('__datakit_id', sources.machine.hostName);
      if (value !== '') tags.set(key, value);
    }
    return tags;
  };
  const all = read(sources.globalTags);
  const host = new Map([['host', sources.machine.hostName], ...read(sources.hostTags), ...all]);
  const election = new Map([...read(sources.electionTags), ...all]);
  const named = [
    sources.clusterName,
    ...[all, host, election].flatMap((set) => [set.get(CLUSTER_TAG_ALIAS), set.get('cluster')]),
  ];
  const name = named.find((it) => it !== undefined && it !== '');
  const cluster = name ?? sources.machine.hostName;
  for (const set of [host, election]) {
    set.delete(CLUSTER_TAG_ALIAS);
    set.delete('cluster');
  }
  return {
    tags: { cluster: cluster === '' ? 'default' : cluster, host, election },
    clusterFrom: name === undefined ? 'host' : 'setting',
    problems,
  };
}
