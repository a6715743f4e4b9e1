import type { MetricType } from '@binnacle/model';
import type { RE2JS } from 're2js';
import { compileRegex } from '../inputs/compile-regex.ts';
import type { PromOptions } from '../inputs/prom-options.ts';
import type { FamilySelection } from './sample-rules.ts';

/** A compiled filter entry. `family` is the entry without a suffix of histogram samples, where it has one. */
interface FilterEntry {
  readonly whole: RE2JS;
  readonly family: RE2JS | undefined;
  /** Types whose families the suffix speaks of. */
  readonly types: readonly MetricType[];
}

const WITH_BUCKETS: readonly MetricType[] = ['histogram', 'gaugehistogram'];
const WITH_SUM: readonly MetricType[] = ['histogram', 'gaugehistogram', 'summary'];

/** Which families an input keeps, and the name and measurement that it gives them. */
export class FamilyRules implements FamilySelection {
  readonly #types: ReadonlySet<string>;
  readonly #keep: readonly FilterEntry[];
  readonly #drop: readonly FilterEntry[];
  readonly #options: PromOptions;

  constructor(options: PromOptions) {
    this.#options = options;
    this.#types = new Set(options.metric_types.map((type) => (type === 'untyped' ? 'unknown' : type)));
    this.#keep = options.metric_name_filter.map(compileEntry);
    this.#drop = options.metric_name_filter_ignore.map(compileEntry);
  }

  /**
   * Block-list, allow-list, types, in that order. An entry is searched for in the name of the family, unanchored; one that
   * ends in `_bucket`, `_sum` or `_count` also matches the histogram (or summary) it speaks of, and asks for it even
   * where `metric_types` leaves its type out: the published filters for Istio can feed the latency panels only so.
   *
   * @param family  name of the family
   * @param metric  name of the sample, which a counter's entries may spell out (`…_total`)
   */
  keeps(family: string, metric: string, type: MetricType): boolean {
    if (this.#drop.some((entry) => matches(entry, family, metric, type))) return false;
    const isAllowedType = this.#types.size === 0 || this.#types.has(type);
    if (this.#keep.length === 0) return isAllowedType;
    if (isAllowedType) return this.#keep.some((entry) => matches(entry, family, metric, type));
    return this.#keep.some((entry) => entry.types.includes(type) && entry.family!.matcher(family).find());
  }

  /**
   * The metric name under which a sample is stored, and the value of the label `measurement` (where a fixed measurement
   * is configured). Measurement and field are joined with `_`, so that the default split gives back the exporter's name.
   */
  rename(family: string, metric: string): { readonly name: string; readonly measurement: string | undefined } {
    const {
      measurements,
      measurement_name: fixed,
      measurement_prefix: prefix,
      keep_exist_metric_name: keep,
    } = this.#options;
    const rule = measurements.find((candidate) => family.startsWith(candidate.prefix));
    if (rule !== undefined) {
      const measurement = prefix + (rule.name === '' ? rule.prefix.replace(/_$/, '') : rule.name);
      const field = metric.slice(rule.prefix.length).replace(/^_/, '');
      return { name: field === '' ? measurement : `${measurement}_${field}`, measurement: undefined };
    }
    if (fixed !== '') return { name: metric, measurement: prefix + fixed };
    return { name: keep ? metric : prefix + metric, measurement: undefined };
  }
}

function matches(entry: FilterEntry, family: string, metric: string, type: MetricType): boolean {
  if (entry.whole.matcher(family).find()) return true;
  if (type === 'counter' && entry.whole.matcher(metric).find()) return true;
  return entry.types.includes(type) && entry.family!.matcher(family).find();
}

function compileEntry(source: string): FilterEntry {
  const suffix = /_(bucket|sum|count)\$?$/.exec(source);
  if (suffix === null) return { whole: compile(source), family: undefined, types: [] };
  const end = suffix[0].endsWith('$') ? '$' : '';
  const family = compileRegex(source.slice(0, suffix.index) + end);
  // Without its suffix an entry such as `(a_bucket` + `)` may not be an expression any more; then it stays as it is.
  if ('error' in family) return { whole: compile(source), family: undefined, types: [] };
  return { whole: compile(source), family, types: suffix[1] === 'bucket' ? WITH_BUCKETS : WITH_SUM };
}

function compile(source: string): RE2JS {
  const compiled = compileRegex(source);
  if ('error' in compiled) throw new Error(`BUG: filter ${JSON.stringify(source)} was not checked: ${compiled.error}`);
  return compiled;
}
