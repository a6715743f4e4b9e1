/** Words of the structures of a memtable, as docs/formats/storage-head.md draws them. */

/** A block of rows: header, `CAPACITY` timestamps, then `CAPACITY` rows of `STRIDE` doubles. */
export const ROWS = { PREVIOUS: 0, STRIDE: 1, CAPACITY: 2, USED: 3, TIMESTAMPS: 4 } as const;

/** Where a series has (or had) its column. */
export const PLACE = { GROUP: 0, COLUMN: 1, NEXT: 2, WORDS: 4 } as const;

/** A group in the table that is made for readers. */
export const GROUP = {
  LAST_ROWS: 0,
  ROWS_IN_LAST: 1,
  COLUMNS: 2,
  LAYOUT: 3,
  TOTAL_ROWS: 4,
  MIN_TIME: 6,
  MAX_TIME: 8,
  WORDS: 10,
} as const;

/** A sample beside the rows. */
export const LATE = { PREVIOUS: 0, TIME: 2, VALUE: 4, START: 6, WORDS: 8 } as const;

/** From `TIME` on, the samples of the series began to count at `START`. */
export const START = { PREVIOUS: 0, TIME: 2, START: 4, WORDS: 6 } as const;

export const EXEMPLAR = { PREVIOUS: 0, SERIES: 1, HAS_TIME: 2, BYTE_LENGTH: 3, TIME: 4, VALUE: 6, BYTES: 8 } as const;

/** High half of a cell that stands for a native histogram; the low half is the address of its bytes. A NaN of our own. */
export const HISTOGRAM_HI = 0x7ff0_b10b;
/** What every NaN of a float sample is stored as (Prometheus's value.NormalNaN), so that none looks like a marker. */
export const NAN_HI = 0x7ff8_0000;
export const NAN_LO = 0x0000_0001;
