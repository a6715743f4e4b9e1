import { compile, instantiate, moduleBytes, type WasmMemory, type WasmModule } from '@binnacle/wasm';
import { formatFunction } from './format-code.ts';
import { noteFunction } from './note-code.ts';
import { DIGITS_AT, HEAD, HEAD_AT, PAGES, POWERS_AT, SCALES_AT } from './point-memory.ts';
import { pointsFunction } from './points-code.ts';
import { SCALES } from './shortest-digits.ts';

/** Writes the points of series as JSON, in memory of its own. */
export interface PointWriterModule {
  readonly memory: WasmMemory;
  /**
   * Writes points from the one at {@link STATE.point} on behind {@link STATE.out}.
   *
   * @param count    points of the series
   * @param values   where they lie
   * @param before   where those of the series before lie, if it had the same timestamps; else 0
   * @param base     where in the document {@link OUT_AT} is
   * @param isNoted  1 to take note of repetitions, 0 not to
   * @returns 1 when all are written; 0 when {@link STATE.point} is begun, and its number is for somebody else to write
   */
  points(count: number, values: number, before: number, base: number, isNoted: number): number;
  /** What `KnownRepeats.note` says. */
  note(at: number, from: number, length: number): number;
  /** Writes the number of a slot as its text. @returns its length */
  format(slot: number): number;
}

let compiled: WasmModule | undefined;

/** A module of its own memory, of which it takes what has been written to. */
export function makePointWriterModule(): PointWriterModule {
  compiled ??= compile(moduleBytes(PAGES, [noteFunction(), formatFunction(), pointsFunction()]));
  const { memory, call: named } = instantiate(compiled);
  const bytes = new Uint8Array(memory.buffer);
  const longs = new BigUint64Array(memory.buffer);
  for (let i = 0; i < HEAD.length; i++) bytes[HEAD_AT + i] = HEAD.charCodeAt(i);
  for (let i = 0; i < 18; i++) longs[POWERS_AT / 8 + i] = 10n ** BigInt(i);
  longs.set(SCALES, SCALES_AT / 8);
  // Zeros in front of the first digit.
  bytes.fill(0x30, DIGITS_AT, DIGITS_AT + 8);
  return { memory, points: named('points'), note: named('note'), format: named('format') };
}
