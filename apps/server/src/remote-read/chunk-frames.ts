import type { Labels } from '@binnacle/model';
import { ProtoWriter } from '@binnacle/protobuf';
import { crc32c } from './crc32c.ts';
import type { ReadSeries } from './remote-read.ts';
import { encodeXorChunk, SAMPLES_PER_CHUNK } from './xor-chunk.ts';

/** A frame is sent once it has this many bytes, as Prometheus does; a series may be spread over frames. */
const FRAME_BYTES = 1 << 20;
const ENCODING_XOR = 1;

/**
 * Writes series as frames: length (varint), CRC-32C (big endian), then a prometheus.ChunkedReadResponse with one series.
 * @see https://github.com/prometheus/prometheus/blob/main/storage/remote/chunked.go
 */
export function writeChunkFrames(all: readonly ReadSeries[], queryIndex: number, out: ProtoWriter): void {
  const series = new ProtoWriter();
  const frame = new ProtoWriter();
  const send = (): void => {
    frame.reset();
    frame.nested(0x0a, series);
    if (queryIndex > 0) {
      frame.varint(0x10);
      frame.varint(queryIndex);
    }
    const message = frame.bytes.subarray(0, frame.length);
    const crc = crc32c(message);
    out.varint(message.length);
    out.raw(Uint8Array.of(crc >>> 24, crc >>> 16, crc >>> 8, crc), 0, 4);
    out.raw(message, 0, message.length);
  };
  for (const it of all) {
    series.reset();
    writeLabels(it.labels, series);
    for (let from = 0; from < it.timestamps.length; from += SAMPLES_PER_CHUNK) {
      if (series.length > FRAME_BYTES) {
        send();
        series.reset();
        writeLabels(it.labels, series);
      }
      writeChunk(it, from, Math.min(it.timestamps.length, from + SAMPLES_PER_CHUNK), series);
    }
    send();
  }
}

function writeLabels(labels: Labels, out: ProtoWriter): void {
  const label = new ProtoWriter();
  for (let i = 0; i < labels.length; i += 2) {
    label.reset();
    label.varint(0x0a);
    label.text(labels[i]!);
    label.varint(0x12);
    label.text(labels[i + 1]!);
    out.nested(0x0a, label);
  }
}

function writeChunk({ timestamps, halves }: ReadSeries, from: number, to: number, out: ProtoWriter): void {
  const at = Array.from({ length: to - from }, (_, n) => from + n);
  const data = encodeXorChunk(timestamps, halves, at);
  const chunk = new ProtoWriter();
  chunk.varint(0x08);
  chunk.int64(timestamps[from]!);
  chunk.varint(0x10);
  chunk.int64(timestamps[to - 1]!);
  chunk.varint(0x18);
  chunk.varint(ENCODING_XOR);
  chunk.varint(0x22);
  chunk.varint(data.length);
  chunk.raw(data, 0, data.length);
  out.nested(0x12, chunk);
}
