import { link, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BlockDamage, BlockFile } from '../block/block-file.ts';
import type { BlockMeta } from '../block/block-format.ts';
import { writeBlock } from '../block/block-writer.ts';
import { PageCache } from '../block/page-cache.ts';
import { BlockSet } from '../engine/block-set.ts';
import { lockFolder } from '../engine/folder-lock.ts';
import { syncFolder } from '../log/segment-file.ts';
import { blockFileName } from '../manifest/manifest.ts';
import { openState } from '../read/open-state.ts';
import { SeriesRegistry } from '../read/series-registry.ts';

/** What was done about one damaged block. */
export interface Repair {
  /** Where the damaged file is now, below the data folder; undefined when there was none. */
  readonly setAside: string | undefined;
  /** The block that stands for it, or undefined when nothing could be read. */
  readonly replacedBy: string | undefined;
  readonly samplesBefore: number;
  readonly samplesKept: number;
  readonly problems: readonly string[];
}

/**
 * Makes a data folder readable again: each damaged block is written anew without its damaged pages, and the damaged file is
 * moved to `quarantine`, never deleted. The log and the manifest are put right by every start.
 *
 * @throws Error when the folder is in use, or cannot be written
 */
export async function repairFolder(dir: string): Promise<Repair[]> {
  const lock = await lockFolder(dir);
  try {
    const repairs: Repair[] = [];
    for (const name of (await readdir(join(dir, 'workspaces'))).sort()) {
      repairs.push(...(await repairWorkspace(dir, join('workspaces', name))));
    }
    return repairs;
  } finally {
    await lock.release();
  }
}

async function repairWorkspace(dir: string, base: string): Promise<Repair[]> {
  const problems: string[] = [];
  const blocks = await BlockSet.open(join(dir, base), (_, message) => problems.push(message));
  const repairs: Repair[] = [];
  for (const meta of blocks.blocks) {
    const salvaged = salvage(blocks, meta);
    if (salvaged === undefined) continue;
    const quarantine = join(base, 'quarantine');
    await mkdir(join(dir, quarantine), { recursive: true });
    const { manifest } = blocks;
    // The damaged file has a second name before it stops to count and loses the first.
    if (!salvaged.isMissing) await link(join(blocks.folder, meta.file), join(dir, quarantine, meta.file));
    await syncFolder(join(dir, quarantine));
    await blocks.publish({
      ...manifest,
      nextBlock: manifest.nextBlock + 1,
      blocks: manifest.blocks.flatMap((each) => (each.file === meta.file ? (salvaged.made ?? []) : each)),
    });
    repairs.push({
      setAside: salvaged.isMissing ? undefined : join(quarantine, meta.file),
      replacedBy: salvaged.made?.file,
      samplesBefore: meta.samples,
      samplesKept: salvaged.made?.samples ?? 0,
      problems: salvaged.problems,
    });
  }
  return repairs;
}

/** What can be read of a block, in a block of its own; undefined when nothing is wrong with it. */
function salvage(
  blocks: BlockSet,
  meta: BlockMeta,
): { readonly made: BlockMeta | undefined; readonly problems: string[]; readonly isMissing: boolean } | undefined {
  const problems = new Set<string>();
  let file: BlockFile;
  try {
    file = new BlockFile(join(blocks.folder, meta.file));
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (!isMissing && !(cause instanceof BlockDamage)) throw cause;
    return { made: undefined, problems: [cause.message], isMissing };
  }
  try {
    for (let page = 0; page < file.index.pageCount; page++) {
      try {
        file.readPage(page);
      } catch (cause) {
        if (!(cause instanceof BlockDamage)) throw cause;
        problems.add(cause.message);
      }
    }
    if (problems.size === 0) return undefined;
    const querier = openState({
      startMs: -Infinity,
      endMs: Infinity,
      blocks: [file],
      pages: new PageCache(32 * 1024 * 1024),
      registry: new SeriesRegistry(),
      head: undefined,
      tombstones: [],
      metadata: () => new Map(),
      close: () => undefined,
      onDamage: (damage) => problems.add(damage.message),
    });
    const block = { ...meta, file: blockFileName(blocks.manifest.nextBlock), inputs: [meta.file] };
    const input = { groups: querier.selectAll(), exemplars: querier.exemplars([[]]) };
    return { made: writeBlock(blocks.folder, block, input, 3), problems: [...problems], isMissing: false };
  } finally {
    file.close();
  }
}
