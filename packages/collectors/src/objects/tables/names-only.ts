import type { KubeObject } from '@binnacle/kube';
import { clusterScoped, created, gauge, info, namespaced, owners, resourceVersion, table } from '../metric-table.ts';

/** Kinds of which only metadata is read. */
export const configMapTable = table({
  kind: 'ConfigMap',
  prefix: 'kube_configmap',
  promoted: 'both',
  identity: namespaced('configmap'),
  rows: [
    info('kube_configmap_info', 'A config map.', () => ({})),
    created('kube_configmap'),
    resourceVersion('kube_configmap'),
  ],
});

interface Secret extends KubeObject {
  /** Where the API server tells it without the content. */
  readonly type?: string;
}

export const secretTable = table<Secret>({
  kind: 'Secret',
  prefix: 'kube_secret',
  promoted: 'both',
  identity: namespaced('secret'),
  rows: [
    info('kube_secret_info', 'A secret.', () => ({})),
    gauge('kube_secret_type', 'Type of a secret.', ({ type }, emit) => {
      if (type !== undefined) emit(1, { type });
    }),
    created('kube_secret'),
    resourceVersion('kube_secret'),
    owners('kube_secret'),
  ],
});

export const clusterRoleTable = table({
  kind: 'ClusterRole',
  prefix: 'kube_clusterrole',
  promoted: 'both',
  identity: clusterScoped('clusterrole'),
  rows: [
    info('kube_clusterrole_info', 'A cluster role.', () => ({})),
    created('kube_clusterrole'),
    resourceVersion('kube_clusterrole'),
  ],
});

const webhooks = (kind: 'MutatingWebhookConfiguration' | 'ValidatingWebhookConfiguration', name: string) =>
  table({
    kind,
    prefix: `kube_${name}`,
    promoted: 'none',
    identity: clusterScoped(name),
    rows: [
      info(`kube_${name}_info`, 'A configuration of webhooks.', () => ({})),
      created(`kube_${name}`),
      resourceVersion(`kube_${name}`),
    ],
  });

export const mutatingWebhookTable = webhooks('MutatingWebhookConfiguration', 'mutatingwebhookconfiguration');
export const validatingWebhookTable = webhooks('ValidatingWebhookConfiguration', 'validatingwebhookconfiguration');
