import { crc32 } from 'node:zlib';

/** One request's worth of samples that waits in the queue. Bytes on disk: docs/formats/agent-queue.md. */
export interface QueueRecord {
  /** When the samples were scraped, Unix ms. */
  readonly scrapedAtMs: number;
  readonly sampleCount: number;
  /** Records of one lane are delivered one after the other, so that each series keeps its order. */
  readonly lane: number;
  /** Remote write 2.0 request, compressed with snappy. */
  readonly payload: Uint8Array;
}

export interface RecordHeader {
  readonly payloadBytes: number;
  readonly checksum: number;
  readonly scrapedAtMs: number;
  readonly sampleCount: number;
  readonly lane: number;
}

export const RECORD_HEADER_BYTES = 24;
/** No request is larger: a length beyond it is damage. */
export const MAX_PAYLOAD_BYTES = 256 * 1024 * 1024;

const CHECKSUM_AT = 4;
const COVERED_FROM = 8;

/** The header of a record, its checksum included. The payload follows it on disk. */
export function encodeHeader(record: QueueRecord): Buffer {
  const header = Buffer.alloc(RECORD_HEADER_BYTES);
  header.writeUInt32LE(record.payload.length, 0);
  header.writeDoubleLE(record.scrapedAtMs, 8);
  header.writeUInt32LE(record.sampleCount, 16);
  header.writeUInt32LE(record.lane, 20);
  header.writeUInt32LE(checksumOf(header, record.payload), CHECKSUM_AT);
  return header;
}

export function decodeHeader(bytes: Buffer): RecordHeader {
  return {
    payloadBytes: bytes.readUInt32LE(0),
    checksum: bytes.readUInt32LE(CHECKSUM_AT),
    scrapedAtMs: bytes.readDoubleLE(8),
    sampleCount: bytes.readUInt32LE(16),
    lane: bytes.readUInt32LE(20),
  };
}

/** CRC-32 (IEEE) of length, times, counts and payload: everything but the checksum itself. */
export function checksumOf(header: Buffer, payload: Uint8Array): number {
  const length = crc32(header.subarray(0, CHECKSUM_AT));
  return crc32(payload, crc32(header.subarray(COVERED_FROM, RECORD_HEADER_BYTES), length));
}
