import { decodeUtf8 } from './bytes.ts';

const SLOTS = 4096;
const MAX_BYTES = 48;

/**
 * Decodes UTF-8 and remembers short texts, so that the same label name of a thousand series is one string, not a thousand:
 * that is most of the memory of who keeps label sets. A slot for each hash; a new text takes the place of the old one.
 */
export class TextCache {
  readonly #strings: (string | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  readonly #lengths = new Uint8Array(SLOTS);
  readonly #bytes = new Uint8Array(SLOTS * MAX_BYTES);

  /** The text of `bytes[start..end)`, or undefined when it is not valid UTF-8. */
  decode(bytes: Uint8Array, start: number, end: number): string | undefined {
    const length = end - start;
    if (length > MAX_BYTES) return decodeUtf8(bytes, start, end);
    if (length === 0) return '';
    // FNV-1a.
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    const slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    const known = this.#strings[slot];
    if (known !== undefined && this.#lengths[slot] === length && this.#holds(slot, bytes, start, end)) return known;
    const text = decodeUtf8(bytes, start, end);
    if (text === undefined) return undefined;
    this.#strings[slot] = text;
    this.#lengths[slot] = length;
    for (let i = start, at = slot * MAX_BYTES; i < end; i++) this.#bytes[at++] = bytes[i]!;
    return text;
  }

  #holds(slot: number, bytes: Uint8Array, start: number, end: number): boolean {
    for (let i = start, at = slot * MAX_BYTES; i < end; i++) if (this.#bytes[at++] !== bytes[i]) return false;
    return true;
  }
}
