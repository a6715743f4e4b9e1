import { kernelMemory } from '../kernels/number-kernels.ts';

/** Room for the values of one series, reused from one to the next, with its view as 32-bit halves. Where functions of WebAssembly reach it, if there is room. */
export class ColumnBuffer {
  values: Float64Array<ArrayBuffer> = new Float64Array(0);
  bits = new Uint32Array(0);

  /** Makes room for at least `count` values. What was in it is lost when it has to grow. */
  fit(count: number): void {
    if (count <= this.values.length) return;
    const wanted = Math.max(count, 2 * this.values.length, 256);
    this.values = kernelMemory()?.takeArray(wanted) ?? new Float64Array(wanted);
    this.bits = new Uint32Array(this.values.buffer, this.values.byteOffset, 2 * wanted);
  }
}
