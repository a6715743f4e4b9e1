import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rbacRules } from '../packages/kube/src/index.ts';
import { hasHelm, readManifests, type Manifest } from './helm-template.ts';
import { checkSchema } from './kubernetes-schemas.ts';
import { differingManifests } from './render.ts';

const folder = fileURLToPath(new URL('manifests/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
const manifests = files.flatMap((name) =>
  readManifests(readFileSync(`${folder}${name}`, 'utf8')).map((manifest) => ({ name, manifest })),
);
const find = (kind: string, name: string): Manifest => {
  const found = manifests.find(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name} in deploy/manifests`);
  return found.manifest;
};

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}
const rulesOf = (kind: string, name: string): readonly Rule[] => find(kind, name)['rules'] as readonly Rule[];
/** One line for each right, so that rules may be put together differently. */
const rights = (rules: readonly Rule[]): string[] =>
  rules
    .flatMap(({ apiGroups = [], resources = [], verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}.${group}`)),
      ),
    )
    .sort();

describe('plain manifests', () => {
  test.skipIf(!hasHelm)('say what the chart says (skipped without Helm)', () => {
    expect(differingManifests(), 'run: node deploy/render.ts --write').toEqual([]);
  });

  test.each(manifests.map(({ name, manifest }) => ({ name, kind: manifest.kind, manifest })))(
    '$name: $kind fits the schema of Kubernetes',
    async ({ manifest }) => {
      expect(await checkSchema(manifest)).toBeUndefined();
    },
  );

  test('the agents may read the kinds of the table, and nothing else', () => {
    const asked = rights(rulesOf('ClusterRole', 'binnacle-agent'));
    expect(asked).toEqual([...rights(rbacRules()), 'get nodes/metrics.', 'get nodes/stats.'].sort());
    const paths = rulesOf('ClusterRole', 'binnacle-agent').filter(
      ({ nonResourceURLs }) => nonResourceURLs !== undefined,
    );
    expect(paths).toEqual([{ nonResourceURLs: ['/metrics'], verbs: ['get'] }]);
  });

  test('each right is explained beside it', () => {
    const text = readFileSync(`${folder}10-agent-rights.yaml`, 'utf8');
    for (const { resources } of rbacRules()) {
      for (const resource of resources) expect(text).toMatch(new RegExp(`^ +# ${resource}: .{10,}`, 'm'));
    }
    for (const block of text.split(/^ {2}- (?=apiGroups|nonResourceURLs)/m).slice(0, -1)) {
      expect(block.trimEnd().split('\n').at(-1), 'no comment above a rule').toMatch(/^ +#/);
    }
  });

  test('nobody may change anything but leases and one secret', () => {
    const changing = manifests
      .filter(({ manifest }) => manifest.kind.endsWith('Role'))
      .flatMap(({ manifest }) =>
        (manifest['rules'] as readonly Rule[]).map((rule) => ({ of: manifest.metadata.name, rule })),
      )
      .filter(({ rule }) => rule.verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)));
    expect(changing).toEqual([
      {
        of: 'binnacle-agent',
        rule: { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
      },
      {
        of: 'binnacle-server',
        rule: {
          apiGroups: [''],
          resources: ['secrets'],
          resourceNames: ['binnacle-agent-token'],
          verbs: ['get', 'patch'],
        },
      },
    ]);
  });

  test.each([
    { kind: 'DaemonSet', name: 'binnacle-agent', user: 0 },
    { kind: 'StatefulSet', name: 'binnacle-server', user: 65_532 },
  ])('$name: no privileges, a read-only root, probes and bounds', ({ kind, name, user }) => {
    const { spec } = (find(kind, name)['spec'] as { template: { spec: PodSpec } }).template;
    const [container] = spec.containers;
    expect(container?.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container?.securityContext['runAsUser'] ?? spec.securityContext['runAsUser']).toBe(user);
    expect(spec.securityContext['seccompProfile']).toEqual({ type: 'RuntimeDefault' });
    expect(container?.resources).toMatchObject({ requests: expect.anything(), limits: { memory: expect.any(String) } });
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const)
      expect(container?.[probe]).toBeDefined();
    // What is mounted from the node is read-only, but for the agent's own queue.
    const fromNode = spec.volumes.filter(({ hostPath }) => hostPath !== undefined).map((volume) => volume.name);
    const writable = (container?.volumeMounts ?? []).filter(
      ({ name, readOnly }) => fromNode.includes(name) && readOnly !== true,
    );
    expect(writable.map((mount) => mount.name)).toEqual(kind === 'DaemonSet' ? ['data'] : []);
  });
});

interface PodSpec {
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumes: readonly { readonly name: string; readonly hostPath?: unknown }[];
  readonly containers: readonly {
    readonly securityContext: Readonly<Record<string, unknown>>;
    readonly resources: unknown;
    readonly startupProbe?: unknown;
    readonly livenessProbe?: unknown;
    readonly readinessProbe?: unknown;
    readonly volumeMounts: readonly { readonly name: string; readonly readOnly?: boolean }[];
  }[];
}
