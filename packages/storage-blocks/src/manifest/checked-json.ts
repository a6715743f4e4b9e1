import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { syncFolder } from '../log/segment-file.ts';

export type CheckedJson =
  | { readonly kind: 'ok'; readonly value: unknown }
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged'; readonly problem: string };

/** Writes JSON with a line of its checksum, to a temporary file that then takes the name: the old or the new is there, whole. */
export async function writeCheckedJson(path: string, value: unknown): Promise<void> {
  const body = JSON.stringify(value);
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', 0o640);
  try {
    await file.writeFile(`${body}\n${crc32(body).toString(16).padStart(8, '0')}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

export async function readCheckedJson(path: string): Promise<CheckedJson> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return { kind: 'missing' };
    throw cause;
  }
  const match = /^(.*)\n([0-9a-f]{8})\n$/s.exec(text);
  if (match === null) return { kind: 'damaged', problem: 'the file does not end with its checksum' };
  const [, body = '', sum = ''] = match;
  if (crc32(body) !== Number.parseInt(sum, 16)) return { kind: 'damaged', problem: 'checksum mismatch' };
  try {
    const value: unknown = JSON.parse(body);
    return { kind: 'ok', value };
  } catch {
    return { kind: 'damaged', problem: 'not JSON' };
  }
}
