import type { RelabelRule } from '../relabel/relabel.ts';
import { relabelRule, type RelabelConfig } from '../relabel/relabel-config.ts';
import type { KubernetesConfig } from './discovery-config.ts';
import type { KubernetesRole } from './kubernetes/role.ts';
import { JOB_DEFAULTS, type ScrapeJob, type Tier } from './scrape-job.ts';

export type BuiltIn = Pick<ScrapeJob, 'name' | 'tier' | 'relabel'> & Partial<ScrapeJob>;

/** A job that no file asks for. Where its problems are it is called by what finds it. */
export function builtInJob(job: BuiltIn): ScrapeJob {
  const id = job.id ?? `${job.tier}#${job.name}`;
  const timeoutMs = Math.min(JOB_DEFAULTS.timeoutMs, job.intervalMs ?? JOB_DEFAULTS.intervalMs);
  return {
    ...JOB_DEFAULTS,
    timeoutMs,
    ...job,
    id,
    place: job.place ?? { key: `discovery ${labelOf(job.tier)} ${job.name}` },
  };
}

const labelOf = (tier: Tier): string => (tier === 'well-known' ? 'of' : `by ${tier}:`);

export const rules = (...configs: readonly RelabelConfig[]): readonly RelabelRule[] => configs.map(relabelRule);

/** All objects of a role. */
export const ofRole = (role: KubernetesRole, more: Partial<KubernetesConfig> = {}): KubernetesConfig => ({
  kind: 'kubernetes',
  role,
  namespaces: [],
  ownNamespace: false,
  selectors: [],
  attachNode: false,
  attachNamespace: false,
  ...more,
});

const K = '__meta_kubernetes_';

/** `label` from what discovery knows, where it knows anything. */
export const copy = (source: string, label: string): RelabelConfig => ({
  source_labels: [K + source],
  regex: '(.+)',
  target_label: label,
});

/** Labels of the contract for everything that runs in a pod. The application: `app`, else what Helm charts write. */
export const POD_LABELS: readonly RelabelConfig[] = [
  copy('namespace', 'namespace'),
  copy('pod_name', 'pod'),
  copy('pod_container_name', 'container'),
  copy('pod_node_name', 'node'),
  copy('pod_label_app_kubernetes_io_name', 'app'),
  copy('pod_label_app', 'app'),
];

/** Pods that have not started, or are over, answer nobody. */
export const ONLY_RUNNING: RelabelConfig = {
  action: 'drop',
  source_labels: [`${K}pod_phase`],
  regex: 'Pending|Succeeded|Failed',
};

/** Puts `port` behind the address of the pod, IPv6 in brackets. */
export const atPort = (port: number): readonly RelabelConfig[] => [
  { source_labels: [`${K}pod_ip`], regex: '([^:]+)', target_label: '__address__', replacement: `$1:${port}` },
  { source_labels: [`${K}pod_ip`], regex: '(.*:.*)', target_label: '__address__', replacement: `[$1]:${port}` },
];

export const keep = (source: string, regex: string): RelabelConfig => ({
  action: 'keep',
  source_labels: [K + source],
  regex,
});
