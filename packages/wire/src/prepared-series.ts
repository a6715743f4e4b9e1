import { labelsFromSorted, type Labels, type MetricMetadata } from '@binnacle/model';
import { ProtoWriter, readText } from '@binnacle/protobuf';
import { ByteKeys } from './byte-keys.ts';
import { metricTypeCode } from './metric-types.ts';

const LABELS_REFS = 0x0a;
const METADATA = 0x2a;
const SYMBOLS = 0x22;

/**
 * Series that are written again and again, as remote write 2.0 has them: labels and metadata are encoded once, when a series is
 * added, and a {@link PreparedRequest} copies the bytes. Nothing is kept as a string or an object, so a hundred thousand series
 * are a few arrays to the garbage collector. One request holds the symbols of the whole set: keep sets to what one request takes.
 */
export class PreparedSeries {
  /** Each key is a symbols field of the request, its number the reference. */
  readonly #symbols = new ByteKeys();
  /** The labels_refs fields of all series, one behind the other. */
  readonly #labels = new ProtoWriter(4096);
  #ends = new Uint32Array(64);
  #count = 0;
  /** By the caller's number of the family: a metadata field. */
  #metadata: (Uint8Array | undefined)[] = [];
  #lastLabels: readonly string[] = [];
  #lastRefs: number[] = [];

  constructor() {
    this.ref('');
  }

  get count(): number {
    return this.#count;
  }

  /** The symbols fields. A view: good until something is added. */
  get symbols(): Uint8Array {
    return this.#symbols.bytes;
  }

  get symbolBytes(): number {
    return this.#symbols.sizeBytes;
  }

  get symbolCount(): number {
    return this.#symbols.size;
  }

  /** Takes a series in. @returns its number: 0, 1, 2, … */
  add(labels: Labels): number {
    const number = this.#count++;
    if (number === this.#ends.length) {
      const larger = new Uint32Array(number * 2);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    this.writeLabels(labels, this.#labels);
    this.#ends[number] = this.#labels.length;
    return number;
  }

  /** Writes the labels_refs field of a label set that is not kept; its symbols are. */
  writeLabels(labels: Labels, into: ProtoWriter): void {
    const last = this.#lastLabels;
    const refs: number[] = this.#lastRefs;
    for (let i = 0; i < labels.length; i++) {
      // Neighbours share most of their labels: equal strings at the same place need no look-up.
      if (i >= last.length || last[i] !== labels[i]) refs[i] = this.ref(labels[i]!);
    }
    this.#lastLabels = labels;
    const field = scratch;
    field.reset();
    for (let i = 0; i < labels.length; i++) field.varint(refs[i]!);
    into.nested(LABELS_REFS, field);
  }

  /** The label set of a series, made anew. */
  labels(number: number): Labels {
    const { bytes } = this.#labels;
    const end = this.#ends[number]!;
    let at = varintEnd(bytes, this.labelsStart(number) + 1);
    const texts: string[] = [];
    while (at < end) {
      let ref = 0;
      for (let shift = 1; ; shift *= 128) {
        const byte = bytes[at++]!;
        ref += (byte & 0x7f) * shift;
        if (byte < 0x80) break;
      }
      texts.push(this.#text(ref));
    }
    return labelsFromSorted(texts);
  }

  /** Where the labels_refs field of a series begins in {@link labelsBytes}. */
  labelsStart(number: number): number {
    return number === 0 ? 0 : this.#ends[number - 1]!;
  }

  labelsEnd(number: number): number {
    return this.#ends[number]!;
  }

  get labelsBytes(): Uint8Array {
    return this.#labels.bytes;
  }

  /** The metadata field of a family, as it was set; undefined before. */
  metadata(family: number): Uint8Array | undefined {
    return this.#metadata[family];
  }

  /** @param family  a number of the caller's choice */
  setMetadata(family: number, metadata: MetricMetadata): Uint8Array {
    const field = new ProtoWriter(32);
    this.writeMetadata(metadata, field);
    const bytes = field.bytes.slice(0, field.length);
    this.#metadata[family] = bytes;
    return bytes;
  }

  /** All metadata is to be set again. */
  clearMetadata(): void {
    this.#metadata = [];
  }

  writeMetadata({ type, help, unit }: MetricMetadata, into: ProtoWriter): void {
    const field = scratch;
    field.reset();
    const code = metricTypeCode(type);
    if (code !== 0) {
      field.varint(0x08);
      field.varint(code);
    }
    if (help !== '') {
      field.varint(0x18);
      field.varint(this.ref(help));
    }
    if (unit !== '') {
      field.varint(0x20);
      field.varint(this.ref(unit));
    }
    into.nested(METADATA, field);
  }

  ref(text: string): number {
    const field = symbolScratch;
    field.reset();
    field.varint(SYMBOLS);
    field.text(text);
    const found = this.#symbols.find(field.bytes, 0, field.length, 0);
    return found >= 0 ? found : this.#symbols.add(field.bytes, 0, field.length, 0);
  }

  #text(ref: number): string {
    const { bytes } = this.#symbols;
    return readText(bytes, varintEnd(bytes, this.#symbols.startOf(ref) + 1), this.#symbols.endOf(ref));
  }
}

/** Used within one call. */
const scratch = new ProtoWriter();
const symbolScratch = new ProtoWriter();

function varintEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at]! >= 0x80) at++;
  return at + 1;
}
