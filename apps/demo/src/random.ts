/** Random numbers that a seed determines: xoshiro128**, seeded through splitmix32. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spare: number | undefined;

  constructor(seed: number) {
    let state = seed >>> 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) >>> 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next();
  }

  /** An independent source for one thing: what others draw does not move it. */
  static of(seed: number, name: string): Random {
    return new Random(seed ^ hashOf(name));
  }

  uint32(): number {
    const b = this.#b;
    const mixed = Math.imul(b, 5);
    const result = Math.imul((mixed << 7) | (mixed >>> 25), 9);
    const t = b << 9;
    this.#c ^= this.#a;
    this.#d ^= b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    return this.uint32() / 4_294_967_296;
  }

  chance(share: number): boolean {
    return share > 0 && this.next() < share;
  }

  /** In 0 … n-1. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  /** Standard normal (polar method of Marsaglia). */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.next() - 1;
      const v = 2 * this.next() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spare = v * factor;
      return u * factor;
    }
  }

  /** Log-normal around its median; `spread` is the standard deviation of the logarithm. */
  around(median: number, spread: number): number {
    return median * Math.exp(spread * this.normal());
  }

  /** How many of events with this mean happened. Exact for small means, normal above 60. */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) count++;
    return count;
  }

  /** As many lower-case hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.uint32().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  uid(): string {
    const text = this.hex(32);
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`;
  }

  /** A suffix as Kubernetes makes them: no vowels, nothing that looks like another character. */
  suffix(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += SUFFIX_ALPHABET[this.below(SUFFIX_ALPHABET.length)]!;
    return text;
  }
}

const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** FNV-1a over UTF-16 units. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * A slow wave without state: what changes by itself, such as a load average, at any time and for any thing.
 * @returns in [-1, 1]
 */
export function wave(name: number, nowMs: number, periodMs: number): number {
  const phase = (name % 1000) / 1000;
  const turn = nowMs / periodMs + phase;
  return 0.6 * Math.sin(2 * Math.PI * turn) + 0.4 * Math.sin(2 * Math.PI * (turn * 2.37 + phase));
}
