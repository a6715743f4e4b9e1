import { compile, instantiate, moduleBytes } from '@binnacle/wasm';
import { kernelFunctions } from './kernel-code.ts';

/**
 * Functions of WebAssembly over the numbers of {@link KernelMemory}: what JavaScript does with one number, they do with two. Places, ends and distances
 * are in bytes; what is behind an end is neither read nor written unless it says so.
 */
export interface NumberKernels {
  /**
   * Sums by plain addition of windows of `span` bytes that begin `stride` bytes apart, from the first number of each on.
   * @param outEnd so that there are a multiple of eight windows
   */
  sumsOfWindows(values: number, span: number, stride: number, out: number, outEnd: number): void;
  /** `(sum + lost) / size` of an even number of sums, `lost` from totals from the beginning on: see `exact-totals.ts`. */
  compensate(out: number, outEnd: number, high: number, low: number, span: number, stride: number, size: number): void;
  /** Whether one of two numbers or more is NaN: not zero when so. */
  hasNan(from: number, end: number): number;
  /** The larger of each number and the one `distance` behind it, of equal ones the first. May read and write one number more. */
  widenLargest(from: number, end: number, distance: number, into: number): void;
  widenSmallest(from: number, end: number, distance: number, into: number): void;
  /** The same of an even number of numbers that lie `stride` apart, into neighbouring places. */
  largestOfPairs(from: number, distance: number, stride: number, out: number, outEnd: number): void;
  smallestOfPairs(from: number, distance: number, stride: number, out: number, outEnd: number): void;
  /** Puts an even number of numbers where they are more than what is there, or that is NaN. */
  raise(best: number, bestEnd: number, from: number): void;
  lower(best: number, bestEnd: number, from: number): void;
  /** Adds an even number of numbers with compensation. */
  addTo(sums: number, sumsEnd: number, lost: number, from: number): void;
  /** Whether that would leave something that is not finite: not zero when so. */
  overflows(sums: number, sumsEnd: number, from: number): number;
}

/** 2 MB. */
const PAGES = 32;
/** Nothing is at 0. */
const FIRST = 8;

/** Memory that {@link NumberKernels} reach. What does not fit lies elsewhere, and JavaScript does the same with it. */
export class KernelMemory {
  readonly kernels: NumberKernels;
  /** The whole memory. */
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly bits: Uint32Array<ArrayBuffer>;
  private used = FIRST;

  constructor() {
    const { memory, call } = instantiate(compile(moduleBytes(PAGES, kernelFunctions)));
    this.numbers = new Float64Array(memory.buffer);
    this.bits = new Uint32Array(memory.buffer);
    this.kernels = {
      sumsOfWindows: call('sumsOfWindows'),
      compensate: call('compensate'),
      hasNan: call('hasNan'),
      widenLargest: call('widenLargest'),
      widenSmallest: call('widenSmallest'),
      largestOfPairs: call('largestOfPairs'),
      smallestOfPairs: call('smallestOfPairs'),
      raise: call('raise'),
      lower: call('lower'),
      addTo: call('addTo'),
      overflows: call('overflows'),
    };
  }

  /** Where room for so many numbers and two more begins, counted in numbers; undefined where there is none. It holds anything. */
  take(count: number): number | undefined {
    const at = this.used;
    if (at + count + 2 > this.numbers.length) return undefined;
    this.used = at + count + 2;
    return at;
  }

  /** The same as an array. */
  takeArray(count: number): Float64Array<ArrayBuffer> | undefined {
    const at = this.take(count);
    return at === undefined ? undefined : this.numbers.subarray(at, at + count);
  }

  /** Takes everything back: a query begins. */
  clear(): void {
    this.used = FIRST;
  }

  /** Where the first number of an array lies, in bytes; undefined for one that is not here. */
  placeOf(values: Float64Array): number | undefined {
    return values.buffer === this.numbers.buffer ? values.byteOffset : undefined;
  }
}

let known: KernelMemory | 'unknown' | undefined = 'unknown';

/** That of this thread; undefined where WebAssembly is missing or not allowed, as a page may have it. */
export function kernelMemory(): KernelMemory | undefined {
  if (known !== 'unknown') return known;
  try {
    known = new KernelMemory();
  } catch {
    known = undefined;
  }
  return known;
}

/** Numbers, and where they lie in the memory of the kernels if they do. */
export interface PlacedNumbers {
  readonly values: Float64Array;
  readonly place: number | undefined;
}

/** Room for so many, in that memory as long as there is any. It holds anything. */
export function placedNumbers(count: number): PlacedNumbers {
  const memory = kernelMemory();
  const values = memory?.takeArray(count);
  return values === undefined
    ? { values: new Float64Array(count), place: undefined }
    : { values, place: values.byteOffset };
}
