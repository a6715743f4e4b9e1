export const KUBERNETES_ROLES = ['node', 'pod', 'service', 'endpoints', 'endpointslice', 'ingress'] as const;
export type KubernetesRole = (typeof KUBERNETES_ROLES)[number];

/** Restricts the objects of one role by the syntax of `kubectl -l` and `--field-selector`. */
export interface SelectorConfig {
  readonly role: KubernetesRole;
  /** '': all. */
  readonly label: string;
  readonly field: string;
}
