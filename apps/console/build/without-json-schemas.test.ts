import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { withoutJsonSchemas } from './without-json-schemas.ts';

const core = join(dirname(createRequire(import.meta.url).resolve('zod')), 'v4/core');
const exportsOf = async (code: string): Promise<Readonly<Record<string, unknown>>> =>
  (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Readonly<Record<string, unknown>>;

test.each(['to-json-schema', 'json-schema-processors'])(
  '%s of zod has the same exports without what they do',
  async (name) => {
    const file = join(core, `${name}.js`);
    const stub = await exportsOf(withoutJsonSchemas(readFileSync(file, 'utf8')));
    const real = (await import(file)) as Readonly<Record<string, unknown>>;
    expect(Object.keys(stub).sort()).toEqual(Object.keys(real).sort());
  },
);

test('a method that makes a JSON Schema is made, and says what is wrong when it is called', async () => {
  const code = 'export function process() {}\nexport const createToJSONSchemaMethod = () => () => 1;';
  const { process, createToJSONSchemaMethod } = (await exportsOf(withoutJsonSchemas(code))) as Readonly<
    Record<string, () => unknown>
  >;
  expect(process).toThrow(/no JSON Schemas/);
  expect(createToJSONSchemaMethod!()).toThrow(/no JSON Schemas/);
});

test('an export that is not understood ends the build', () => {
  expect(() => withoutJsonSchemas('export const a = 1;\nexport * from "./b.js";')).toThrow('1 of 2 exports');
});
