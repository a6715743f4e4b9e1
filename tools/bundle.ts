/**
 * Puts the sources of the command line, the server and its threads together in `apps/cli/dist`: some twenty files in place of eight
 * hundred, stripped of types. `binnacle` starts from there while they are newer than every source, which halves what a start costs;
 * otherwise it starts from the sources, which do the same (docs/decisions/0772).
 *
 *   node tools/bundle.ts
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown, type Plugin } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'apps/cli/dist');

/** Files that a process or a thread begins with, by the name that they get. */
const entries: Readonly<Record<string, string>> = {
  cli: 'apps/cli/src/main.ts',
  query: 'apps/server/src/query/worker.ts',
  inventory: 'apps/server/src/inventory/worker.ts',
  compaction: 'packages/storage-blocks/src/maintenance/task-worker.ts',
  reader: 'packages/storage-blocks/src/read/open-reader.ts',
};

const nameOf = (path: string): string | undefined =>
  Object.keys(entries).find((name) => join(root, entries[name]!) === path);

/** Addresses of files stay right: of the entries in the bundle, of everything else where it lies among the sources. */
const addresses: Plugin = {
  name: 'addresses',
  transform(code, id) {
    if (!code.includes('import.meta.')) return null;
    const require = createRequire(pathToFileURL(id));
    const own = `new URL(${JSON.stringify(relative(dist, id))}, import.meta.url).href`;
    return code
      .replace(/new URL\('([^']+)', import\.meta\.url\)/g, (whole, path: string) => {
        const name = nameOf(resolve(dirname(id), path));
        return name === undefined ? whole.replace('import.meta.url', own) : `new URL('./${name}.js', import.meta.url)`;
      })
      .replace(/import\.meta\.resolve\('([^']+)'\)/g, (whole, specifier: string) => {
        const name = nameOf(require.resolve(specifier));
        if (name === undefined) throw new Error(`${id}: ${whole} is not among the entries`);
        return `new URL('./${name}.js', import.meta.url).href`;
      })
      .replace(/createRequire\(import\.meta\.url\)/g, `createRequire(${own})`);
  },
};

/**
 * Node's own modules are asked for by a call. An import would make a module of each, for which every export is read: those of `node:http`
 * load a WebSocket client that nobody wants, and all of them together take a fifth of the start.
 */
const nodeModules: Plugin = {
  name: 'node-modules',
  renderChunk(code) {
    const name = (text: string): string => text.replace(/ as /g, ': ');
    return code
      .replace(/^import (\w+), \{([^}]*)\} from "(node:[^"]+)";/gm, (_, all: string, names: string, id: string) =>
        [`const ${all} = process.getBuiltinModule("${id}");`, `const {${name(names)}} = ${all};`].join('\n'),
      )
      .replace(
        /^import \{([^}]*)\} from "(node:[^"]+)";/gm,
        (_, names: string, id: string) => `const {${name(names)}} = process.getBuiltinModule("${id}");`,
      )
      .replace(
        /^import (?:\* as )?(\w+) from "(node:[^"]+)";/gm,
        (_, all: string, id: string) => `const ${all} = process.getBuiltinModule("${id}");`,
      )
      .replace(/^import "node:[^"]+";\n/gm, '');
  },
};

const temporary = `${dist}.new`;
rmSync(temporary, { recursive: true, force: true });
const build = await rolldown({
  input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
  platform: 'node',
  // Libraries stay where they are, but for two that consist of many files, or that every thread needs.
  external: (id) => !/^[./]|^@binnacle\/|^zod|^re2js/.test(id),
  plugins: [addresses, nodeModules],
});
await build.write({ dir: temporary, format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
await build.close();
writeFileSync(
  join(temporary, 'start.js'),
  `import { enableCompileCache } from 'node:module';\nenableCompileCache();\nawait (await import('./cli.js')).run();\n`,
);
// The parts that the shell script looks at are there only when all is.
rmSync(dist, { recursive: true, force: true });
renameSync(temporary, dist);
console.log(
  `bundled: ${relative(root, dist)}/start.js, ${Math.round(readFileSync(join(dist, 'cli.js')).length / 1024)} KB`,
);
