import { labelsFromSorted, type Labels } from '@binnacle/model';

const LONG = 0xffff;

/**
 * Keeps one copy of each string of a target's label sets. The series of a target share nearly all their names and values;
 * without this every series would hold strings of its own.
 */
export class StringPool {
  readonly #ids = new Map<string, number>();
  readonly #strings: string[] = [];

  /** The same label set, made of the pool's strings, and a short string that is equal for equal sets only. */
  take(labels: Labels): { readonly labels: Labels; readonly key: string } {
    const flat = Array.from<string>({ length: labels.length });
    let key = '';
    for (let i = 0; i < labels.length; i++) {
      const id = this.#idOf(labels[i]!);
      flat[i] = this.#strings[id]!;
      // One character for nearly every string; the last one announces a longer number.
      key += id < LONG ? String.fromCharCode(id) : String.fromCharCode(LONG, id & 0xffff, id >>> 16);
    }
    return { labels: labelsFromSorted(flat), key };
  }

  #idOf(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#strings.length;
      this.#strings.push(text);
      this.#ids.set(text, id);
    }
    return id;
  }
}
