import { mkdir, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlockMeta } from '../block/block-format.ts';
import { readCheckedJson, writeCheckedJson } from '../manifest/checked-json.ts';
import { EMPTY_MANIFEST, isManifest, type Manifest } from '../manifest/manifest.ts';
import { rebuildManifest } from '../manifest/rebuild-manifest.ts';

type Report = (level: 'info' | 'warn' | 'error', message: string) => void;

/** The blocks of a workspace: which files count, and which may go because no reader has them. */
export class BlockSet {
  readonly folder: string;
  manifest: Manifest;
  private readonly path: string;
  /** By reader: the files that it may open. */
  private readonly pins = new Map<number, readonly string[]>();
  private readonly doomed = new Set<string>();

  private constructor(workspaceFolder: string, manifest: Manifest) {
    this.folder = join(workspaceFolder, 'blocks');
    this.path = join(workspaceFolder, 'manifest.json');
    this.manifest = manifest;
  }

  /** Reads the manifest; removes files that are not in it, which are what is left of work that was not finished. */
  static async open(workspaceFolder: string, report: Report): Promise<BlockSet> {
    const folder = join(workspaceFolder, 'blocks');
    await mkdir(folder, { recursive: true });
    const path = join(workspaceFolder, 'manifest.json');
    const read = await readCheckedJson(path);
    let manifest = EMPTY_MANIFEST;
    if (read.kind === 'ok' && isManifest(read.value)) manifest = read.value;
    else {
      const hasBlocks = (await readdir(folder)).some((file) => file.endsWith('.block'));
      if (read.kind !== 'missing' || hasBlocks) {
        const problem =
          read.kind === 'damaged' ? read.problem : read.kind === 'missing' ? 'the file is missing' : 'not a manifest';
        report(
          'error',
          `manifest.json: ${problem}; made anew from the blocks, deletions that were not applied to them yet are lost`,
        );
        if (read.kind !== 'missing') await rename(path, `${path}.damaged`);
        manifest = await rebuildManifest(folder, report);
        await writeCheckedJson(path, manifest);
      }
    }
    const set = new BlockSet(workspaceFolder, manifest);
    await set.removeStrays(report);
    return set;
  }

  get blocks(): readonly BlockMeta[] {
    return this.manifest.blocks;
  }

  /** Makes another manifest count, once it is on disk. Files that are no longer listed go when no reader has them. */
  async publish(manifest: Manifest): Promise<void> {
    await writeCheckedJson(this.path, manifest);
    const kept = new Set(manifest.blocks.map(({ file }) => file));
    for (const { file } of this.manifest.blocks) if (!kept.has(file)) this.doomed.add(file);
    this.manifest = manifest;
    await this.removeDoomed();
  }

  /** Keeps the files of a reader until {@link release}. */
  pin(reader: number, files: readonly string[]): void {
    if (files.length > 0) this.pins.set(reader, files);
  }

  release(reader: number): void {
    if (this.pins.delete(reader) && this.doomed.size > 0) void this.removeDoomed();
  }

  private async removeDoomed(): Promise<void> {
    const used = new Set([...this.pins.values()].flat());
    for (const file of this.doomed) {
      if (used.has(file)) continue;
      this.doomed.delete(file);
      await unlink(join(this.folder, file)).catch(() => undefined);
    }
  }

  private async removeStrays(report: Report): Promise<void> {
    const listed = new Set(this.manifest.blocks.map(({ file }) => file));
    for (const file of await readdir(this.folder)) {
      if (listed.has(file) || !/^\d{10}\.block(\.tmp)?$/.test(file)) continue;
      report('info', `blocks/${file} was not finished or is merged already; removed`);
      await unlink(join(this.folder, file));
    }
  }
}
