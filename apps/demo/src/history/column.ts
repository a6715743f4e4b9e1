/** The values of one series over the steps of the history; NaN where it had none. Most series never change: those hold one number. */
export class Column {
  /** Step of the first value. */
  readonly from: number;
  #until: number;
  #constant: number;
  #values: Float64Array | undefined;

  constructor(step: number, value: number) {
    this.from = step;
    this.#until = step + 1;
    this.#constant = value;
  }

  /** Step after the last value. */
  get until(): number {
    return this.#until;
  }

  put(step: number, value: number): void {
    const at = step - this.from;
    if (this.#values === undefined) {
      if (value === this.#constant && step === this.#until) {
        this.#until++;
        return;
      }
      const values = new Float64Array(Math.max(64, 2 * at)).fill(Number.NaN);
      values.fill(this.#constant, 0, this.#until - this.from);
      this.#values = values;
    } else if (at >= this.#values.length) {
      const longer = new Float64Array(2 * at).fill(Number.NaN);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[at] = value;
    this.#until = step + 1;
  }

  at(step: number): number {
    if (step < this.from || step >= this.#until) return Number.NaN;
    return this.#values === undefined ? this.#constant : this.#values[step - this.from]!;
  }
}
