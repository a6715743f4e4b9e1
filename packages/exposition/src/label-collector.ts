import { compareStrings, type Labels, labelsFromSorted } from '@binnacle/model';
import { ParseFailure } from './problem.ts';

/** Up to here each label is put in its place as it comes; more are sorted at the end, so that no input is quadratic. */
const MAX_INSERTED = 64;

/** Collects the labels of one series: sorts them, refuses a name twice, leaves out empty values. */
export class LabelCollector {
  readonly #flat: string[] = [];

  /** @param offset  where the label stands, for the failure */
  add(name: string, value: string, offset: number): void {
    const flat = this.#flat;
    let at = flat.length;
    if (at >= 2 * MAX_INSERTED) {
      flat.push(name, value);
      return;
    }
    // Most expositions are written in order, or nearly.
    while (at > 0) {
      const order = compareStrings(flat[at - 2]!, name);
      if (order === 0) throw new ParseFailure(offset, 'each label once', JSON.stringify(name));
      if (order < 0) break;
      at -= 2;
    }
    if (at === flat.length) flat.push(name, value);
    else flat.splice(at, 0, name, value);
  }

  has(name: string): boolean {
    return this.#flat.some((text, i) => i % 2 === 0 && text === name && this.#flat[i + 1] !== '');
  }

  /** @param offset  where the series stands */
  finish(offset: number): Labels {
    const flat = this.#flat.length > 2 * MAX_INSERTED ? sorted(this.#flat, offset) : this.#flat;
    for (let i = 1; i < flat.length; i += 2) {
      if (flat[i] === '') return labelsFromSorted(flat.filter((_, at) => flat[at | 1] !== ''));
    }
    return labelsFromSorted(flat);
  }
}

function sorted(flat: readonly string[], offset: number): string[] {
  const order = Array.from({ length: flat.length / 2 }, (_, i) => 2 * i);
  order.sort((a, b) => compareStrings(flat[a]!, flat[b]!));
  for (let i = 1; i < order.length; i++) {
    const name = flat[order[i]!]!;
    if (name === flat[order[i - 1]!]) throw new ParseFailure(offset, 'each label once', JSON.stringify(name));
  }
  return order.flatMap((at) => [flat[at]!, flat[at + 1]!]);
}
