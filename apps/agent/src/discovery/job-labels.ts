import { labelsOf, METRIC_NAME, type Labels } from '@binnacle/model';
import type { GlobalTags } from '../config/global-tags.ts';
import { relabel } from '../relabel/relabel.ts';
import { beyondLimits } from '../scrape/label-limits.ts';
import type { FamilySelection, LabelsOutcome, SampleLabels } from '../scrape/sample-rules.ts';
import type { ScrapeJob } from './scrape-job.ts';

/** Relabeling says what is kept, not the family. */
export const EVERY_FAMILY: FamilySelection = {
  keeps: () => true,
  rename: (_family, metric) => ({ name: metric, measurement: undefined }),
};

/**
 * The labels of a job's samples, as Prometheus makes them: those of the target, those of the sample (renamed to `exported_…`
 * where they clash, unless they are to win), `metric_relabel_configs`; then, where a sample has no such label, external
 * labels, `cluster` and the agent's tags.
 */
export class JobLabels implements SampleLabels {
  readonly #job: ScrapeJob;
  readonly #target: ReadonlyMap<string, string>;
  readonly #added: ReadonlyMap<string, string>;

  constructor(job: ScrapeJob, target: ReadonlyMap<string, string>, tags: GlobalTags) {
    this.#job = job;
    this.#target = target;
    const added = new Map(job.externalLabels);
    const alias = added.get('cluster') ?? '';
    added.set('cluster', alias === '' ? tags.cluster : alias);
    for (const [name, value] of job.isHostScoped ? tags.host : tags.election)
      if (!added.has(name)) added.set(name, value);
    this.#added = added;
  }

  ownLabels(metric: string): Labels {
    const set = new Map(this.#target);
    set.set(METRIC_NAME, metric);
    this.#add(set);
    return labelsOf(set);
  }

  resolve(raw: Labels, _info: ReadonlyMap<string, string>, metric: string): LabelsOutcome {
    const set = new Map<string, string>();
    for (let i = 0; i < raw.length; i += 2) set.set(raw[i]!, raw[i + 1]!);
    set.set(METRIC_NAME, metric);
    if (this.#job.honorLabels) {
      for (const [name, value] of this.#target) if (!set.has(name)) set.set(name, value);
    } else this.#overwrite(set);
    if (!relabel(set, this.#job.metricRelabel)) return DROPPED;
    if ((set.get(METRIC_NAME) ?? '') === '') return DROPPED;
    const message = beyondLimits(set, metric, this.#job.labelLimits);
    if (message !== undefined) return { ok: false, message };
    this.#add(set);
    return { ok: true, labels: labelsOf(set) };
  }

  /** The labels of the target win; what a sample had there is kept under another name. */
  #overwrite(set: Map<string, string>): void {
    const clashing: [string, string][] = [];
    for (const [name, value] of this.#target) {
      const own = set.get(name);
      if (own !== undefined && own !== '') clashing.push([name, own]);
      set.set(name, value);
    }
    // Shorter names first, so that `exported_x` beside `x` gives way.
    clashing.sort(([a], [b]) => a.length - b.length);
    for (const [name, value] of clashing) {
      let free = name;
      do free = `exported_${free}`;
      while ((set.get(free) ?? '') !== '');
      set.set(free, value);
    }
  }

  #add(set: Map<string, string>): void {
    for (const [name, value] of this.#added) if ((set.get(name) ?? '') === '') set.set(name, value);
  }
}

const DROPPED: LabelsOutcome = { ok: true, labels: undefined };
