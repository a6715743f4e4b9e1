/** Where what lies in the memory in which points are written. */

/** Words of memory that both sides know. */
export const STATE = {
  /** How many repetitions are noted, and how many bytes they have. */
  notes: 0,
  noted: 4,
  point: 8,
  out: 12,
  /** 1 before the first point of a series. */
  isFirst: 16,
  /** The last point whose start is whole, and where that begins; -1 for none. */
  lastPoint: 20,
  lastAt: 24,
  /** What is added to places in a document: those of documents before are below. */
  stamp: 28,
} as const;

/** More points of a series than these are written by others. */
export const MAX_POINTS = 12_000;
/** Repetitions of one document. */
export const MAX_NOTES = 1 << 18;
export const SLOT_BITS = 11;
export const SLOTS: number = 1 << SLOT_BITS;
/** A number, where it was written last, its length, and its text: at most 25 letters. */
export const SLOT_BYTES = 48;
/** In a slot. */
export const SLOT_PLACE = 8;
export const SLOT_LENGTH = 12;
export const SLOT_TEXT = 16;

/** {@link HEAD}. */
export const HEAD_AT = 64;
/** 10^0 to 10^17. */
export const POWERS_AT = 96;
/** See `shortest-digits.ts`. */
export const SCALES_AT = 256;
/** Digits as they are made: eight zeros, then seventeen more. */
export const DIGITS_AT = 512;
/** The text of a number as it is made. */
export const TEXT_AT = 640;
/** By point, and behind the last: where its start begins in {@link STARTS_AT}. */
export const OFFSETS_AT = 1024;
/** By point: where its start ends in a series before, doubled, plus 1 where it is whole; 0 for nowhere. */
export const ENDS_AT: number = after(OFFSETS_AT, 4 * (MAX_POINTS + 1));
/** `"],[1435781430.781,"` of each point: at most 32 bytes. */
export const STARTS_AT: number = after(ENDS_AT, 4 * MAX_POINTS);
export const VALUES_AT: readonly [number, number] = [
  after(STARTS_AT, 32 * (MAX_POINTS + 1)),
  after(after(STARTS_AT, 32 * (MAX_POINTS + 1)), 8 * MAX_POINTS),
];
export const SLOTS_AT: number = after(VALUES_AT[1], 8 * MAX_POINTS);
/** See `KnownRepeats`. */
export const NOTE_STARTS_AT: number = after(SLOTS_AT, SLOTS * SLOT_BYTES);
export const NOTE_PACKED_AT: number = after(NOTE_STARTS_AT, 4 * MAX_NOTES);
export const OUT_AT: number = after(NOTE_PACKED_AT, 4 * MAX_NOTES);
export const PAGES: number = Math.ceil(after(OUT_AT, 64 * (MAX_POINTS + 1)) / 65_536);

function after(at: number, bytes: number): number {
  return Math.ceil((at + bytes) / 64) * 64;
}

/** Before the first point of a series. */
export const HEAD = ',"values":[';
/** `"],` of the point before, which the first one does not have. */
export const AFTER_POINT = 3;
