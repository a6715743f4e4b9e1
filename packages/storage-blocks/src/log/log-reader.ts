import { crc32 } from 'node:zlib';
import { ByteReader } from './byte-reader.ts';
import { RECORD_HEADER_BYTES, RECORD_MAGIC, type RecordSink, readPayload } from './record.ts';
import { SEGMENT_HEADER_BYTES, SEGMENT_MAGIC } from './segment-file.ts';

/** A stretch of a file that is not what was written there. */
export interface Damage {
  readonly offset: number;
  readonly length: number;
  readonly problem: string;
}

export interface SegmentReport {
  readonly records: number;
  /** Damaged stretches with good records behind them. */
  readonly damages: readonly Damage[];
  /** Where the good records end: what follows is the torn tail of a write that never was confirmed. */
  readonly goodBytes: number;
  readonly tornBytes: number;
}

/**
 * Reads all good records of a segment. A record whose checksum is wrong is left out; reading goes on at the next one that is
 * whole.
 */
export function readSegment(bytes: Uint8Array, sink: RecordSink | undefined): SegmentReport {
  if (bytes.length < SEGMENT_HEADER_BYTES) return { records: 0, damages: [], goodBytes: 0, tornBytes: bytes.length };
  const damages: Damage[] = [];
  if (SEGMENT_MAGIC.some((byte, i) => bytes[i] !== byte)) {
    damages.push({ offset: 0, length: SEGMENT_HEADER_BYTES, problem: 'the header is not that of a log file' });
  }
  let records = 0;
  let at = SEGMENT_HEADER_BYTES;
  let good = at;
  while (at < bytes.length) {
    const length = wholeRecord(bytes, at);
    if (length > 0) {
      if (sink !== undefined) readPayload(new ByteReader(bytes, at + RECORD_HEADER_BYTES, at + length), sink);
      records++;
      at += length;
      good = at;
      continue;
    }
    const next = nextRecord(bytes, at + 1);
    if (next < 0) break;
    damages.push({ offset: at, length: next - at, problem: 'checksum mismatch in a record of the log' });
    at = next;
  }
  return { records, damages, goodBytes: good, tornBytes: bytes.length - good };
}

/** Length of the record that begins at an offset with its header, or 0 when there is no whole one. */
function wholeRecord(bytes: Uint8Array, at: number): number {
  if (at + RECORD_HEADER_BYTES > bytes.length) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, RECORD_HEADER_BYTES);
  if (view.getUint32(0, true) !== RECORD_MAGIC) return 0;
  if (crc32(bytes.subarray(at, at + 12)) !== view.getUint32(12, true)) return 0;
  const end = at + RECORD_HEADER_BYTES + view.getUint32(4, true);
  if (end > bytes.length) return 0;
  return crc32(bytes.subarray(at + RECORD_HEADER_BYTES, end)) === view.getUint32(8, true) ? end - at : 0;
}

function nextRecord(bytes: Uint8Array, from: number): number {
  const first = RECORD_MAGIC & 0xff;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wholeRecord(bytes, at) > 0) return at;
  }
  return -1;
}
