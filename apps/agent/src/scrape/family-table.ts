import type { MetadataView } from '@binnacle/exposition';
import type { MetricMetadata, MetricType } from '@binnacle/model';
import { ByteKeys } from '@binnacle/wire';

export interface KnownFamily {
  readonly name: string;
  readonly type: MetricType;
}

const HELP = 100;
const UNIT = 101;

/** The metric families of one target: their numbers, and what the exposition says about them. */
export class FamilyTable {
  readonly #families: KnownFamily[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #metadata = new Map<string, { type: MetricType; help: string; unit: string }>();
  readonly #keys = new ByteKeys();

  begin(): void {
    this.#keys.rewind();
  }

  /** The number of the family, the next one for a new family. A family of another type is another one. */
  numberOf(name: string, type: MetricType): number {
    const key = `${type} ${name}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#families.length;
      this.#families.push({ name, type });
      this.#numbers.set(key, number);
    }
    return number;
  }

  family(number: number): KnownFamily {
    return this.#families[number]!;
  }

  /**
   * Takes in a line of metadata. Help and type hardly ever change: they are read when they are new.
   *
   * @param typeKind  a number that stands for the type
   * @returns whether it says something new
   */
  learn(view: MetadataView, typeKind: number): boolean {
    const kind = view.kind === 'help' ? HELP : view.kind === 'unit' ? UNIT : typeKind;
    if (this.#keys.find(view.bytes, view.nameStart, view.nameEnd, kind) >= 0) return false;
    this.#keys.add(view.bytes, view.nameStart, view.nameEnd, kind);
    const name = view.name();
    let entry = this.#metadata.get(name);
    if (entry === undefined) this.#metadata.set(name, (entry = { type: 'unknown', help: '', unit: '' }));
    if (view.kind === 'type') entry.type = view.type;
    else entry[view.kind] = view.text();
    return true;
  }

  metadataOf(name: string, type: MetricType): MetricMetadata {
    return this.#metadata.get(name) ?? { type, help: '', unit: '' };
  }
}
