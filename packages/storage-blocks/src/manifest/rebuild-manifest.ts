import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { BlockFile } from '../block/block-file.ts';
import type { BlockMeta } from '../block/block-format.ts';
import { EMPTY_MANIFEST, type Manifest } from './manifest.ts';

type Report = (level: 'info' | 'warn' | 'error', message: string) => void;

/**
 * A manifest of the blocks that are there. Blocks of which another was made are left out where that is whole; a damaged file
 * is renamed, so that somebody can look at it.
 */
export async function rebuildManifest(folder: string, report: Report): Promise<Manifest> {
  const found: BlockMeta[] = [];
  const files = (await readdir(folder)).filter((file) => /^\d{10}\.block$/.test(file)).sort();
  for (const file of files) {
    try {
      const block = new BlockFile(join(folder, file));
      found.push(block.meta);
      block.close();
    } catch (cause) {
      report('error', `${cause instanceof Error ? cause.message : String(cause)}; kept as ${file}.damaged`);
      await rename(join(folder, file), join(folder, `${file}.damaged`));
    }
  }
  const merged = new Set(found.flatMap(({ inputs }) => inputs));
  const blocks = found.filter(({ file }) => !merged.has(file));
  return {
    ...EMPTY_MANIFEST,
    blocks,
    nextBlock: Math.max(0, ...files.map((file) => Number.parseInt(file, 10))) + 1,
    // A log file that is still there holds samples that may be in a block too: the same ones, which changes nothing.
    flushedGeneration: 0,
  };
}
