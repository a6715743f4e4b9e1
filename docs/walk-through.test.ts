import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkFile } from '../apps/agent/src/check-command.ts';
import { formatProblem, isError } from '../apps/agent/src/config/problem.ts';
import { commands } from '../apps/cli/src/commands.ts';
import { checkSchema } from '../deploy/kubernetes-schemas.ts';
import { readManifests, type Manifest } from '../deploy/helm-template.ts';
import { KubeApiServer } from '../packages/kube-api-server/src/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(new URL('walk-through.md', import.meta.url), 'utf8');

interface Block {
  readonly language: string;
  readonly info: string;
  readonly text: string;
  readonly line: number;
}
const blocks: readonly Block[] = [...page.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
  language: match[1]!,
  info: match[2]!.trim(),
  text: match[3]!,
  line: page.slice(0, match.index).split('\n').length,
}));
const inLanguage = (language: string): readonly Block[] => blocks.filter((block) => block.language === language);
/** A command may be written over several lines. */
const commandsIn = ({ text }: Block): string[] =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');

const folder = mkdtempSync(join(tmpdir(), 'binnacle-walk-'));
const server = new KubeApiServer({ customResources: ['istio'] });
beforeAll(() => server.listen());
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

test('the page has blocks of each kind, and no other', () => {
  expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(['sh', 'toml', 'yaml']));
});

test.each(inLanguage('toml'))('line $line: binnacle check finds no error in $info', async ({ info, text }) => {
  const name = /^file=(\S+\.conf)$/.exec(info)?.[1];
  expect(name, 'a file has a name').toBeDefined();
  const file = join(folder, name!);
  writeFileSync(file, text);
  const { problems } = await checkFile(file, {});
  // Certificates are where the agent runs, not here.
  const errors = problems.filter((problem) => isError(problem) && problem.code !== 'missing_file');
  expect(errors.map(formatProblem)).toEqual([]);
});

/** Applies an object as `kubectl apply --server-side` does. */
async function apply(manifest: Manifest): Promise<{ readonly status: number; readonly text: string }> {
  const { apiVersion, kind, metadata } = manifest;
  const prefix = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = `${kind.toLowerCase()}s`;
  const place = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  const reply = await fetch(
    `${server.url}${prefix}${place}/${plural}/${metadata.name}?fieldManager=reader&force=true`,
    {
      method: 'PATCH',
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body: JSON.stringify(manifest),
    },
  );
  return { status: reply.status, text: await reply.text() };
}

describe('objects, in the order of the page', () => {
  test.each(inLanguage('yaml'))(
    'line $line: the API server takes them, and they fit their schemas',
    async ({ text, info }) => {
      for (const manifest of readManifests(text)) {
        const isIstio = manifest.apiVersion.includes('istio.io');
        expect(isIstio ? undefined : await checkSchema(manifest)).toBeUndefined();
        const { status, text: answer } = await apply(manifest);
        expect([200, 201], answer).toContain(status);
      }
      const file = join(folder, 'manifest.yaml');
      writeFileSync(file, text);
      const asksToBeScraped = text.includes('datakit/prom.instances');
      const problems = asksToBeScraped ? (await checkFile(file, {})).problems : [];
      expect(problems.filter(isError).map(formatProblem)).toEqual([]);
      expect(info).toMatch(/^(canary)?$/);
    },
  );

  test('the canary leaves a tenth to v2', () => {
    const route = {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      namespace: 'prod',
      name: 'reviews',
    };
    expect(server.store.get(route)).toMatchObject({
      spec: {
        http: [
          {
            route: [
              { weight: 90, destination: { subset: 'v1' } },
              { weight: 10, destination: { subset: 'v2' } },
            ],
          },
        ],
      },
    });
  });

  test('every subset that a route names is defined', () => {
    const version = 'networking.istio.io/v1beta1';
    const defined = server.store
      .list(version, 'DestinationRule')
      .map((rule) => rule['spec'] as { host: string; subsets: { name: string }[] })
      .flatMap(({ host, subsets }) => subsets.map(({ name }) => `${host} ${name}`));
    const routes = server.store.list(version, 'VirtualService') as unknown as readonly { spec: RouteSpec }[];
    const named = routes
      .flatMap(({ spec }) => spec.http)
      .flatMap(({ route }) => route)
      .filter(({ destination }) => destination.subset !== undefined)
      .map(({ destination }) => `${destination.host} ${destination.subset}`);
    expect(defined).toEqual(expect.arrayContaining(named));
  });
});

interface RouteSpec {
  readonly http: readonly {
    readonly route: readonly { readonly destination: { readonly host: string; readonly subset?: string } }[];
  }[];
}

describe.each(inLanguage('sh').flatMap((block) => commandsIn(block).map((command) => ({ line: block.line, command }))))(
  'line $line: $command',
  ({ command }) => {
    const words = command.trim().split(/\s+/);

    test('is a program of this page', () => {
      expect(['binnacle', 'helm', 'kubectl']).toContain(words[0]);
      expect(words[0] === 'binnacle' ? commands.map(({ name }) => name) : [words[1]]).toContain(words[1]);
    });

    test('names files that are there, or that the page has made', () => {
      const made = inLanguage('toml').map(({ info }) => info.replace('file=', ''));
      const named = words
        .filter((word) => word.startsWith('deploy/') || word.endsWith('.conf'))
        .map((word) => word.replace(/^--from-file=/, ''));
      for (const name of named) expect(made.includes(name) || existsSync(join(root, name)), name).toBe(true);
    });

    test('sets values that the chart has', () => {
      const values = parse(readFileSync(join(root, 'deploy/helm/binnacle/values.yaml'), 'utf8')) as Record<
        string,
        unknown
      >;
      const set = words.flatMap((word, i) => (words[i - 1] === '--set' ? [word.split('=')[0]!] : []));
      for (const path of set) {
        let value: unknown = values;
        for (const key of path.split('.')) value = (value as Record<string, unknown>)[key];
        expect(value, path).toBeDefined();
      }
    });
  },
);
