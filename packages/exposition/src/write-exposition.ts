import { labelsToRecord, METRIC_NAME, type Exemplar, type Labels, type MetricType } from '@binnacle/model';
import type { ExpositionFamily, ExpositionSample } from './families.ts';
import { formatBound, formatNumber } from './format-number.ts';
import { boundLabel } from './series-labels.ts';
import { numberOfText } from './number.ts';

const METRIC = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
const LABEL = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Types of which `_created` says when they began. */
const HAS_CREATED: ReadonlySet<MetricType> = new Set<MetricType>(['counter', 'histogram', 'summary']);

/**
 * Writes families as text. A counter's family is called as its samples are (`…_total`); OpenMetrics gets the name
 * without the suffix and, after the samples of each metric, its `_created`. Native histograms have no text form and are
 * left out, like exemplars and start timestamps in the older format.
 */
export function writeExposition(
  families: Iterable<ExpositionFamily>,
  format: 'prometheus-text' | 'openmetrics',
): string {
  const lines: string[] = [];
  if (format === 'openmetrics') {
    const all = [...families];
    // A gauge `x` beside a counter `x_total` is common, but in OpenMetrics both families would be called `x`.
    const taken = new Set(all.filter(({ type }) => type !== 'counter' && type !== 'info').map(({ name }) => name));
    for (const family of all) writeOpenMetrics(family, taken, lines);
    lines.push('# EOF');
  } else for (const family of families) writePrometheus(family, lines);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

const PROMETHEUS_TYPES: Readonly<Record<MetricType, string>> = {
  unknown: 'untyped',
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  // The older format knows no such types: their samples are plain numbers to its readers.
  gaugehistogram: 'untyped',
  summary: 'summary',
  info: 'gauge',
  stateset: 'gauge',
};

function writePrometheus(family: ExpositionFamily, lines: string[]): void {
  const first = family.samples[0];
  const counter = family.type === 'counter' || family.type === 'info';
  // Here a family of one series each bears the name of its samples.
  const name = counter && first !== undefined ? metricName(first.labels) : family.name;
  if (family.help !== '') lines.push(`# HELP ${quoted(name, METRIC)} ${escapeHelp(family.help, false)}`);
  lines.push(`# TYPE ${quoted(name, METRIC)} ${PROMETHEUS_TYPES[family.type]}`);
  for (const sample of family.samples) {
    if (sample.histogram !== undefined) continue;
    const timestamp = sample.timestampMs === undefined ? '' : ` ${sample.timestampMs}`;
    lines.push(`${series(sample.labels, undefined)} ${formatNumber(sample.value)}${timestamp}`);
  }
}

function writeOpenMetrics(family: ExpositionFamily, taken: ReadonlySet<string>, lines: string[]): void {
  const { name, type } = openMetricsHead(family, taken);
  lines.push(`# TYPE ${quoted(name, METRIC)} ${type}`);
  if (family.unit !== '' && name.endsWith(`_${family.unit}`))
    lines.push(`# UNIT ${quoted(name, METRIC)} ${family.unit}`);
  if (family.help !== '') lines.push(`# HELP ${quoted(name, METRIC)} ${escapeHelp(family.help, true)}`);
  const bound = boundLabel(type);
  for (const [i, sample] of family.samples.entries()) {
    if (sample.histogram !== undefined) continue;
    lines.push(openMetricsLine(sample, type, bound));
    if (!HAS_CREATED.has(type) || sample.startTimestampMs === undefined) continue;
    const following = family.samples[i + 1];
    const metric = metricKey(sample, bound);
    if (following !== undefined && metricKey(following, bound) === metric) continue;
    const created = labelsToRecord(sample.labels);
    delete created[METRIC_NAME];
    if (bound !== undefined) delete created[bound];
    const flat = [METRIC_NAME, `${name}_created`, ...Object.entries(created).flat()];
    lines.push(`${series(flat, undefined)} ${formatSeconds(sample.startTimestampMs)}${secondsOf(sample)}`);
  }
}

function openMetricsLine(sample: ExpositionSample, type: MetricType, bound: string | undefined): string {
  const name = metricName(sample.labels);
  const line = `${series(sample.labels, bound)} ${formatNumber(sample.value)}${secondsOf(sample)}`;
  const exemplar = sample.exemplars?.at(-1);
  const allowed =
    (type === 'counter' && name.endsWith('_total')) ||
    ((type === 'histogram' || type === 'gaugehistogram') && name.endsWith('_bucket'));
  return exemplar === undefined || !allowed ? line : `${line} # ${exemplarText(exemplar)}`;
}

function exemplarText({ labels, value, timestampMs }: Exemplar): string {
  return `{${pairs(labels, undefined).join(',')}} ${formatNumber(value)}${secondsOf({ timestampMs })}`;
}

/** Suffix of the samples of types whose family is called otherwise in OpenMetrics. */
const SUFFIXES: ReadonlyMap<MetricType, string> = new Map([
  ['counter', '_total'],
  ['info', '_info'],
]);

/** Name and type of the family in OpenMetrics: counters and infos that cannot be called so there become `unknown`. */
function openMetricsHead(
  { name, type, samples }: ExpositionFamily,
  taken: ReadonlySet<string>,
): { readonly name: string; readonly type: MetricType } {
  const suffix = SUFFIXES.get(type);
  if (suffix === undefined) return { name, type };
  const short = name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  const fits = !taken.has(short) && samples.every(({ labels }) => metricName(labels) === short + suffix);
  const first = samples[0];
  return fits || first === undefined ? { name: short, type } : { name: metricName(first.labels), type: 'unknown' };
}

const metricName = (labels: Labels): string => {
  const at = labels.findIndex((text, i) => i % 2 === 0 && text === METRIC_NAME);
  return labels[at + 1] ?? '';
};

function metricKey(sample: ExpositionSample, bound: string | undefined): string {
  const labels = labelsToRecord(sample.labels);
  delete labels[METRIC_NAME];
  if (bound !== undefined) delete labels[bound];
  return JSON.stringify(labels);
}

/** The timestamp with a space in front, or nothing. */
const secondsOf = ({ timestampMs }: { readonly timestampMs?: number | undefined }): string =>
  timestampMs === undefined ? '' : ` ${formatSeconds(timestampMs)}`;

/** Exact for whole milliseconds: a division would print more digits than there are. */
function formatSeconds(ms: number): string {
  const whole = Math.trunc(ms / 1000);
  const rest = Math.abs(ms - whole * 1000);
  const sign = ms < 0 && whole === 0 ? '-' : '';
  return rest === 0 ? `${whole}` : `${sign}${whole}.${String(Math.round(rest)).padStart(3, '0')}`;
}

function series(labels: readonly string[], bound: string | undefined): string {
  const at = labels.findIndex((text, i) => i % 2 === 0 && text === METRIC_NAME);
  const name = labels[at + 1] ?? '';
  const inBraces = pairs(labels, bound);
  if (METRIC.test(name)) return inBraces.length === 0 ? name : `${name}{${inBraces.join(',')}}`;
  return `{${[quote(name), ...inBraces].join(',')}}`;
}

function pairs(labels: readonly string[], bound: string | undefined): string[] {
  const out: string[] = [];
  for (let i = 0; i < labels.length; i += 2) {
    const name = labels[i]!;
    if (name === METRIC_NAME) continue;
    let value = labels[i + 1]!;
    if (name === bound) {
      const number = numberOfText(value);
      if (!Number.isNaN(number)) value = formatBound(number);
    }
    out.push(`${quoted(name, LABEL)}=${quote(value)}`);
  }
  return out;
}

const quoted = (name: string, plain: RegExp): string => (plain.test(name) ? name : quote(name));
const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

const escapeHelp = (text: string, quotes: boolean): string => {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return quotes ? escaped.replaceAll('"', '\\"') : escaped;
};
