import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Everything before it was delivered to one server. */
export interface Position {
  readonly sequence: number;
  readonly offset: number;
}

const BYTES = 28;
const MAGIC = 0x5051_4e42; // "BNQP"
const VERSION = 1;

/** The file that holds the position of one server. The address is hashed: it may not fit a file name. */
export const positionFile = (folder: string, server: string): string =>
  join(folder, `${createHash('sha256').update(server).digest('hex').slice(0, 16)}.position`);

/** @returns undefined where there is none, or a damaged one: reading then begins at the oldest record */
export async function readPosition(path: string): Promise<Position | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Error(`cannot read the queue position ${path}`, { cause: error });
  }
  if (bytes.length !== BYTES || bytes.readUInt32LE(0) !== MAGIC || bytes.readUInt32LE(4) !== VERSION) return undefined;
  if (crc32(bytes.subarray(0, BYTES - 4)) !== bytes.readUInt32LE(BYTES - 4)) return undefined;
  return { sequence: Number(bytes.readBigUInt64LE(8)), offset: Number(bytes.readBigUInt64LE(16)) };
}

/** Replaces the file in one step: a crash leaves the old or the new position. */
export async function writePosition(path: string, position: Position): Promise<void> {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeUInt32LE(VERSION, 4);
  bytes.writeBigUInt64LE(BigInt(position.sequence), 8);
  bytes.writeBigUInt64LE(BigInt(position.offset), 16);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, BYTES - 4)), BYTES - 4);
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.write(bytes);
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
