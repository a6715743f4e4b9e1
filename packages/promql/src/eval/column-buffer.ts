/** Room for the values of one series, reused from one to the next, with its view as 32-bit halves. */
export class ColumnBuffer {
  values = new Float64Array(0);
  bits = new Uint32Array(0);

  /** Makes room for at least `count` values. What was in it is lost when it has to grow. */
  fit(count: number): void {
    if (count <= this.values.length) return;
    this.values = new Float64Array(Math.max(count, 2 * this.values.length, 256));
    this.bits = new Uint32Array(this.values.buffer);
  }
}
