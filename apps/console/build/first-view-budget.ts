import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What the plugin needs to know of a chunk of the bundle. */
export interface BundleChunk {
  readonly type: 'chunk';
  readonly fileName: string;
  readonly code: string;
  readonly isEntry: boolean;
  /** Files that are loaded with it. */
  readonly imports: readonly string[];
  readonly facadeModuleId: string | null;
}
type Bundle = Readonly<Record<string, BundleChunk | { readonly type: 'asset' }>>;

/**
 * Compressed size in bytes of the JavaScript that a browser has to load for a first view: the entry, one catalogue, and
 * the module `page` (a suffix of its path), each with all that it imports.
 *
 * @throws when the bundle has no such entry, catalogue or page
 */
export function firstViewBytes(bundle: Bundle, page: string): number {
  const chunks = Object.values(bundle).filter((it) => it.type === 'chunk');
  const roots = [
    chunks.find((it) => it.isEntry),
    chunks.find((it) => it.facadeModuleId?.endsWith('/i18n/en/index.ts') ?? false),
    chunks.find((it) => it.facadeModuleId?.endsWith(page) ?? false),
  ];
  const needed = new Set<BundleChunk>();
  const open = roots.map((root) => {
    if (root === undefined) throw new Error(`BUG: the bundle has no chunk for ${page}, its entry or its catalogue`);
    return root;
  });
  for (let chunk = open.pop(); chunk !== undefined; chunk = open.pop()) {
    if (needed.has(chunk)) continue;
    needed.add(chunk);
    for (const file of chunk.imports) {
      const imported = bundle[file];
      if (imported?.type === 'chunk') open.push(imported);
    }
  }
  let bytes = 0;
  for (const { code } of needed) bytes += gzipSync(code).length;
  return bytes;
}

/** Fails the build when one of `pages`, opened first, would make a browser load more than `limitBytes` of JavaScript. */
export function firstViewBudget(pages: readonly string[], limitBytes: number): Plugin {
  return {
    name: 'first-view-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const page of pages) {
        const bytes = firstViewBytes(bundle as Bundle, page);
        const text = `${page}: ${(bytes / 1000).toFixed(0)} kB of compressed JavaScript for the first view`;
        if (bytes > limitBytes) this.error(`${text}, more than the ${limitBytes / 1000} kB that are allowed`);
        this.info(text);
      }
    },
  };
}
