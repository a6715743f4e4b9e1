import { KEYS_AT, loadKeyHash, PARAMETERS_AT, READ_BEHIND, RESULT_AT } from './key-hash-module.ts';

const PAGE_BYTES = 65_536;
/** What is larger is not copied as a whole: memory of a module never shrinks. */
const MAX_SOURCE_BYTES = 1 << 20;

/**
 * 128-bit hashes of keys, computed in the memory of a module of WebAssembly, to which each key is copied; or, all at once, what the keys
 * are parts of.
 */
export class KeyHasher {
  private readonly module = loadKeyHash();
  private memory = new Uint8Array(this.module.memory.buffer);
  /** What is in the memory of the module as a whole. */
  private source: Uint8Array | undefined;
  /** The four words of the last hash. */
  words = new Uint32Array(this.module.memory.buffer, RESULT_AT, 4);

  /** @param random 0 to 1, for seeds and multipliers */
  constructor(random: () => number) {
    const parameters = new Uint32Array(this.module.memory.buffer, PARAMETERS_AT, 8);
    for (let i = 0; i < parameters.length; i++) parameters[i] = Math.floor(random() * 0x1_0000_0000);
    // Multipliers must be odd, or bits are lost.
    parameters[4]! |= 1;
    parameters[6]! |= 1;
  }

  /** Keys of `bytes` come next. They must not change until {@link leaveSource}. */
  useSource(bytes: Uint8Array): void {
    if (bytes === this.source || bytes.length > MAX_SOURCE_BYTES) return;
    this.reserve(bytes.length);
    this.memory.set(bytes, KEYS_AT);
    this.source = bytes;
  }

  leaveSource(): void {
    this.source = undefined;
  }

  /** Hashes `bytes[start..end)` into `words`. */
  hash(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (bytes === this.source) {
      this.module.hash(KEYS_AT + start, length);
      return;
    }
    this.source = undefined;
    this.reserve(length);
    this.memory.set(bytes.subarray(start, end), KEYS_AT);
    this.module.hash(KEYS_AT, length);
  }

  private reserve(length: number): void {
    if (KEYS_AT + length + READ_BEHIND > this.memory.length) this.grow(length);
  }

  private grow(length: number): void {
    this.module.memory.grow(Math.ceil((KEYS_AT + length + READ_BEHIND - this.memory.length) / PAGE_BYTES));
    this.memory = new Uint8Array(this.module.memory.buffer);
    this.words = new Uint32Array(this.module.memory.buffer, RESULT_AT, 4);
  }
}
