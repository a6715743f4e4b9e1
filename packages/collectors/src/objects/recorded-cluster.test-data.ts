import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExposition } from '@binnacle/exposition';
import { apiVersionOf, kindSpec, normalize, ObjectStore, type KindName, type KubeObject } from '@binnacle/kube';
import type { CollectorOutput, LabelRecord, MetricFamily, SeriesRef } from '../collector.ts';

const root =
  process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../../shared/fixtures', import.meta.url));
const folder = join(root, 'exposition');

/** Captures of real clusters are not part of the repository: tests that need them are skipped where they are absent. */
export const haveFixtures = existsSync(join(folder, 'kube-state-metrics'));

export interface RecordedFamily {
  readonly type: string;
  /** All label names, also of empty labels. */
  readonly labelNames: ReadonlySet<string>;
  /** Sample values by their labels. */
  readonly samples: ReadonlyMap<string, number>;
}

/** Labels as one text, empty ones left out. */
export const labelKey = (labels: LabelRecord): string =>
  Object.keys(labels)
    .filter((name) => labels[name] !== '')
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`)
    .join(',');

/** What kube-state-metrics said of a cluster of that Kubernetes version. */
export function recordedMetrics(version: string): ReadonlyMap<string, RecordedFamily> {
  const body = readFileSync(join(folder, `kube-state-metrics/ksm-k8s${version}.prom`));
  const outcome = parseExposition(body);
  if (!outcome.ok) throw new Error(outcome.problem.message);
  const names = labelNamesOf(body.toString('utf8'));
  const families = new Map<string, RecordedFamily>();
  for (const family of outcome.families) {
    const samples = new Map<string, number>();
    for (const { labels, value } of family.samples) {
      const record: Record<string, string> = {};
      for (let i = 0; i < labels.length; i += 2) if (labels[i] !== '__name__') record[labels[i]!] = labels[i + 1]!;
      samples.set(labelKey(record), value as number);
    }
    families.set(family.name, { type: family.type, labelNames: names.get(family.name) ?? new Set(), samples });
  }
  return families;
}

/** The names of the labels of each metric, also of those that are empty, which the parser leaves out. */
function labelNamesOf(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const [, metric, labels] = /^(\w+)\{(.*)\} /.exec(line) ?? [];
    if (metric === undefined || labels === undefined) continue;
    const found = names.get(metric) ?? new Set();
    for (const [, name] of labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) if (name !== undefined) found.add(name);
    names.set(metric, found);
  }
  return names;
}

/** Objects of a cluster of that Kubernetes version, as a watch keeps them. */
export function recordedObjects(kind: KindName, version: string): readonly KubeObject[] {
  const spec = kindSpec(kind);
  const path = join(folder, `k8s-api/${spec.plural}-k8s${version}.json`);
  const { items } = JSON.parse(readFileSync(path, 'utf8')) as { items: Record<string, unknown>[] };
  const resource = {
    group: spec.group,
    version: spec.versions[0]!,
    plural: spec.plural,
    kind,
    namespaced: spec.scope === 'namespaced',
  };
  return items.map((item) => {
    const object = normalize(item, resource, 'whole');
    if (object === undefined) throw new Error(`no object in ${path}: ${apiVersionOf(resource)}`);
    return object;
  });
}

/** A cache that is synced and has these objects. */
export function filledStore(kind: string, objects: readonly KubeObject[]): ObjectStore {
  const store = new ObjectStore(kind, (value) => value as unknown as KubeObject);
  store.listBegins();
  for (const object of objects) store.listed(object);
  store.listEnds();
  return store;
}

export interface Written {
  readonly family: MetricFamily;
  readonly labels: LabelRecord;
  value: number | undefined;
}

/** Keeps what a pass writes; counts how often labels are resolved. */
export class MemoryOutput implements CollectorOutput {
  readonly written = new Map<string, Written>();
  resolved = 0;
  #pass = 0;
  readonly #lastPass = new Map<Written, number>();

  series(family: MetricFamily, labels: LabelRecord): SeriesRef {
    this.resolved++;
    const key = `${family.name}{${labelKey(labels)}}`;
    let found = this.written.get(key);
    if (found === undefined) {
      found = { family, labels, value: undefined };
      this.written.set(key, found);
    }
    return found as unknown as SeriesRef;
  }

  sample(ref: SeriesRef, value: number): void {
    const written = ref as unknown as Written;
    if (this.#lastPass.get(written) === this.#pass)
      throw new Error(`twice in a pass: ${written.family.name}{${labelKey(written.labels)}}`);
    this.#lastPass.set(written, this.#pass);
    written.value = value;
  }

  add(family: MetricFamily, labels: LabelRecord, value: number): void {
    this.sample(this.series(family, labels), value);
  }

  /** Begins a pass. */
  begin(): void {
    this.#pass++;
  }

  /** Values of the last pass by name, then by labels. */
  now(): Map<string, Map<string, number>> {
    const families = new Map<string, Map<string, number>>();
    for (const written of this.written.values()) {
      if (this.#lastPass.get(written) !== this.#pass || written.value === undefined) continue;
      let samples = families.get(written.family.name);
      if (samples === undefined) families.set(written.family.name, (samples = new Map()));
      samples.set(labelKey(written.labels), written.value);
    }
    return families;
  }
}
