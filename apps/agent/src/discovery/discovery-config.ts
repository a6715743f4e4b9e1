import type { RequestSettings } from '../scrape/target.ts';
import type { KubernetesRole, SelectorConfig } from './kubernetes/role.ts';

/** How the targets of a job are found. */
export type DiscoveryConfig =
  | { readonly kind: 'static'; readonly groups: readonly StaticGroup[] }
  | { readonly kind: 'file'; readonly files: readonly string[]; readonly refreshMs: number }
  | { readonly kind: 'http'; readonly url: string; readonly refreshMs: number; readonly request: RequestSettings }
  | {
      readonly kind: 'dns';
      readonly names: readonly string[];
      readonly type: DnsType;
      /** Of A, AAAA and MX records, which have none. */
      readonly port: number;
      readonly refreshMs: number;
    }
  | KubernetesConfig;

export interface StaticGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** The node whose agent scrapes them; undefined: the elected one. */
  readonly node?: string;
}

export const DNS_TYPES = ['A', 'AAAA', 'SRV', 'MX'] as const;
export type DnsType = (typeof DNS_TYPES)[number];

export interface KubernetesConfig {
  readonly kind: 'kubernetes';
  readonly role: KubernetesRole;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly ownNamespace: boolean;
  readonly selectors: readonly SelectorConfig[];
  /** Labels of the node go to what runs there. */
  readonly attachNode: boolean;
  readonly attachNamespace: boolean;
  /** Whose annotation `prometheus.io/port` chooses among the ports; undefined: no annotation does. */
  readonly portAnnotation?: 'pod' | 'service';
}
