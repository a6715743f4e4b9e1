export const MATCHER_OPERATORS = ['=', '!=', '=~', '!~'] as const;
export type MatcherOperator = (typeof MATCHER_OPERATORS)[number];
export const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];
export const GROWTHS = ['rate', 'increase'] as const;
export type Growth = (typeof GROWTHS)[number];

export interface BuiltMatcher {
  readonly name: string;
  readonly op: MatcherOperator;
  readonly value: string;
}

/** A query as the builder knows it. */
export interface BuiltQuery {
  readonly metric: string;
  readonly matchers: readonly BuiltMatcher[];
  readonly growth: Growth | undefined;
  /** Of the buckets of a histogram, 0 to 1. */
  readonly quantile: number | undefined;
  readonly aggregation: Aggregation | undefined;
  /** Labels that stay; of a quantile besides `le`. */
  readonly by: readonly string[];
}

export const queryOf = (metric: string): BuiltQuery => ({
  metric,
  matchers: [],
  growth: undefined,
  quantile: undefined,
  aggregation: undefined,
  by: [],
});

const LABEL = /^[a-zA-Z_]\w*$/;
const METRIC = /^[a-zA-Z_:][\w:]*$/;

/** The PromQL of a built query; `$__rate_interval` stays in it and fits the time range when it is run. */
export function writeQuery(query: BuiltQuery): string {
  const { growth, quantile, aggregation } = query;
  let text = selectorText(query.metric, query.matchers);
  if (growth !== undefined) text = `${growth}(${text}[$__rate_interval])`;
  if (quantile !== undefined)
    return `histogram_quantile(${quantile}, sum by (${names(['le', ...query.by])}) (${text}))`;
  if (aggregation === undefined) return text;
  return query.by.length === 0 ? `${aggregation}(${text})` : `${aggregation} by (${names(query.by)}) (${text})`;
}

/** `metric{label="value"}`, with quotation marks around names that need them. */
export function selectorText(metric: string, matchers: readonly BuiltMatcher[]): string {
  const inside = matchers.map(({ name, op, value }) => `${labelText(name)}${op}${JSON.stringify(value)}`);
  if (!METRIC.test(metric)) return `{${[JSON.stringify(metric), ...inside].join(', ')}}`;
  return inside.length === 0 ? metric : `${metric}{${inside.join(', ')}}`;
}

export const labelText = (name: string): string => (LABEL.test(name) ? name : JSON.stringify(name));
const names = (labels: readonly string[]): string => labels.map(labelText).join(', ');

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const NAME = String.raw`(?:[a-zA-Z_]\w*|${QUOTED})`;
const QUANTILE = new RegExp(String.raw`^histogram_quantile\(([\d.]+), sum by \(le((?:, ${NAME})*)\) \((.*)\)\)$`);
const AGGREGATED = new RegExp(String.raw`^(${AGGREGATIONS.join('|')})(?: by \((${NAME}(?:, ${NAME})*)\) )?\((.*)\)$`);
const GROWN = /^(rate|increase)\((.*)\[\$__rate_interval\]\)$/;
const PLAIN = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?$/;
const NAMED_INSIDE = new RegExp(String.raw`^\{(${QUOTED})(?:, (.*))?\}$`);
const MATCHER = new RegExp(String.raw`(${NAME})(=~|!~|!=|=)(${QUOTED})`, 'g');

/**
 * Reads a query that the builder could have written, so that the address needs to carry the text alone.
 *
 * @returns undefined for any other query, however right
 */
export function readQuery(text: string): BuiltQuery | undefined {
  let rest = text.trim();
  let quantile: number | undefined;
  let aggregation: Aggregation | undefined;
  let by: readonly string[] = [];
  const asQuantile = QUANTILE.exec(rest);
  const aggregated = AGGREGATED.exec(rest);
  if (asQuantile !== null) {
    quantile = Number(asQuantile[1]);
    by = namesIn(asQuantile[2]!);
    rest = asQuantile[3]!;
  } else if (aggregated !== null) {
    aggregation = aggregated[1] as Aggregation;
    by = namesIn(aggregated[2] ?? '');
    rest = aggregated[3]!;
  }
  const grown = GROWN.exec(rest);
  const growth = grown === null ? undefined : (grown[1] as Growth);
  rest = grown?.[2] ?? rest;
  const plain = PLAIN.exec(rest);
  const named = NAMED_INSIDE.exec(rest);
  const metric = plain?.[1] ?? textIn(named?.[1] ?? '""');
  if (metric === undefined || metric === '') return undefined;
  const matchers: BuiltMatcher[] = [];
  for (const [, name, op, value] of (plain?.[2] ?? named?.[2] ?? '').matchAll(MATCHER)) {
    const read = { name: nameIn(name!), value: textIn(value!) };
    if (read.name === undefined || read.value === undefined) return undefined;
    matchers.push({ name: read.name, op: op as MatcherOperator, value: read.value });
  }
  const query: BuiltQuery = { metric, matchers, growth, quantile, aggregation, by };
  // Whatever was passed over (another function, an offset, a forgotten bracket) would be missing here.
  return writeQuery(query) === text.trim() ? query : undefined;
}

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(new RegExp(NAME, 'g'))].flatMap(([name]) => nameIn(name) ?? []);
const nameIn = (text: string): string | undefined => (text.startsWith('"') ? textIn(text) : text);

/** What stands between quotation marks; undefined for an escape that only PromQL knows. */
function textIn(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}
