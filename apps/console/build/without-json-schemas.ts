import type { Plugin } from 'vite';

/** The two modules of zod that turn schemas into JSON Schema. Each schema refers to them, so no bundler finds that nobody calls them. */
const MODULES = /\/zod\/v4\/core\/(?:to-json-schema|json-schema-processors)\.js$/;
const EXPORT = /^export (?:const|let|function|class) (\w+)|^export \{ (\w+) as (\w+) \};/gm;

/**
 * A module with the exports of `code` that says, when one of them is called for a JSON Schema, that there is none.
 *
 * @throws when the module has another export than those that are known to be left out safely
 */
export function withoutJsonSchemas(code: string): string {
  const names = [...code.matchAll(EXPORT)].map((it) => it[1] ?? it[3]!);
  const all = code.match(/^export /gm)?.length ?? 0;
  if (names.length === 0 || names.length !== all) {
    throw new Error(`zod has changed: ${names.length} of ${all} exports of its JSON Schema modules are understood`);
  }
  const stubs = names.map((name) =>
    // These are called when a schema is made, and give the method that makes a JSON Schema of it.
    /^create\w+Method$/.test(name) ? `export const ${name} = () => missing;` : `export { missing as ${name} };`,
  );
  const missing =
    "const missing = () => { throw new Error('BUG: the console has no JSON Schemas (build/without-json-schemas.ts)'); };";
  return [missing, ...stubs, ''].join('\n');
}

/** Leaves JSON Schema, which the server alone makes of the schemas of its API, out of the bundle: 9 kB on each first page. */
export function leaveOutJsonSchemas(): Plugin {
  return {
    name: 'leave-out-json-schemas',
    apply: 'build',
    transform: {
      filter: { id: MODULES },
      handler: (code) => ({ code: withoutJsonSchemas(code), map: null }),
    },
  };
}
