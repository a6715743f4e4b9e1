import type { ByteReader } from '../log/byte-reader.ts';
import type { ByteWriter } from '../log/byte-writer.ts';

/** Writes ascending timestamps as the first, the first distance, then how each distance differs from the one before. */
export function writeTimes(out: ByteWriter, times: Float64Array): void {
  let previous = 0;
  let difference = 0;
  for (let i = 0; i < times.length; i++) {
    const delta = times[i]! - previous;
    out.zigzag(i === 0 ? delta : delta - difference);
    if (i > 0) difference = delta;
    previous = times[i]!;
  }
}

export function readTimes(reader: ByteReader, n: number): Float64Array {
  const times = new Float64Array(n);
  reader.secondDeltas(times, 0, 0, n, 1);
  return times;
}
