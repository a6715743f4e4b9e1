import type { KubeObject } from '@binnacle/kube';

/** Sets of custom resource definitions that can be installed at start. */
export type DefinitionSet = 'istio' | 'monitoring';

interface Row {
  readonly kind: string;
  readonly plural: string;
  readonly short: string;
  readonly versions: readonly string[];
  /** Columns of `kubectl get` before AGE. */
  readonly columns?: readonly { readonly name: string; readonly type: string; readonly jsonPath: string }[];
}

const NETWORKING = ['v1', 'v1beta1', 'v1alpha3'];
const SECURITY = ['v1', 'v1beta1'];
const text = (name: string, jsonPath: string): { name: string; type: string; jsonPath: string } => ({
  name,
  type: 'string',
  jsonPath,
});

/** Istio's kinds with the columns that istioctl installs, and those of the Prometheus operator that agents read. */
const SETS: Readonly<Record<DefinitionSet, Readonly<Record<string, readonly Row[]>>>> = {
  istio: {
    'networking.istio.io': [
      {
        kind: 'VirtualService',
        plural: 'virtualservices',
        short: 'vs',
        versions: NETWORKING,
        columns: [text('Gateways', '.spec.gateways'), text('Hosts', '.spec.hosts')],
      },
      {
        kind: 'DestinationRule',
        plural: 'destinationrules',
        short: 'dr',
        versions: NETWORKING,
        columns: [text('Host', '.spec.host')],
      },
      { kind: 'Gateway', plural: 'gateways', short: 'gw', versions: NETWORKING },
      {
        kind: 'ServiceEntry',
        plural: 'serviceentries',
        short: 'se',
        versions: NETWORKING,
        columns: [
          text('Hosts', '.spec.hosts'),
          text('Location', '.spec.location'),
          text('Resolution', '.spec.resolution'),
        ],
      },
      {
        kind: 'WorkloadEntry',
        plural: 'workloadentries',
        short: 'we',
        versions: NETWORKING,
        columns: [text('Address', '.spec.address')],
      },
      { kind: 'Sidecar', plural: 'sidecars', short: 'sidecar', versions: NETWORKING },
      { kind: 'EnvoyFilter', plural: 'envoyfilters', short: 'envoyfilter', versions: ['v1alpha3'] },
    ],
    'security.istio.io': [
      {
        kind: 'PeerAuthentication',
        plural: 'peerauthentications',
        short: 'pa',
        versions: SECURITY,
        columns: [text('Mode', '.spec.mtls.mode')],
      },
      { kind: 'RequestAuthentication', plural: 'requestauthentications', short: 'ra', versions: SECURITY },
      {
        kind: 'AuthorizationPolicy',
        plural: 'authorizationpolicies',
        short: 'ap',
        versions: SECURITY,
        columns: [text('Action', '.spec.action')],
      },
    ],
    'telemetry.istio.io': [
      { kind: 'Telemetry', plural: 'telemetries', short: 'telemetry', versions: ['v1', 'v1alpha1'] },
    ],
  },
  monitoring: {
    'monitoring.coreos.com': [
      { kind: 'ServiceMonitor', plural: 'servicemonitors', short: 'smon', versions: ['v1'] },
      { kind: 'PodMonitor', plural: 'podmonitors', short: 'pmon', versions: ['v1'] },
    ],
  },
};

/** The definitions of a set: names, versions and columns; any content is accepted. */
export function knownDefinitions(set: DefinitionSet): Omit<KubeObject, 'metadata'>[] {
  return Object.entries(SETS[set]).flatMap(([group, rows]) => rows.map((row) => definition(group, row)));
}

function definition(group: string, row: Row): Omit<KubeObject, 'metadata'> & { metadata: { name: string } } {
  const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${row.plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind: row.kind,
        listKind: `${row.kind}List`,
        plural: row.plural,
        singular: row.kind.toLowerCase(),
        shortNames: [row.short],
        ...(group.endsWith('istio.io') ? { categories: ['istio-io'] } : {}),
      },
      versions: row.versions.map((name, i) => ({
        name,
        served: true,
        storage: i === 0,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        additionalPrinterColumns: [...(row.columns ?? []), age],
      })),
    },
  };
}
