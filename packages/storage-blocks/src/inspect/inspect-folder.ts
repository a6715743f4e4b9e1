import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BlockFile } from '../block/block-file.ts';
import type { BlockMeta } from '../block/block-format.ts';
import { readSegment } from '../log/log-reader.ts';
import { parseSegmentFileName } from '../log/segment-file.ts';
import { readCheckedJson } from '../manifest/checked-json.ts';
import { EMPTY_MANIFEST, isManifest, type Manifest } from '../manifest/manifest.ts';

/** Something that is not as it should be, and what that means for the data. */
export interface InspectProblem {
  /** Path below the data folder. */
  readonly file: string;
  readonly problem: string;
  readonly meaning: string;
}

export interface InspectedBlock extends BlockMeta {
  readonly bytesPerSample: number;
  readonly pages: number;
  readonly damagedPages: number;
}

export interface InspectedLog {
  readonly file: string;
  readonly sizeBytes: number;
  readonly records: number;
}

export interface InspectedWorkspace {
  readonly name: string;
  readonly blocks: readonly InspectedBlock[];
  readonly log: readonly InspectedLog[];
  readonly samplesInBlocks: number;
  readonly bytesOfBlocks: number;
  /** Undefined when there are no samples. */
  readonly bytesPerSample: number | undefined;
  readonly minTimeMs: number | undefined;
  readonly maxTimeMs: number | undefined;
  readonly tombstones: number;
}

export interface InspectReport {
  readonly dir: string;
  readonly workspaces: readonly InspectedWorkspace[];
  readonly problems: readonly InspectProblem[];
}

/**
 * Reads every file of a data folder and compares every checksum; changes nothing, and may run while a server has the
 * folder open (files that are being written then may look unfinished).
 *
 * @throws Error when the folder cannot be read
 */
export async function inspectFolder(dir: string): Promise<InspectReport> {
  const problems: InspectProblem[] = [];
  const workspaces: InspectedWorkspace[] = [];
  for (const name of (await readdir(join(dir, 'workspaces'))).sort()) {
    workspaces.push(await inspectWorkspace(dir, name, problems));
  }
  return { dir, workspaces, problems };
}

async function inspectWorkspace(dir: string, name: string, problems: InspectProblem[]): Promise<InspectedWorkspace> {
  const base = join('workspaces', name);
  const manifest = await inspectManifest(dir, base, problems);
  const blocks = manifest.blocks.flatMap((meta) => inspectBlock(dir, base, meta, problems) ?? []);
  await findStrays(dir, base, manifest, problems);
  const log = await inspectLog(dir, base, manifest, problems);
  const samples = blocks.reduce((sum, block) => sum + block.samples, 0);
  const bytes = blocks.reduce((sum, block) => sum + block.sizeBytes, 0);
  return {
    name,
    blocks,
    log,
    samplesInBlocks: samples,
    bytesOfBlocks: bytes,
    bytesPerSample: samples === 0 ? undefined : bytes / samples,
    minTimeMs: blocks.length === 0 ? undefined : Math.min(...blocks.map(({ minTimeMs }) => minTimeMs)),
    maxTimeMs: blocks.length === 0 ? undefined : Math.max(...blocks.map(({ maxTimeMs }) => maxTimeMs)),
    tombstones: manifest.tombstones.length,
  };
}

async function inspectManifest(dir: string, base: string, problems: InspectProblem[]): Promise<Manifest> {
  const file = join(base, 'manifest.json');
  const read = await readCheckedJson(join(dir, file));
  if (read.kind === 'ok' && isManifest(read.value)) return read.value;
  if (read.kind === 'missing') return EMPTY_MANIFEST;
  problems.push({
    file,
    problem: read.kind === 'damaged' ? read.problem : 'not a manifest',
    meaning: 'the next start makes it anew from the blocks; deletions that no merge has applied yet are lost',
  });
  return EMPTY_MANIFEST;
}

function inspectBlock(
  dir: string,
  base: string,
  meta: BlockMeta,
  problems: InspectProblem[],
): InspectedBlock | undefined {
  const file = join(base, 'blocks', meta.file);
  let block: BlockFile;
  try {
    block = new BlockFile(join(dir, file));
  } catch (cause) {
    problems.push({
      file,
      problem: messageOf(cause),
      meaning: `${meta.samples} samples of ${meta.series} series, ${rangeOf(meta)}, cannot be read; queries over them fail, repair sets the file aside`,
    });
    return undefined;
  }
  let damagedPages = 0;
  for (let page = 0; page < block.index.pageCount; page++) {
    try {
      block.readPage(page);
    } catch (cause) {
      damagedPages++;
      problems.push({
        file,
        problem: messageOf(cause),
        meaning: 'up to 64 series lose up to 512 samples each; queries over them fail until repair leaves the page out',
      });
    }
  }
  const { pageCount } = block.index;
  block.close();
  return { ...block.meta, bytesPerSample: meta.sizeBytes / meta.samples, pages: pageCount, damagedPages };
}

async function findStrays(dir: string, base: string, manifest: Manifest, problems: InspectProblem[]): Promise<void> {
  const listed = new Set(manifest.blocks.map(({ file }) => file));
  for (const file of await readdir(join(dir, base, 'blocks')).catch(() => [])) {
    if (listed.has(file)) continue;
    const meaning = file.endsWith('.damaged')
      ? 'set aside because it is damaged; nothing reads it'
      : 'left over from work that was not finished; the next start removes it';
    problems.push({ file: join(base, 'blocks', file), problem: 'not in the manifest', meaning });
  }
}

async function inspectLog(
  dir: string,
  base: string,
  manifest: Manifest,
  problems: InspectProblem[],
): Promise<InspectedLog[]> {
  const found: InspectedLog[] = [];
  for (const file of (await readdir(join(dir, base, 'wal')).catch(() => [])).sort()) {
    const path = join(base, 'wal', file);
    const name = parseSegmentFileName(file);
    if (name === undefined) {
      problems.push({
        file: path,
        problem: 'not a file of the log',
        meaning: 'set aside by an earlier start; nothing reads it',
      });
      continue;
    }
    if (name.generation <= manifest.flushedGeneration) continue;
    const bytes = await readFile(join(dir, path));
    const { records, damages, tornBytes } = readSegment(bytes, undefined);
    for (const { offset, length, problem } of damages) {
      problems.push({
        file: path,
        problem: `${problem} at offset ${offset}, ${length} bytes`,
        meaning:
          'the samples of these records are lost, those around them are not; the next start keeps a copy of the file',
      });
    }
    if (tornBytes > 0) {
      problems.push({
        file: path,
        problem: `the last ${tornBytes} bytes are no whole record`,
        meaning:
          'a write that was under way when the process ended, and that nobody was told had succeeded; the next start cuts it off',
      });
    }
    found.push({ file, sizeBytes: (await stat(join(dir, path))).size, records });
  }
  return found;
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
const rangeOf = ({ minTimeMs, maxTimeMs }: BlockMeta): string =>
  `${new Date(minTimeMs).toISOString()} to ${new Date(maxTimeMs).toISOString()}`;
