import { labelsToRecord, METRIC_NAME, type MetricType } from '@binnacle/model';
import { formatBound } from './format-number.ts';
import { HistogramRules } from './histogram-rules.ts';
import { numberOfText } from './number.ts';
import { ParseFailure } from './problem.ts';
import type { SampleView } from './sink.ts';

/** Names that a family of a type takes for itself, beside its own. */
const TAKEN_SUFFIXES: Readonly<Record<MetricType, readonly string[]>> = {
  unknown: [],
  gauge: [],
  stateset: [],
  info: ['_info'],
  counter: ['_total', '_created'],
  summary: ['_count', '_sum', '_created'],
  histogram: ['_count', '_sum', '_bucket', '_created'],
  gaugehistogram: ['_gcount', '_gsum', '_bucket'],
};
const COUNTER_LIKE = new Set(['_total', '_sum', '_count', '_bucket', '_gcount', '_gsum']);
const MAX_EXEMPLAR_LABEL_CHARS = 128;

/**
 * What OpenMetrics says about samples beyond their grammar: families and metrics are not interleaved, metadata comes
 * first and once, values fit the type, histograms are complete and cumulative. Makes strings and sets: for checking an
 * exposition, not for the path of every scrape.
 */
export class OpenMetricsRules {
  readonly #takenNames = new Set<string>();
  readonly #histogram = new HistogramRules();
  #name: string | undefined;
  #type: MetricType = 'unknown';
  #unit = '';
  #seen = new Set<string>();
  #hasSamples = false;
  #metric: string | undefined;
  #metrics = new Set<string>();
  #timestampMs: number | undefined;

  metadata(kind: 'help' | 'type' | 'unit', name: string, type: MetricType, text: string, offset: number): void {
    if (name !== this.#name) this.#begin(name, offset);
    else if (this.#hasSamples) throw new ParseFailure(offset, 'metadata before the samples of its family');
    if (this.#seen.has(kind)) throw new ParseFailure(offset, `one ${kind.toUpperCase()} for a family`);
    this.#seen.add(kind);
    this.#type = type;
    if (kind === 'unit') this.#unit = text;
  }

  /** @param family  name of the family that the sample belongs to: its own name when none was declared */
  sample(sample: SampleView, family: string, offset: number): void {
    if (family !== this.#name) this.#begin(family, offset);
    const labels = labelsToRecord(sample.labels());
    const suffix = (labels[METRIC_NAME] ?? '').slice(family.length);
    delete labels[METRIC_NAME];
    this.#hasSamples = true;
    this.#checkValue(sample, suffix, labels, offset);
    this.#checkExemplar(sample, suffix, offset);
    const metric = this.#metricOf(suffix, labels, family, offset);
    this.#checkOrder(metric, sample, offset);
    if (this.#type === 'histogram' || this.#type === 'gaugehistogram') {
      this.#histogram.sample(metric, suffix, labels['le'], sample, offset);
    }
  }

  end(offset: number): void {
    this.#finishFamily(offset);
  }

  #begin(name: string, offset: number): void {
    this.#finishFamily(offset);
    this.#name = name;
    this.#type = 'unknown';
    this.#unit = '';
    this.#seen = new Set();
    this.#hasSamples = false;
    this.#metric = undefined;
    this.#metrics = new Set();
    this.#timestampMs = undefined;
  }

  #finishFamily(offset: number): void {
    const name = this.#name;
    if (name === undefined) return;
    for (const suffix of ['', ...TAKEN_SUFFIXES[this.#type]]) {
      if (this.#takenNames.has(name + suffix)) {
        throw new ParseFailure(offset, 'families with different names, together', JSON.stringify(name + suffix));
      }
    }
    for (const suffix of ['', ...TAKEN_SUFFIXES[this.#type]]) this.#takenNames.add(name + suffix);
    if (this.#unit !== '' && (this.#type === 'info' || this.#type === 'stateset')) {
      throw new ParseFailure(offset, `no unit for the ${this.#type} before`, JSON.stringify(this.#unit));
    }
    this.#histogram.finish(offset);
  }

  #checkValue(sample: SampleView, suffix: string, labels: Record<string, string>, offset: number): void {
    const { value } = sample;
    const type = this.#type;
    if (type === 'stateset' && value !== 0 && value !== 1) throw new ParseFailure(offset, 'a state of 0 or 1');
    if (type === 'info' && value !== 1) throw new ParseFailure(offset, 'an info with the value 1');
    if (type === 'summary' && suffix === '') {
      const quantile = labels['quantile'] ?? '';
      const number = numberOfText(quantile);
      if (!(number >= 0 && number <= 1)) throw new ParseFailure(offset, 'a label "quantile" from 0 to 1');
      if (value < 0) throw new ParseFailure(offset, 'a quantile of at least 0');
    }
    const typed = type !== 'unknown' && type !== 'gauge';
    if (!typed || !COUNTER_LIKE.has(suffix)) return;
    if (Number.isNaN(value)) throw new ParseFailure(offset, 'a number, not NaN');
    if (value < 0 && suffix !== '_gsum' && !(suffix === '_sum' && this.#histogram.hasNegativeBuckets)) {
      throw new ParseFailure(offset, 'a value of at least 0');
    }
    if ((suffix === '_bucket' || suffix === '_count' || suffix === '_gcount') && !Number.isInteger(value)) {
      throw new ParseFailure(offset, 'a whole number');
    }
  }

  #checkExemplar(sample: SampleView, suffix: string, offset: number): void {
    if (sample.exemplarCount === 0) return;
    const type = this.#type;
    const allowed =
      (suffix === '_bucket' && (type === 'histogram' || type === 'gaugehistogram')) ||
      (suffix === '_total' && type === 'counter');
    if (!allowed) throw new ParseFailure(offset, 'exemplars only on counters and histogram buckets');
    let chars = 0;
    for (const text of sample.exemplar(0).labels) chars += [...text].length;
    if (chars > MAX_EXEMPLAR_LABEL_CHARS) {
      throw new ParseFailure(offset, `at most ${MAX_EXEMPLAR_LABEL_CHARS} characters of exemplar labels`, `${chars}`);
    }
  }

  /** Key of the metric that the sample is a part of: its labels without those that tell the parts apart. */
  #metricOf(suffix: string, labels: Record<string, string>, family: string, offset: number): string {
    const rest = { ...labels };
    switch (this.#type) {
      case 'info':
        // The labels of an info are its content.
        return '';
      case 'summary':
        if (suffix === '') delete rest['quantile'];
        break;
      case 'stateset':
        if (rest[family] === undefined) throw new ParseFailure(offset, `the label "${family}" of a state set`);
        delete rest[family];
        break;
      case 'histogram':
      case 'gaugehistogram':
        if (suffix === '_bucket') {
          const le = rest['le'];
          if (le === undefined || !isBound(le))
            throw new ParseFailure(offset, 'a label "le" with the bound of the bucket');
          delete rest['le'];
        }
        break;
      default:
    }
    return JSON.stringify(rest);
  }

  #checkOrder(metric: string, sample: SampleView, offset: number): void {
    const timestampMs = sample.hasTimestamp ? sample.timestampMs : undefined;
    if (metric === this.#metric) {
      if ((timestampMs === undefined) !== (this.#timestampMs === undefined)) {
        throw new ParseFailure(offset, 'timestamps on all samples of a metric, or on none');
      }
      const backwards = timestampMs !== undefined && timestampMs < this.#timestampMs!;
      if (backwards && this.#type !== 'info') throw new ParseFailure(offset, 'timestamps that do not go backwards');
    } else if (this.#metrics.has(metric)) {
      throw new ParseFailure(offset, 'the samples of a metric together');
    }
    this.#metric = metric;
    this.#metrics.add(metric);
    this.#timestampMs = timestampMs;
  }
}

/** Any number but NaN; infinity must be written `+Inf`, since that bucket is looked up by its text. */
function isBound(text: string): boolean {
  const bound = numberOfText(text);
  return !Number.isNaN(bound) && (Number.isFinite(bound) || text === formatBound(bound));
}
