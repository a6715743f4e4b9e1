import { compressSync } from 'snappy';
import type { WorkloadSeries } from './workload.ts';

let scratch = Buffer.alloc(4096);

/** Bytes that do not change from scrape to scrape: the `labels` fields of a prometheus.TimeSeries. */
export function encodeLabels(series: WorkloadSeries): Uint8Array {
  let length = 0;
  for (const [name, value] of series.labels) length += 3 * (name.length + value.length) + 16;
  if (length > scratch.length) scratch = Buffer.alloc(length * 2);
  let at = 0;
  for (const [name, value] of series.labels) {
    const n = Buffer.byteLength(name);
    const v = Buffer.byteLength(value);
    scratch[at++] = 0x0a;
    at = putVarint(2 + varintLength(n) + n + varintLength(v) + v, at);
    scratch[at++] = 0x0a;
    at = putVarint(n, at);
    at += scratch.write(name, at);
    scratch[at++] = 0x12;
    at = putVarint(v, at);
    at += scratch.write(value, at);
  }
  return Uint8Array.from(scratch.subarray(0, at));
}

const varintLength = (n: number): number => (n < 0x80 ? 1 : 1 + varintLength(Math.floor(n / 0x80)));

function putVarint(n: number, at: number): number {
  let rest = n;
  let to = at;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) scratch[to++] = (rest % 0x80) | 0x80;
  scratch[to++] = rest;
  return to;
}

export function varint(n: number): number[] {
  const out: number[] = [];
  while (n >= 0x80) {
    out.push((n % 0x80) | 0x80);
    n = Math.floor(n / 0x80);
  }
  out.push(n);
  return out;
}

/** A remote write 1.0 request (snappy) with one sample for each series, all at `timestampMs`. */
export function encodeRequest(
  labels: readonly Uint8Array[],
  values: Float64Array,
  from: number,
  to: number,
  timestampMs: number,
): Uint8Array {
  const time = varint(timestampMs);
  const sampleLength = 9 + 1 + time.length;
  let size = 0;
  for (let i = from; i < to; i++) size += labels[i]!.length + sampleLength + 16;
  const out = Buffer.allocUnsafe(size);
  let at = 0;
  const put = (bytes: ArrayLike<number>): void => {
    for (let i = 0; i < bytes.length; i++) out[at++] = bytes[i]!;
  };
  for (let i = from; i < to; i++) {
    const own = labels[i]!;
    out[at++] = 0x0a;
    put(varint(own.length + 2 + sampleLength));
    out.set(own, at);
    at += own.length;
    out[at++] = 0x12;
    out[at++] = sampleLength;
    out[at++] = 0x09;
    at = out.writeDoubleLE(values[i]!, at);
    out[at++] = 0x10;
    put(time);
  }
  return compressSync(out.subarray(0, at));
}
