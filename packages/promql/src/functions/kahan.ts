/**
 * A sum that keeps what plain addition loses (Kahan's method with Neumaier's improvement, as Prometheus computes). Kept
 * in one object that is reset, so that a loop allocates nothing.
 */
export class KahanSum {
  sum = 0;
  /** What was lost so far. Zero once the sum is infinite, so that it stays so. */
  lost = 0;

  reset(sum: number, lost: number): void {
    this.sum = sum;
    this.lost = lost;
  }

  add(increment: number): void {
    const { sum } = this;
    const next = sum + increment;
    if (next === Infinity || next === -Infinity) this.lost = 0;
    else if (Math.abs(sum) >= Math.abs(increment)) this.lost += sum - next + increment;
    else this.lost += increment - next + sum;
    this.sum = next;
  }

  get total(): number {
    return this.sum + this.lost;
  }
}
