/**
 * Checks what style asks of imports: a workspace imports only packages that it declares, arrows between packages follow
 * the allowed direction, no package reaches into another one's files, and portable packages use nothing of Node.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Whom each workspace may import from this repository, as in the diagram of docs/architecture.md. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  model: [],
  protobuf: [],
  wasm: [],
  storage: ['model'],
  exposition: ['model', 'protobuf'],
  wire: ['model', 'protobuf'],
  promql: ['model', 'storage', 'wasm'],
  views: ['model'],
  api: ['model', 'views', 'objects'],
  'storage-blocks': ['model', 'storage', 'wasm'],
  objects: [],
  kube: [],
  collectors: ['model', 'exposition', 'protobuf', 'kube'],
  'kube-api-server': ['kube', 'protobuf'],
  agent: ['model', 'exposition', 'wire', 'api', 'kube', 'collectors'],
  server: [
    'model',
    'protobuf',
    'exposition',
    'wire',
    'api',
    'views',
    'objects',
    'promql',
    'storage',
    'storage-blocks',
    'wasm',
  ],
  console: ['model', 'api', 'views', 'objects', 'promql'],
  demo: ['agent', 'server', 'api', 'model', 'exposition', 'wire', 'kube', 'kube-api-server', 'collectors'],
  cli: ['agent', 'server', 'demo', 'storage-blocks', 'model'],
};
/** Run in the browser too: nothing of Node in them. */
const portable = new Set([
  'model',
  'protobuf',
  'storage',
  'wasm',
  'exposition',
  'promql',
  'views',
  'objects',
  'api',
  'console',
]);

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function* sources(dir: string): Generator<string> {
  for (const entry of readdirSync(dir).sort()) {
    if (entry === 'node_modules' || entry === 'dist') continue;
    const path = join(dir, entry);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(entry)) yield path;
  }
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"\n]+)['"]|(?:^|\n)\s*import\s*['"]([^'"\n]+)['"]|\bimport\s*\(\s*['"]([^'"\n]+)['"]/g;

/** The package part of a specifier: `@scope/name` or `name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

export function checkDependencies(): string[] {
  const problems: string[] = [];
  const rootManifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  for (const group of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, group))) {
      const dir = join(root, group, name);
      let manifest: Manifest;
      try {
        manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest;
      } catch {
        continue;
      }
      const directions = allowed[name];
      if (!directions) {
        problems.push(`${group}/${name}: not in the table of allowed directions of tools/check-deps.ts`);
        continue;
      }
      for (const file of sources(dir)) {
        const where = relative(root, file);
        const isTest = /\.(test|test-data|bench)\.tsx?$/.test(file) || where.split(sep).includes('test');
        const isTool = !where.startsWith(join(group, name, 'src'));
        const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
        for (const [, from, bare, dynamic] of text.matchAll(importPattern)) {
          const specifier = from ?? bare ?? dynamic ?? '';
          if (specifier.startsWith('.')) {
            const target = relative(dir, join(file, '..', specifier));
            if (target.startsWith('..') && !isTest && !isTool) {
              problems.push(`${where}: imports ${specifier}, outside its own package`);
            }
            continue;
          }
          if (specifier.startsWith('node:')) {
            if (portable.has(name) && !isTest && !isTool)
              problems.push(`${where}: ${specifier} in a package that also runs in the browser`);
            continue;
          }
          if (specifier.startsWith('virtual:')) continue;
          const wanted = packageOf(specifier);
          const declared =
            manifest.dependencies?.[wanted] ??
            manifest.devDependencies?.[wanted] ??
            (isTest || isTool ? rootManifest.devDependencies?.[wanted] : undefined);
          if (declared === undefined && wanted !== manifest.name)
            problems.push(`${where}: imports ${wanted}, which ${group}/${name}/package.json does not declare`);
          const own = wanted.startsWith('@binnacle/') ? wanted.slice('@binnacle/'.length) : undefined;
          if (own !== undefined && own !== name && !directions.includes(own) && !isTest) {
            problems.push(`${where}: ${name} must not import ${own}`);
          }
        }
      }
    }
  }
  return problems;
}

if (import.meta.main) {
  const problems = checkDependencies();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
