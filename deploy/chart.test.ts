import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { AGENT_OPTIONS, environmentName } from '../apps/agent/src/config/agent-options.ts';
import { FLAGS } from '../apps/server/src/config/flags.ts';
import { chartFolder, hasHelm, helm, readManifests, type Manifest } from './helm-template.ts';
import { checkSchema } from './kubernetes-schemas.ts';

const NAMESPACE = ['--namespace', 'tools', '--api-versions', 'policy/v1'];
const valuesFiles = readdirSync(join(chartFolder, 'ci'));

function render(...args: readonly string[]): Manifest[] {
  const outcome = helm('template', ...NAMESPACE, ...args);
  if (!outcome.ok) throw new Error(outcome.message);
  return readManifests(outcome.output);
}
const kinds = (manifests: readonly Manifest[]): string[] => manifests.map(({ kind }) => kind).sort();
const find = (manifests: readonly Manifest[], kind: string): string =>
  JSON.stringify(manifests.find((manifest) => manifest.kind === kind) ?? null);

describe.skipIf(!hasHelm)('chart (skipped without Helm)', () => {
  const rendered = new Map<string, Manifest[]>();
  beforeAll(() => {
    rendered.set('values.yaml', render());
    for (const file of valuesFiles) rendered.set(file, render('--values', `binnacle/ci/${file}`));
  });

  test('helm lint finds nothing', () => {
    expect(helm('lint')).toMatchObject({ ok: true });
  });

  test.each(['values.yaml', ...valuesFiles])('%s: every object fits the schema of Kubernetes', async (file) => {
    const problems = await Promise.all((rendered.get(file) ?? []).map(checkSchema));
    expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
  });

  test.each(['values.yaml', ...valuesFiles])('%s: recommended labels, and selectors that find the pods', (file) => {
    for (const { kind, metadata, spec } of rendered.get(file) as readonly (Manifest & { spec?: Selecting })[]) {
      expect(metadata.labels, `${kind} ${metadata.name}`).toMatchObject({
        'app.kubernetes.io/name': expect.any(String),
        'app.kubernetes.io/instance': 'binnacle',
        'app.kubernetes.io/component': expect.any(String),
        'app.kubernetes.io/version': expect.any(String),
        'app.kubernetes.io/part-of': 'binnacle',
        'app.kubernetes.io/managed-by': 'Helm',
      });
      // A service has a selector as well, and no template.
      const labels = spec?.template?.metadata.labels ?? spec?.selector?.matchLabels ?? {};
      expect(labels).toMatchObject(spec?.selector?.matchLabels ?? {});
    }
  });

  test.each(['values.yaml', ...valuesFiles])('%s: flags and variables are those of the commands', (file) => {
    const known = new Set(AGENT_OPTIONS.map(({ name }) => environmentName(name)).concat('BINNACLE_CONFIG'));
    const flags = new Set(FLAGS.map(({ name }) => `--${name}`));
    for (const manifest of rendered.get(file) ?? []) {
      const text = JSON.stringify(manifest);
      for (const [name] of text.matchAll(/BINNACLE_[A-Z_]+/g)) expect(known).toContain(name);
      if (manifest.kind !== 'StatefulSet') continue;
      for (const [, name] of text.matchAll(/"(--[a-z.-]+)(?==|")/g)) expect(flags).toContain(name);
    }
  });

  test('what is switched off is not there', () => {
    expect(kinds(rendered.get('agents-only-values.yaml')!)).toEqual([
      'ClusterRole',
      'ClusterRoleBinding',
      'ConfigMap',
      'ConfigMap',
      'DaemonSet',
      'Role',
      'RoleBinding',
      'ServiceAccount',
    ]);
    expect(find(rendered.get('agents-only-values.yaml')!, 'DaemonSet')).toContain('"secretName":"binnacle-token"');
    const server = rendered.get('server-only-values.yaml')!;
    expect(kinds(server)).not.toContain('DaemonSet');
    expect(kinds(server)).not.toContain('PodDisruptionBudget');
    expect(find(server, 'StatefulSet')).toContain('"claimName":"binnacle-data"');
    const apart = rendered.get('without-host-values.yaml')!;
    expect(find(apart, 'DaemonSet')).not.toMatch(/hostNetwork|"\/host\//);
    expect(find(apart, 'ClusterRole')).not.toContain('secrets');
  });

  test('a server with a certificate is asked by https, and agents verify it', () => {
    const manifests = rendered.get('public-values.yaml')!;
    expect(find(manifests, 'DaemonSet')).toContain('https://binnacle-server.tools.svc:9630');
    expect(find(manifests, 'DaemonSet')).toContain('/etc/binnacle/tls/ca.crt');
    expect(find(manifests, 'StatefulSet')).toContain('"scheme":"HTTPS"');
    expect(find(manifests, 'StatefulSet')).toContain(`images.example.org/tools/binnacle@sha256:`);
    expect(kinds(manifests)).toEqual(expect.arrayContaining(['Ingress', 'HTTPRoute', 'ServiceMonitor']));
  });

  test('a cluster before 1.21 gets the older version of the disruption budget', () => {
    const old = helm('template', '--kube-version', '1.20.2', '--api-versions', 'policy/v1beta1');
    expect(old.ok && old.output).toContain('policy/v1beta1');
  });

  test.each([
    { name: 'an unknown key', set: 'servr.enabled=false', says: 'servr' },
    { name: 'a wrong type', set: 'server.service.port=eighty', says: 'server.service.port' },
    { name: 'a wrong choice', set: 'image.pullPolicy=Sometimes', says: 'image.pullPolicy' },
    { name: 'a retention that is none', set: 'server.retention=long', says: 'server.retention' },
    { name: 'no server to send to', set: 'server.enabled=false', says: 'agent.serverUrls' },
  ])('$name is refused, and named', ({ set, says }) => {
    const outcome = helm('template', '--set', set);
    expect(outcome).toMatchObject({ ok: false });
    expect(outcome.ok ? '' : outcome.message).toContain(says);
  });
});

test('the schema describes every value', () => {
  const values = parse(readFileSync(join(chartFolder, 'values.yaml'), 'utf8')) as unknown;
  const schema = JSON.parse(readFileSync(join(chartFolder, 'values.schema.json'), 'utf8')) as Schema;
  const missing: string[] = [];
  const walk = (value: unknown, node: Schema | undefined, path: string): void => {
    const at = node?.$ref === undefined ? node : schema.definitions?.[node.$ref.split('/').at(-1)!];
    if (at === undefined) missing.push(path);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value) && at.properties !== undefined) {
      for (const [key, inner] of Object.entries(value)) walk(inner, at.properties[key], `${path}.${key}`);
    }
  };
  walk(values, schema, '');
  expect(missing).toEqual([]);
});

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

interface Selecting {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly template?: { readonly metadata: { readonly labels: Readonly<Record<string, string>> } };
}
