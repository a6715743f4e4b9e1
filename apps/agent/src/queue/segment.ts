import { open, truncate, type FileHandle } from 'node:fs/promises';
import { checksumOf, decodeHeader, MAX_PAYLOAD_BYTES, RECORD_HEADER_BYTES, type QueueRecord } from './record.ts';

export const SEGMENT_HEADER_BYTES = 16;
const MAGIC = 0x5141_4e42; // "BNAQ"
const VERSION = 1;

/** What is known of one file of the queue. */
export interface Segment {
  readonly sequence: number;
  readonly path: string;
  sizeBytes: number;
  samples: number;
  records: number;
  firstScrapedAtMs: number | undefined;
}

export const segmentName = (sequence: number): string => `${String(sequence).padStart(10, '0')}.queue`;
export const segmentSequence = (name: string): number | undefined => {
  const match = /^(\d{10})\.queue$/.exec(name);
  return match === null ? undefined : Number(match[1]);
};

export function encodeSegmentHeader(sequence: number): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(VERSION, 4);
  header.writeBigUInt64LE(BigInt(sequence), 8);
  return header;
}

export type RecordRead =
  | { readonly kind: 'record'; readonly record: QueueRecord; readonly end: number }
  /** The bytes end at or within a record: there is no more, or not yet. */
  | { readonly kind: 'end' }
  | { readonly kind: 'damaged'; readonly reason: string };

/** Reads the record at `offset`. Bytes from `limit` on do not count yet. */
export async function readRecord(file: FileHandle, offset: number, limit: number): Promise<RecordRead> {
  if (offset + RECORD_HEADER_BYTES > limit) return { kind: 'end' };
  const header = Buffer.alloc(RECORD_HEADER_BYTES);
  const { bytesRead } = await file.read(header, 0, RECORD_HEADER_BYTES, offset);
  if (bytesRead < RECORD_HEADER_BYTES) return { kind: 'end' };
  const { payloadBytes, checksum, scrapedAtMs, sampleCount, lane } = decodeHeader(header);
  if (payloadBytes > MAX_PAYLOAD_BYTES) return { kind: 'damaged', reason: `record of ${payloadBytes} bytes` };
  const end = offset + RECORD_HEADER_BYTES + payloadBytes;
  if (end > limit) return { kind: 'end' };
  const payload = Buffer.alloc(payloadBytes);
  const body = await file.read(payload, 0, payloadBytes, offset + RECORD_HEADER_BYTES);
  if (body.bytesRead < payloadBytes) return { kind: 'end' };
  if (checksumOf(header, payload) !== checksum) return { kind: 'damaged', reason: 'wrong checksum' };
  return { kind: 'record', record: { scrapedAtMs, sampleCount, lane, payload }, end };
}

export interface ScannedSegment {
  readonly segment: Segment;
  /** Bytes that were cut off because a write did not finish, or that follow damage. */
  readonly lostBytes: number;
}

/**
 * Looks through a segment that an earlier run left, and cuts off a record that was not written whole.
 *
 * @param verify  check each payload as well (the newest segment, where a crash leaves its traces)
 * @returns undefined for a file that is no segment of ours
 */
export async function scanSegment(
  path: string,
  sequence: number,
  verify: boolean,
): Promise<ScannedSegment | undefined> {
  const file = await open(path, 'r');
  let end = SEGMENT_HEADER_BYTES;
  let size: number;
  const segment: Segment = { sequence, path, sizeBytes: 0, samples: 0, records: 0, firstScrapedAtMs: undefined };
  try {
    size = (await file.stat()).size;
    const head = Buffer.alloc(SEGMENT_HEADER_BYTES);
    const { bytesRead } = await file.read(head, 0, SEGMENT_HEADER_BYTES, 0);
    if (bytesRead < SEGMENT_HEADER_BYTES || head.readUInt32LE(0) !== MAGIC || head.readUInt32LE(4) !== VERSION)
      return undefined;
    const header = Buffer.alloc(RECORD_HEADER_BYTES);
    while (end + RECORD_HEADER_BYTES <= size) {
      let found = decodeHeader(header);
      if (verify) {
        const read = await readRecord(file, end, size);
        if (read.kind !== 'record') break;
        found = { ...found, ...read.record, payloadBytes: read.record.payload.length };
      } else {
        await file.read(header, 0, RECORD_HEADER_BYTES, end);
        found = decodeHeader(header);
        if (end + RECORD_HEADER_BYTES + found.payloadBytes > size) break;
      }
      end += RECORD_HEADER_BYTES + found.payloadBytes;
      segment.samples += found.sampleCount;
      segment.records++;
      segment.firstScrapedAtMs ??= found.scrapedAtMs;
    }
  } finally {
    await file.close();
  }
  if (end < size) await truncate(path, end);
  segment.sizeBytes = end;
  return { segment, lostBytes: size - end };
}
