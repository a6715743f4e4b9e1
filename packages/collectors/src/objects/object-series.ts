import type { KubeObject } from '@binnacle/kube';
import type { CollectorOutput, LabelRecord, MetricFamily, SeriesRef } from '../collector.ts';
import type { MetricTable } from './metric-table.ts';
import { allowedLabels } from './values/label-names.ts';

/** Which labels and annotations become labels of `PREFIX_labels` and `PREFIX_annotations`. */
export interface Promotion {
  readonly labels: readonly string[];
  readonly annotations: readonly string[];
}

/** The series of one object: references and their values, side by side. */
export interface ObjectSeries {
  readonly refs: readonly SeriesRef[];
  readonly values: readonly number[];
}

/** Makes the series of objects of one kind. Equal labels have to give the same reference. */
export class SeriesMaker {
  readonly #table: MetricTable;
  readonly #promotion: Promotion;
  readonly #labels: MetricFamily;
  readonly #annotations: MetricFamily;

  constructor(table: MetricTable, promotion: Promotion) {
    this.#table = table;
    this.#promotion = promotion;
    const { prefix } = table;
    this.#labels = { name: `${prefix}_labels`, type: 'gauge', help: 'Labels of the object that were asked for.' };
    this.#annotations = {
      name: `${prefix}_annotations`,
      type: 'gauge',
      help: 'Annotations of the object that were asked for.',
    };
  }

  make(object: KubeObject, out: CollectorOutput): ObjectSeries {
    const table = this.#table;
    const identity = table.identity(object);
    const refs: SeriesRef[] = [];
    const values: number[] = [];
    let family: MetricFamily = this.#labels;
    const seen = new Set<SeriesRef>();
    const emit = (value: number, labels?: LabelRecord): void => {
      const ref = out.series(family, labels === undefined ? identity : { ...identity, ...labels });
      // A pod may well have the same toleration twice: a series has one sample in a pass, the first.
      if (seen.has(ref)) return;
      seen.add(ref);
      refs.push(ref);
      values.push(value);
    };
    for (const row of table.rows) {
      ({ family } = row);
      row.write(object, emit);
    }
    // As kube-state-metrics does: no such metric unless somebody asked for it.
    const { labels, annotations } = this.#promotion;
    if (table.promoted !== 'none' && labels.length > 0) {
      family = this.#labels;
      emit(1, allowedLabels('label', object.metadata.labels, labels));
    }
    if (table.promoted === 'both' && annotations.length > 0) {
      family = this.#annotations;
      emit(1, allowedLabels('annotation', object.metadata.annotations, annotations));
    }
    return { refs, values };
  }
}
