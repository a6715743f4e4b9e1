import { objectMetrics, type Collector, type CollectorOutput, type SeriesRef } from '@binnacle/collectors';
import { formatBound } from '@binnacle/exposition';
import type { KubeObject, ObjectCache } from '@binnacle/kube';
import { METRIC_NAME, labelsOf, type Labels } from '@binnacle/model';
import type { Cluster } from '../cluster/cluster.ts';
import type { Exporters } from '../exporters/exporters.ts';
import type { Histogram, MetricSet, Series } from '../metrics/metric-set.ts';
import { Column } from './column.ts';
import { isKept, targetLabels, type TargetLabels } from './target-labels.ts';

export interface RecordedSeries {
  readonly labels: Labels;
  readonly column: Column;
}

/** Everything that one target, or the collector of objects, gave over the steps. */
interface Source {
  readonly adds: TargetLabels;
  readonly series: Map<Series | Histogram, readonly RecordedSeries[]>;
  readonly up: RecordedSeries;
}

/** Writes down what an agent would have scraped, step by step, while a cluster lives through its last hours. */
export class Recorder {
  readonly #cluster: Cluster;
  readonly #exporters: Exporters;
  readonly #times: number[] = [];
  readonly #sources = new Map<string, Source>();
  readonly #objects: Collector;
  readonly #objectSeries = new Map<string, RecordedSeries>();
  readonly #objectLabels: ReadonlyMap<string, string>;

  constructor(cluster: Cluster, exporters: Exporters) {
    this.#cluster = cluster;
    this.#exporters = exporters;
    const instance = `${cluster.addresses.apiServer}:6443`;
    this.#objectLabels = new Map([
      ['job', 'kube-state-metrics'],
      ['instance', instance],
      ['cluster', cluster.plan.name],
    ]);
    this.#objects = objectMetrics({
      cache: (kind) => (UNREAD.has(kind) ? undefined : cacheOf(cluster, kind)),
      states: () => new Map(),
      instance,
    });
  }

  /** Times of the steps, in milliseconds. */
  get times(): readonly number[] {
    return this.#times;
  }

  /** Every series with a value in any step. */
  *series(): Generator<RecordedSeries> {
    for (const { up, series } of this.#sources.values()) {
      yield up;
      for (const all of series.values()) yield* all;
    }
    yield* this.#objectSeries.values();
  }

  async record(): Promise<void> {
    const step = this.#times.length;
    this.#times.push(this.#cluster.nowMs);
    for (const target of this.#exporters.targets()) {
      const key = `${target.ip}:${target.port}${target.path} ${target.pod?.uid ?? ''}`;
      let source = this.#sources.get(key);
      const isUp = target.isUp();
      if (source === undefined) {
        const adds = targetLabels(this.#cluster.plan.name, target);
        const up = { labels: labelsOf([...adds.labels, [METRIC_NAME, 'up']]), column: new Column(step, isUp ? 1 : 0) };
        source = { adds, series: new Map(), up };
        this.#sources.set(key, source);
      } else source.up.column.put(step, isUp ? 1 : 0);
      if (isUp) this.#scrape(source, step, target.set);
    }
    await this.#objects.collect(this.#output(step), AbortSignal.timeout(60_000));
  }

  async close(): Promise<void> {
    await this.#objects.close?.();
  }

  #scrape({ series: known, adds }: Source, step: number, set: MetricSet): void {
    set.visit({
      series(name, _type, series) {
        const recorded = known.get(series);
        if (recorded) recorded[0]?.column.put(step, series.value);
        else
          known.set(
            series,
            isKept(name)
              ? [{ labels: resolve(name, series.labels, adds), column: new Column(step, series.value) }]
              : [],
          );
      },
      histogram(name, histogram) {
        let recorded = known.get(histogram);
        if (recorded === undefined) {
          recorded = isKept(name) ? openHistogram(name, histogram, adds, step) : [];
          known.set(histogram, recorded);
        }
        if (recorded.length === 0) return;
        let total = 0;
        const { counts } = histogram;
        for (let i = 0; i < counts.length; i++) {
          total += counts[i]!;
          recorded[i]!.column.put(step, total);
        }
        recorded[counts.length]!.column.put(step, histogram.sum);
        recorded[counts.length + 1]!.column.put(step, histogram.count);
      },
    });
  }

  #output(step: number): CollectorOutput {
    const put = (ref: SeriesRef, value: number): void => {
      const series = ref as unknown as { readonly key: string; readonly labels: () => Labels };
      const recorded = this.#objectSeries.get(series.key);
      if (recorded) recorded.column.put(step, value);
      else this.#objectSeries.set(series.key, { labels: series.labels(), column: new Column(step, value) });
    };
    const open = (name: string, labels: Readonly<Record<string, string>>): SeriesRef => {
      const key = `${name}\u0001${JSON.stringify(labels)}`;
      const all = (): Labels =>
        labelsOf(
          new Map([
            ...this.#objectLabels,
            ...Object.entries(labels).filter(([, value]) => value !== ''),
            [METRIC_NAME, name],
          ]),
        );
      return { key, labels: all } as unknown as SeriesRef;
    };
    return {
      series: ({ name }, labels) => open(name, labels),
      sample: put,
      add: ({ name }, labels, value) => put(open(name, labels), value),
    };
  }
}

/** Kinds whose objects the agent reads only when it is asked to. */
const UNREAD: ReadonlySet<string> = new Set([
  'Lease',
  'CertificateSigningRequest',
  'NetworkPolicy',
  'VolumeAttachment',
]);

function openHistogram(
  name: string,
  histogram: Histogram,
  adds: TargetLabels,
  step: number,
): readonly RecordedSeries[] {
  const one = (suffix: string, more: readonly (readonly [string, string])[]): RecordedSeries => ({
    labels: resolve(name + suffix, [...histogram.labels, ...more], adds),
    column: new Column(step, 0),
  });
  return [
    ...[...histogram.bounds.map(formatBound), '+Inf'].map((le) => one('_bucket', [['le', le]])),
    one('_sum', []),
    one('_count', []),
  ];
}

/** Labels of a scraped series as the agent makes them. */
function resolve(
  name: string,
  own: readonly (readonly [string, string])[],
  { labels, honorsLabels }: TargetLabels,
): Labels {
  const all = new Map<string, string>(labels);
  for (const [label, value] of own) {
    if (value === '' && !honorsLabels) continue;
    if (!labels.has(label)) {
      if (value !== '') all.set(label, value);
    } else if (!honorsLabels) all.set(`exported_${label}`, value);
    else if (value === '') all.delete(label);
    else all.set(label, value);
  }
  all.set(METRIC_NAME, name);
  return labelsOf(all);
}

/** The model's own objects, as a watch of them would have filled a cache. */
function cacheOf({ objects }: Cluster, kind: string): ObjectCache {
  return {
    kind,
    isSynced: true,
    get size(): number {
      return objects.list(kind).length;
    },
    list: () => objects.list(kind),
    get: (namespace, name) => objects.get(kind, namespace, name),
    byUid: (uid): KubeObject | undefined => objects.list(kind).find(({ metadata }) => metadata.uid === uid),
    subscribe: (listener) =>
      objects.subscribe((change) => {
        if (change.object.kind === kind) listener(change);
      }),
  };
}
