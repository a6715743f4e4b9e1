/**
 * Two NaN bit patterns with a meaning of their own. A JavaScript number may lose the payload of a NaN, so they are only
 * ever written and recognised through the 32-bit halves of a Float64Array (little endian: low half first).
 */

/** Stale marker: ends a series. The bits are Prometheus's (model/value/value.go, StaleNaN 0x7ff0000000000002). */
export const STALE_HI = 0x7ff0_0000;
export const STALE_LO = 0x0000_0002;

/** No sample of this series at this timestamp of its group. Exists in memory only: never stored, never on the wire. */
export const ABSENT_HI = 0x7ff0_0000;
export const ABSENT_LO = 0x0b1e_0003;

/** A view of the same bytes as 32-bit halves: element `i` of `values` is `[2 * i]` (low) and `[2 * i + 1]` (high). */
export const halvesOf = (values: Float64Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, values.length * 2);

export function setStale(halves: Uint32Array, index: number): void {
  halves[2 * index] = STALE_LO;
  halves[2 * index + 1] = STALE_HI;
}

export function setAbsent(halves: Uint32Array, index: number): void {
  halves[2 * index] = ABSENT_LO;
  halves[2 * index + 1] = ABSENT_HI;
}

export const isStaleAt = (halves: Uint32Array, index: number): boolean =>
  halves[2 * index] === STALE_LO && halves[2 * index + 1] === STALE_HI;

export const isAbsentAt = (halves: Uint32Array, index: number): boolean =>
  halves[2 * index] === ABSENT_LO && halves[2 * index + 1] === ABSENT_HI;
