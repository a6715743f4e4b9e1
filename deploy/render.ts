/**
 * The plain manifests are the chart with its default values, without what is Helm's. This keeps them so:
 *
 *   node deploy/render.ts          says which files of deploy/manifests differ from the chart
 *   node deploy/render.ts --write  writes them
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { helm } from './helm-template.ts';

const folder = new URL('manifests/', import.meta.url);

interface File {
  readonly head: string;
  readonly has: (kind: string, name: string) => boolean;
}

/** What belongs into which file; the first one that takes an object has it. */
const FILES: Readonly<Record<string, File>> = {
  '10-agent-rights.yaml': {
    head: 'What the agents may: read the cluster, and elect one among themselves.',
    has: (kind, name) => name.startsWith('binnacle-agent') && /^(ServiceAccount|(Cluster)?Role(Binding)?)$/.test(kind),
  },
  '11-server-rights.yaml': {
    head: 'What the server may: keep the token of its agents in one Secret.',
    has: (kind) => /^(ServiceAccount|Role|RoleBinding|Secret)$/.test(kind),
  },
  '20-agent-config.yaml': { head: 'Settings of the agents, and what to scrape.', has: (kind) => kind === 'ConfigMap' },
  '21-agent.yaml': { head: 'One agent on each node.', has: (kind) => kind === 'DaemonSet' },
  '30-server.yaml': {
    head: 'The server with its storage.',
    has: (kind) => kind === 'StatefulSet' || kind === 'Service',
  },
  '31-server-network.yaml': { head: 'Who reaches the server.', has: (kind) => kind === 'NetworkPolicy' },
  '32-server-disruption.yaml': {
    head: 'Before Kubernetes 1.21 write policy/v1beta1 here.',
    has: (kind) => kind === 'PodDisruptionBudget',
  },
  'optional/ingress.yaml': {
    head: 'Put in the name under which browsers reach the server, then: kubectl apply -f deploy/manifests/optional/ingress.yaml',
    has: (kind) => kind === 'Ingress',
  },
};

/** The text of each file of deploy/manifests that comes from the chart. */
export function renderManifests(): Map<string, string> {
  const args = ['--namespace', 'binnacle', '--api-versions', 'policy/v1', '--set', 'ingress.enabled=true'];
  const rendered = helm('template', ...args);
  if (!rendered.ok) throw new Error(`helm template failed: ${rendered.message}`);
  const files = new Map<string, string[]>(Object.keys(FILES).map((name) => [name, []]));
  for (const document of rendered.output.split(/^---$/m).map(withoutHelm)) {
    const kind = /^kind: (\w+)$/m.exec(document)?.[1];
    const name = /^ {2}name: (\S+)$/m.exec(document)?.[1] ?? '';
    if (kind === undefined || document.includes('helm.sh/hook')) continue;
    const file = Object.keys(FILES).find((each) => FILES[each]!.has(kind, name));
    if (file === undefined) throw new Error(`no file of deploy/manifests takes ${kind} ${name}`);
    files.get(file)!.push(document);
  }
  return new Map([...files].map(([name, documents]) => [name, `# ${FILES[name]!.head}\n${documents.join('---\n')}`]));
}

function withoutHelm(document: string): string {
  const lines = document
    .split('\n')
    .filter((line) => !/^# Source: |^ +(helm\.sh\/chart|app\.kubernetes\.io\/managed-by): /.test(line));
  return `${lines.join('\n').trim()}\n`;
}

/** @returns names of the files that say something else than the chart */
export function differingManifests(): string[] {
  return [...renderManifests()].flatMap(([name, text]) => (readManifestFile(name) === text ? [] : [name]));
}

function readManifestFile(name: string): string | undefined {
  try {
    return readFileSync(new URL(name, folder), 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const differing = differingManifests();
  if (process.argv.includes('--write')) {
    for (const [name, text] of renderManifests()) {
      const path = fileURLToPath(new URL(name, folder));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  } else if (differing.length > 0) process.exitCode = 1;
  for (const name of differing) console.log(`deploy/manifests/${name}`);
}
