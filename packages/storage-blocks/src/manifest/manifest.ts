import type { Matcher } from '@binnacle/storage';
import type { BlockMeta } from '../block/block-format.ts';

/** A deletion: it hides what was stored before it. */
export interface Tombstone {
  /** Samples of memtables up to this one are hidden; later ones came after the deletion. */
  readonly generation: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly selectors: readonly (readonly Matcher[])[];
}

/** What is in a workspace's folder. A block that is not listed does not count. */
export interface Manifest {
  readonly version: 1;
  /** Number of the next block file. */
  readonly nextBlock: number;
  /** Memtables up to this one are in blocks; their log files are not needed. */
  readonly flushedGeneration: number;
  readonly blocks: readonly BlockMeta[];
  readonly tombstones: readonly Tombstone[];
}

export const EMPTY_MANIFEST: Manifest = {
  version: 1,
  nextBlock: 1,
  flushedGeneration: 0,
  blocks: [],
  tombstones: [],
};

export const blockFileName = (number: number): string => `${String(number).padStart(10, '0')}.block`;

/** Whether JSON whose checksum is right is a manifest of this version. */
export const isManifest = (value: unknown): value is Manifest =>
  typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'blocks' in value;
