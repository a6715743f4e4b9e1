/** Label names and values, in the order in which they are written. */
export type LabelPairs = readonly (readonly [name: string, value: string])[];

export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'untyped';

/** One number of an exposition. */
export class Series {
  readonly labels: LabelPairs;
  value = 0;
  /** Of the sample, where the exporter says when it measured; 0 is "now". */
  timestampMs = 0;
  readonly #head: string;
  #shown = Number.NaN;
  #shownAt = -1;
  #line = '';

  constructor(name: string, labels: LabelPairs) {
    this.labels = labels;
    this.#head = `${name}${braces(labels)} `;
  }

  add(amount: number): void {
    this.value += amount;
  }

  line(): string {
    if (!Object.is(this.#shown, this.value) || this.#shownAt !== this.timestampMs) {
      this.#shown = this.value;
      this.#shownAt = this.timestampMs;
      const time = this.timestampMs === 0 ? '\n' : ` ${this.timestampMs}\n`;
      this.#line = this.#head + numberText(this.value) + time;
    }
    return this.#line;
  }
}

/** A classic histogram: counts that add up to `count`, whatever is observed. */
export class Histogram {
  readonly labels: LabelPairs;
  readonly bounds: readonly number[];
  /** Not cumulative; the last is above every bound. */
  readonly counts: Float64Array;
  sum = 0;
  count = 0;
  readonly #heads: string[];
  #shown = -1;
  #text = '';

  constructor(name: string, labels: LabelPairs, bounds: readonly number[]) {
    this.labels = labels;
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
    const open = labels.length === 0 ? '{' : `${braces(labels).slice(0, -1)},`;
    this.#heads = [...bounds.map(String), '+Inf'].map((le) => `${name}_bucket${open}le="${le}"} `);
    this.#heads.push(`${name}_sum${braces(labels)} `, `${name}_count${braces(labels)} `);
  }

  observe(value: number, times = 1): void {
    const { bounds } = this;
    let i = 0;
    while (i < bounds.length && value > bounds[i]!) i++;
    this.counts[i]! += times;
    this.sum += value * times;
    this.count += times;
  }

  text(): string {
    if (this.#shown === this.count) return this.#text;
    this.#shown = this.count;
    let out = '';
    let total = 0;
    const last = this.counts.length;
    for (let i = 0; i < last; i++) {
      total += this.counts[i]!;
      out += `${this.#heads[i]!}${total}\n`;
    }
    this.#text = `${out}${this.#heads[last]!}${numberText(this.sum)}\n${this.#heads[last + 1]!}${this.count}\n`;
    return this.#text;
  }
}

interface Family {
  readonly name: string;
  readonly type: FamilyType;
  readonly comment: string;
  readonly entries: Map<string, Series | Histogram>;
}

/** Receives every series of an exposition; `bound` is the upper bound of a bucket. */
export interface SeriesVisitor {
  series(name: string, type: FamilyType, series: Series): void;
  histogram(name: string, histogram: Histogram): void;
}

/** What one target exposes: families in the order in which they first appeared. */
export class MetricSet {
  readonly #families = new Map<string, Family>();

  counter(name: string, help: string, labels: LabelPairs = []): Series {
    return this.#series('counter', name, help, labels);
  }

  gauge(name: string, help: string, labels: LabelPairs = []): Series {
    return this.#series('gauge', name, help, labels);
  }

  untyped(name: string, help: string, labels: LabelPairs = []): Series {
    return this.#series('untyped', name, help, labels);
  }

  histogram(name: string, help: string, bounds: readonly number[], labels: LabelPairs = []): Histogram {
    const { entries } = this.#family('histogram', name, help);
    const key = keyOf(labels);
    const known = entries.get(key);
    if (known instanceof Histogram) return known;
    const made = new Histogram(name, labels, bounds);
    entries.set(key, made);
    return made;
  }

  /** Ends the series that `gone` is true for, such as those of a container that is no more. */
  prune(gone: (labels: LabelPairs) => boolean): void {
    for (const { entries } of this.#families.values()) {
      for (const [key, entry] of entries) if (gone(entry.labels)) entries.delete(key);
    }
  }

  clear(): void {
    this.#families.clear();
  }

  render(): string {
    let out = '';
    for (const { comment, entries } of this.#families.values()) {
      out += comment;
      for (const entry of entries.values()) out += entry instanceof Series ? entry.line() : entry.text();
    }
    return out;
  }

  visit(visitor: SeriesVisitor): void {
    for (const { name, type, entries } of this.#families.values()) {
      for (const entry of entries.values()) {
        if (entry instanceof Series) visitor.series(name, type, entry);
        else visitor.histogram(name, entry);
      }
    }
  }

  #series(type: FamilyType, name: string, help: string, labels: LabelPairs): Series {
    const { entries } = this.#family(type, name, help);
    const key = keyOf(labels);
    const known = entries.get(key);
    if (known instanceof Series) return known;
    const made = new Series(name, labels);
    entries.set(key, made);
    return made;
  }

  #family(type: FamilyType, name: string, help: string): Family {
    let family = this.#families.get(name);
    if (family === undefined) {
      // Envoy writes no help.
      const about = help === '' ? '' : `# HELP ${name} ${help}\n`;
      family = { name, type, comment: `${about}# TYPE ${name} ${type}\n`, entries: new Map() };
      this.#families.set(name, family);
    }
    return family;
  }
}

const keyOf = (labels: LabelPairs): string => labels.map(([name, value]) => `${name}\u0001${value}`).join('\u0002');

const escape = (value: string): string => value.replaceAll(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));

const braces = (labels: LabelPairs): string =>
  labels.length === 0 ? '' : `{${labels.map(([name, value]) => `${name}="${escape(value)}"`).join(',')}}`;

const numberText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? '+Inf' : value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
