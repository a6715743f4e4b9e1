/** How large a series is over a range of time, signs left aside. */
export interface SeriesSize {
  /** Its largest finite value; -1 when there is none. */
  readonly peak: number;
  /** The sum of its finite values. */
  readonly total: number;
}

/**
 * Indexes of series in the order in which a chart takes them in when it cannot draw all: the one with the highest peak, the one with the
 * largest total, the next highest peak, and so on. Peaks alone would give a chart of CPU to a hundred jobs that ran for a moment; totals alone would
 * leave out the one that has just gone wild. Of equal ones the first comes first.
 */
export function rankSeries(sizes: readonly SeriesSize[]): number[] {
  const by = (key: keyof SeriesSize): number[] =>
    sizes.map((_, i) => i).sort((a, b) => sizes[b]![key] - sizes[a]![key] || a - b);
  const [byPeak, byTotal] = [by('peak'), by('total')];
  const ranked = new Set<number>();
  for (let rank = 0; ranked.size < sizes.length; rank++) {
    // A series that comes up in both orders takes one place: the turn goes on to the next.
    for (const order of [byPeak, byTotal]) ranked.add(order[rank]!);
  }
  // What has no number ranks behind all that have one, whatever the turns.
  const hasNumber = (i: number): boolean => sizes[i]!.peak >= 0;
  return [...ranked].sort((a, b) => Number(hasNumber(b)) - Number(hasNumber(a)));
}

/** Adds values up to a size, one by one. */
export class SizeOfSeries implements SeriesSize {
  peak = -1;
  total = 0;

  add(value: number): void {
    const size = Math.abs(value);
    if (!(size < Infinity)) return;
    if (size > this.peak) this.peak = size;
    this.total += size;
  }
}
