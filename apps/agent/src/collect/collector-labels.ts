import type { Collector, LabelRecord, MetricFamily } from '@binnacle/collectors';
import { labelsOf, METRIC_NAME, type Labels } from '@binnacle/model';
import { CLUSTER_TAG_ALIAS, type GlobalTags } from '../config/global-tags.ts';

/**
 * The labels of what one collector's samples are stored as: its own ones, then `job`, `instance`, `cluster` and the tags
 * of its scope, none of which overwrites a label that is there.
 */
export class CollectorLabels {
  readonly #added: ReadonlyMap<string, string>;

  constructor({ job, instance, scope }: Pick<Collector, 'job' | 'instance' | 'scope'>, tags: GlobalTags) {
    const added = new Map([
      ['job', job],
      ['instance', instance],
      ['cluster', tags.cluster],
    ]);
    // What any agent of the cluster would find must not carry the tags of the one that does: the next leader goes on with
    // the same series.
    for (const [name, value] of scope === 'host' ? tags.host : tags.election)
      if (!added.has(name)) added.set(name, value);
    this.#added = added;
  }

  /** Labels of `up` and its like. */
  ownLabels(metric: string): Labels {
    return labelsOf([...this.#added, [METRIC_NAME, metric]]);
  }

  resolve(family: MetricFamily, labels: LabelRecord): Labels {
    const set = new Map(this.#added);
    for (const name in labels) {
      const value = labels[name]!;
      if (value !== '') set.set(name === CLUSTER_TAG_ALIAS ? 'cluster' : name, value);
    }
    set.set(METRIC_NAME, family.name);
    return labelsOf(set);
  }
}
