import { type FileHandle, constants, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** "BNWAL" and the version of the format. */
export const SEGMENT_MAGIC = Uint8Array.of(0x42, 0x4e, 0x57, 0x41, 0x4c, 0, 0, 1);
/** Magic, number of the generation, number of the segment in it. */
export const SEGMENT_HEADER_BYTES = 16;

/** One file of the log: `<generation>-<segment>.wal`, both in ten digits. */
export interface SegmentName {
  readonly generation: number;
  readonly segment: number;
}

const digits = (n: number): string => String(n).padStart(10, '0');
export const segmentFileName = ({ generation, segment }: SegmentName): string =>
  `${digits(generation)}-${digits(segment)}.wal`;

export function parseSegmentFileName(file: string): SegmentName | undefined {
  const match = /^(\d{10})-(\d{10})\.wal$/.exec(file);
  return match === null ? undefined : { generation: Number(match[1]), segment: Number(match[2]) };
}

/** What the log needs from a file; tests give one that fails or tears. */
export interface AppendFile {
  /** Writes all bytes at the end. */
  write(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** `synced`: each write is followed by a sync. `later`: one sync comes after some writes. */
export type WriteMode = 'synced' | 'later';

/** Creates files to append to. */
export type CreateAppendFile = (path: string, mode: WriteMode) => Promise<AppendFile>;

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
/** Elsewhere a write of this kind may stay in the cache of the disk. */
const WRITES_ARE_SYNCED = process.platform === 'linux';

/**
 * A new file on disk, whose name is on disk too when this resolves. Where each write is synced anyway the system does it in the same call:
 * two would be two turns in the thread pool for each commit.
 */
export async function createAppendFile(path: string, mode: WriteMode = 'later'): Promise<AppendFile> {
  const isSynced = WRITES_ARE_SYNCED && mode === 'synced';
  const handle = await open(path, isSynced ? NEW | constants.O_DSYNC : NEW, 0o640);
  try {
    await syncFolder(dirname(path));
  } catch (cause) {
    await handle.close();
    throw cause;
  }
  return {
    write: (bytes) => writeAll(handle, bytes),
    sync: () => (isSynced ? Promise.resolve() : handle.datasync()),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten;
}

/** Makes names in a folder (created, renamed, removed) survive a loss of power. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The 16 bytes at the beginning of a segment. */
export function segmentHeader({ generation, segment }: SegmentName): Uint8Array {
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES);
  bytes.set(SEGMENT_MAGIC);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, generation, true);
  view.setUint32(12, segment, true);
  return bytes;
}

export const segmentPath = (folder: string, name: SegmentName): string => join(folder, segmentFileName(name));
