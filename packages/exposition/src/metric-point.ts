import { equalBytes } from './bytes.ts';
import { SeriesCursor, type SeriesDialect } from './series-cursor.ts';

/** Lines and bytes that wait; more of one metric are passed on without waiting for its `_created`. */
const MAX_LINES = 4096;
const MAX_BYTES = 1 << 20;

/**
 * Sample lines of one metric (same family, same labels but the bound of a bucket or quantile) that wait until its `_created` line has
 * been seen, which most exporters write last. Columns of offsets, used again and again.
 */
export class MetricPoint {
  length = 0;
  /** Unix ms of `_created`; 0 while unknown. */
  startTimestampMs = 0;
  /** Offset of the line that the labels are compared with; -1 while there is no metric point. */
  reference = -1;
  starts = new Float64Array(64);
  ends = new Float64Array(64);
  /** Offset of the brace of the exemplar, -1 for none. */
  exemplars = new Float64Array(64);
  values = new Float64Array(64);
  /** NaN for none. */
  timestampsMs = new Float64Array(64);
  readonly #left: SeriesCursor;
  readonly #right: SeriesCursor;

  constructor(dialect: SeriesDialect) {
    this.#left = new SeriesCursor(dialect);
    this.#right = new SeriesCursor(dialect);
  }

  /** Whether a line that begins at `start` may not wait with the others. */
  isFull(start: number): boolean {
    return this.length === MAX_LINES || start - this.reference > MAX_BYTES;
  }

  add(start: number, end: number, value: number, timestampMs: number, exemplar: number): void {
    if (this.length === this.starts.length) this.#grow();
    const at = this.length++;
    this.starts[at] = start;
    this.ends[at] = end;
    this.values[at] = value;
    this.timestampsMs[at] = timestampMs;
    this.exemplars[at] = exemplar;
  }

  #grow(): void {
    this.starts = doubled(this.starts);
    this.ends = doubled(this.ends);
    this.exemplars = doubled(this.exemplars);
    this.values = doubled(this.values);
    this.timestampsMs = doubled(this.timestampsMs);
  }

  clear(): void {
    this.length = 0;
    this.startTimestampMs = 0;
    this.reference = -1;
  }

  rebase(by: number): void {
    if (this.reference >= 0) this.reference -= by;
    for (let i = 0; i < this.length; i++) {
      this.starts[i] = this.starts[i]! - by;
      this.ends[i] = this.ends[i]! - by;
      if (this.exemplars[i]! >= 0) this.exemplars[i] = this.exemplars[i]! - by;
    }
  }

  /**
   * Whether the series at `start` has the labels of the reference, in the same order.
   * @param bound  name of the label that tells the samples of one metric apart; empty for none
   */
  includes(bytes: Uint8Array, start: number, limit: number, bound: Uint8Array): boolean {
    if (this.reference < 0) return false;
    const left = this.#left;
    const right = this.#right;
    left.open(bytes, this.reference, limit);
    right.open(bytes, start, limit);
    for (;;) {
      const hasLeft = nextBut(left, bound);
      if (hasLeft !== nextBut(right, bound)) return false;
      if (!hasLeft) return true;
      if (!equalBytes(bytes, left.labelStart, left.labelEnd, bytes, right.labelStart, right.labelEnd)) return false;
      if (!equalBytes(bytes, left.valueStart, left.valueEnd, bytes, right.valueStart, right.valueEnd)) return false;
    }
  }
}

/** Moves to the next label that is not called `name`. */
function nextBut(cursor: SeriesCursor, name: Uint8Array): boolean {
  while (cursor.next()) {
    if (!equalBytes(cursor.bytes, cursor.labelStart, cursor.labelEnd, name, 0, name.length)) return true;
  }
  return false;
}

function doubled(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}
