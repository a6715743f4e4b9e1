/** Words of the entries of the head's index, as docs/formats/storage-head.md draws them. */

export const NAME = { NEXT: 0, FIRST_PAIR: 1, LAST_PAIR: 2, PAIR_COUNT: 3, BYTE_LENGTH: 4, BYTES: 5 } as const;

export const PAIR = {
  NAME: 0,
  NEXT: 1,
  HASH_A: 2,
  HASH_B: 3,
  COUNT: 4,
  FIRST_SERIES: 5,
  FIRST_BLOCK: 6,
  LAST_BLOCK: 7,
  NUMBER: 8,
  BYTE_LENGTH: 9,
  BYTES: 10,
} as const;

export const POSTINGS = { NEXT: 0, CAPACITY: 1, USED: 2, SERIES: 3 } as const;

export const RECORD = { HASH_A: 0, HASH_B: 1, COUNT: 2, PAIRS: 3 } as const;
