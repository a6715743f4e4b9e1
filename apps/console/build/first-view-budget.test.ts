import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { firstViewBytes, type BundleChunk } from './first-view-budget.ts';

const chunk = (fileName: string, imports: readonly string[], change: Partial<BundleChunk> = {}): BundleChunk => ({
  type: 'chunk',
  fileName,
  code: `export const ${fileName[0]} = 1;`,
  isEntry: false,
  imports,
  facadeModuleId: null,
  ...change,
});
const one = gzipSync('export const x = 1;').length;

const bundle = Object.fromEntries(
  [
    chunk('entry', ['vendor'], { isEntry: true }),
    chunk('vendor', ['entry']),
    chunk('texts', [], { facadeModuleId: '/a/i18n/en/index.ts' }),
    chunk('page', ['vendor', 'shared'], { facadeModuleId: '/a/pages/Page.tsx' }),
    chunk('shared', ['style.css']),
    chunk('other', ['shared'], { facadeModuleId: '/a/pages/Other.tsx' }),
  ].map((it) => [it.fileName, it]),
);

test('counts what is loaded, once, and nothing else', () => {
  expect(firstViewBytes(bundle, '/Page.tsx')).toBe(5 * one);
});

test('a page that is not there is a mistake of the build, not a size of 0', () => {
  expect(() => firstViewBytes(bundle, '/Missing.tsx')).toThrow('no chunk for /Missing.tsx');
});
