import type { CollectorOutput, LabelRecord } from '../collector.ts';
import { ContainerSeries } from './container-series.ts';

/** Keeps the series of each container from pass to pass, and lets go of those of containers that are no more. */
export class SeriesByContainer {
  #out: CollectorOutput | undefined;
  #known = new Map<string, ContainerSeries>();
  #seen = new Map<string, ContainerSeries>();

  /** Begins a pass. */
  begin(out: CollectorOutput): void {
    if (this.#out !== out) this.#known.clear();
    this.#out = out;
    this.#seen = new Map();
  }

  /** The series of a container; new ones when its labels have changed, as after a rename. */
  of(id: string, labels: LabelRecord): ContainerSeries {
    const known = this.#seen.get(id) ?? this.#known.get(id);
    const series =
      known !== undefined && sameLabels(known.labels, labels) ? known : new ContainerSeries(this.#out!, labels);
    this.#seen.set(id, series);
    return series;
  }

  end(): void {
    this.#known = this.#seen;
  }
}

function sameLabels(a: LabelRecord, b: LabelRecord): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
