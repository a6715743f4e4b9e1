import { labelsOf, METRIC_NAME, type Labels } from '@binnacle/model';
import type { RE2JS } from 're2js';
import { CLUSTER_TAG_ALIAS, type GlobalTags } from '../config/global-tags.ts';
import { compileRegex } from '../inputs/compile-regex.ts';
import type { PromOptions } from '../inputs/prom-options.ts';
import { beyondLimits, type LabelLimits } from './label-limits.ts';
import type { LabelsOutcome, SampleLabels } from './sample-rules.ts';

/**
 * The labels of what one target's samples are stored as. The order is the reference agent's: labels of info families,
 * constant tags, the sample's own labels, `tags_ignore`, `tags_rename`, `ignore_tag_kv_match`; then what the agent adds
 * (`job`, `instance`, `cluster`, global tags), which never overwrites.
 */
export class LabelRules implements SampleLabels {
  readonly #options: PromOptions;
  readonly #ignored: ReadonlySet<string>;
  readonly #ignoredValues: readonly { readonly name: string; readonly patterns: readonly RE2JS[] }[];
  readonly #constant: readonly (readonly [string, string])[];
  /** What the agent adds where a sample has no such label. */
  readonly #added: ReadonlyMap<string, string>;

  readonly #limits: LabelLimits;

  /** @param podLabels  labels of the pod that asked for the input */
  constructor(
    options: PromOptions,
    instance: string,
    tags: GlobalTags,
    election: boolean,
    podLabels: ReadonlyMap<string, string> = NO_LABELS,
  ) {
    this.#options = options;
    this.#limits = {
      count: options.label_limit,
      nameLength: options.label_name_length_limit,
      valueLength: options.label_value_length_limit,
    };
    this.#ignored = new Set(options.tags_ignore);
    this.#ignoredValues = Object.entries(options.ignore_tag_kv_match).map(([name, sources]) => ({
      name,
      patterns: sources.map(compiled),
    }));
    const constant = new Map(Object.entries(options.tags));
    const alias = constant.get(CLUSTER_TAG_ALIAS);
    constant.delete(CLUSTER_TAG_ALIAS);
    if (alias !== undefined && alias !== '') constant.set('cluster', alias);
    this.#constant = [...constant];
    const added = new Map<string, string>([
      ['job', options.source],
      ['cluster', tags.cluster],
    ]);
    if (!options.disable_instance_tag) added.set('instance', instance);
    for (const [name, value] of podLabels) added.set(name, value);
    // As in the reference agent: what any agent of the cluster may collect must not carry the tags of the one that does.
    const global = election && options.election ? tags.election : tags.host;
    for (const [name, value] of global) {
      if (!added.has(name) && !(name === 'host' && options.disable_host_tag)) added.set(name, value);
    }
    this.#added = added;
  }

  /** Labels of the series that say how the target is (`up` and its like): constant tags and what the agent adds. */
  ownLabels(metric: string, instance: string): Labels {
    const set = new Map<string, string>(this.#constant);
    for (const [name, value] of this.#added) if (!set.has(name)) set.set(name, value);
    if (!set.has('instance')) set.set('instance', instance);
    set.set(METRIC_NAME, metric);
    return labelsOf(set);
  }

  /**
   * @param raw          labels as the exposition has them
   * @param info         labels of the info families of the same scrape
   * @param metric       name that the rules for measurements gave
   * @param measurement  value of the label `measurement`, where one is configured
   */
  resolve(
    raw: Labels,
    info: ReadonlyMap<string, string>,
    metric: string,
    measurement: string | undefined,
  ): LabelsOutcome {
    const set = new Map<string, string>(info);
    for (const [name, value] of this.#constant) set.set(name, value);
    for (let i = 0; i < raw.length; i += 2) if (raw[i] !== METRIC_NAME) set.set(raw[i]!, raw[i + 1]!);
    for (const name of this.#ignored) set.delete(name);
    this.#rename(set);
    for (const { name, patterns } of this.#ignoredValues) {
      const value = set.get(name);
      if (value !== undefined && patterns.some((pattern) => pattern.matcher(value).find())) set.delete(name);
    }
    if (measurement !== undefined) set.set('measurement', measurement);
    for (const [name, value] of this.#added) if ((set.get(name) ?? '') === '') set.set(name, value);
    set.set(METRIC_NAME, metric);
    const message = beyondLimits(set, metric, this.#limits);
    return message === undefined ? { ok: true, labels: labelsOf(set) } : { ok: false, message };
  }

  #rename(set: Map<string, string>): void {
    const { mapping, overwrite_exist_tags: overwrite } = this.#options.tags_rename;
    for (const [from, to] of Object.entries(mapping)) {
      const value = set.get(from);
      if (value === undefined || (set.has(to) && !overwrite)) continue;
      set.delete(from);
      set.set(to, value);
    }
  }
}

const NO_LABELS: ReadonlyMap<string, string> = new Map();

function compiled(source: string): RE2JS {
  const regex = compileRegex(source);
  if ('error' in regex) throw new Error(`BUG: expression ${JSON.stringify(source)} was not checked: ${regex.error}`);
  return regex;
}
