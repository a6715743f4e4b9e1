import type { Unit } from '@binnacle/views';
import type { BuiltQuery } from './built-query.ts';

/** What `/api/v1/metadata` knows of a family. */
export interface FamilyFacts {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** A metric of the list. `type` is the family's; `unknown` where nobody said. */
export interface MetricInfo extends FamilyFacts {
  readonly name: string;
  /** What one does with it first: counters grow, buckets have quantiles. */
  readonly nature: 'value' | 'counter' | 'buckets';
}

const SUFFIXES = ['_bucket', '_count', '_sum', '_total', '_info', '_created'];

export function metricInfo(name: string, families: ReadonlyMap<string, FamilyFacts>): MetricInfo {
  const suffix = SUFFIXES.find((it) => name.endsWith(it));
  const family = families.get(name) ?? (suffix === undefined ? undefined : families.get(name.slice(0, -suffix.length)));
  const type = family?.type ?? 'unknown';
  return { name, type, help: family?.help ?? '', unit: family?.unit ?? '', nature: natureOf(name, type) };
}

function natureOf(name: string, type: string): MetricInfo['nature'] {
  const untold = type === 'unknown' || type === 'untyped';
  if (name.endsWith('_bucket') && (untold || type === 'histogram')) return 'buckets';
  if (type === 'counter') return 'counter';
  const grows = /_(?:count|sum)$/.test(name) && (untold || type === 'histogram' || type === 'summary');
  return grows || (untold && name.endsWith('_total')) ? 'counter' : 'value';
}

/** Those in which every word occurs, in the name or the help; names that begin with the text come first. */
export function searchMetrics(metrics: readonly MetricInfo[], text: string): readonly MetricInfo[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return metrics;
  const found = metrics.filter(({ name, help }) => {
    const about = `${name} ${help}`.toLowerCase();
    return words.every((word) => about.includes(word));
  });
  const rank = ({ name }: MetricInfo): number =>
    name.toLowerCase().startsWith(words[0]!) ? 0 : words.every((word) => name.toLowerCase().includes(word)) ? 1 : 2;
  return [...found].sort((a, b) => rank(a) - rank(b));
}

/** The query a metric begins with: counters as rates, buckets as a quantile. */
export function firstQuery({ name, nature }: MetricInfo): BuiltQuery {
  return {
    metric: name,
    matchers: [],
    growth: nature === 'value' ? undefined : 'rate',
    quantile: nature === 'buckets' ? 0.95 : undefined,
    aggregation: undefined,
    by: [],
  };
}

/** The unit of what a built query gives, as far as the metric's name and metadata say. */
export function unitOf(query: BuiltQuery | undefined, info: MetricInfo | undefined): Unit {
  if (query === undefined || query.aggregation === 'count') return 'none';
  const base = baseUnit(query.metric, info?.unit ?? '', query.quantile !== undefined);
  if (query.growth !== 'rate' || query.quantile !== undefined) return base;
  // Seconds for each second are a share: of a core, of a disk, of the time.
  if (base === 's') return 'none';
  return base === 'bytes' ? 'B/s' : 'per-second';
}

function baseUnit(name: string, unit: string, ofBuckets: boolean): Unit {
  const words = `${name.replace(/_(?:total|sum)$/, '').replace(ofBuckets ? /_bucket$/ : /$^/, '')}`.split('_');
  const last = unit === '' ? words.at(-1) : unit;
  switch (last) {
    case 'bytes':
      return 'bytes';
    case 'seconds':
      return 's';
    case 'milliseconds':
      return 'ms';
    case 'ratio':
      return 'ratio';
    case 'percent':
      return 'percent';
    default:
      return 'none';
  }
}
