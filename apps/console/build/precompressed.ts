import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Plugin } from 'vite';

const brotli = promisify(brotliCompress);
/** Pictures and fonts are compressed as they are. */
const WORTH_IT = /\.(?:js|css|svg)$/;

/**
 * Puts a `.br` beside each script and style sheet: compressed as small as can be, which takes seconds, once for all who will
 * load it. The server sends it as it is.
 */
export function precompressed(): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) throw new Error('BUG: the build has no folder');
      const files = Object.keys(bundle).filter((name) => WORTH_IT.test(name));
      await Promise.all(
        files.map(async (name) => {
          const bytes = await readFile(join(dir, name));
          const params = {
            [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
            [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
          };
          await writeFile(join(dir, `${name}.br`), await brotli(bytes, { params }));
        }),
      );
    },
  };
}
