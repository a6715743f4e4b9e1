import type { StorageEngine } from '@binnacle/storage';
import { evaluate, limitTexts, parseExpr, resultJson, type QueryTimes } from '../src/index.ts';
import type { PrometheusAnswer } from './prometheus-process.ts';

/** Our answer as the HTTP API would give it. */
export function answerJson(query: string, times: QueryTimes, engine: StorageEngine): PrometheusAnswer {
  const parsed = parseExpr(query);
  if (!parsed.ok) return { status: 'error', error: `invalid parameter "query": ${parsed.error.message}` };
  const outcome = evaluate(parsed.expr, {
    ...times,
    query,
    openQuerier: (startMs, endMs) => engine.querier('default', startMs, endMs),
    limits: { maxSamples: 50_000_000 },
    useStartTimestamps: false,
  });
  if (!outcome.ok) return { status: 'error', error: outcome.error.message };
  const data = JSON.parse(new TextDecoder().decode(resultJson(outcome.value))) as PrometheusAnswer['data'];
  return {
    status: 'success',
    data: data!,
    warnings: limitTexts(outcome.warnings, 'warning', 10),
    infos: limitTexts(outcome.infos, 'info', 10),
  };
}

/** Says where two answers differ; sums may differ in their last digits. */
export function compareAnswers(query: string, expected: PrometheusAnswer, got: PrometheusAnswer): string[] {
  // Only since after 3.5, a match counts where a comparison then leaves it out.
  if (got.error?.startsWith('multiple matches') === true && COMPARISON.test(query)) return [];
  if (expected.status !== got.status || errorText(expected) !== errorText(got)) {
    return [`expected ${expected.error ?? 'an answer'}, got ${got.error ?? 'an answer'}`];
  }
  if (expected.data?.resultType !== got.data?.resultType) {
    return [`expected ${expected.data?.resultType}, got ${got.data?.resultType}`];
  }
  // Prometheus 3.5 forgets to remove names that have gone through a comparison or a subquery.
  const names = !FORGOTTEN_NAME.test(query);
  return [
    ...difference('result', sorted(expected.data?.result ?? [], names), sorted(got.data?.result ?? [], names)),
    ...difference('warnings', texts(expected.warnings), texts(got.warnings)),
    ...difference('infos', texts(expected.infos), texts(got.infos)),
  ];
}

/** Which duplicates are named is up to the order of series, and the number of the token `@` to the parser. */
const errorText = ({ error }: PrometheusAnswer): string | undefined =>
  error?.replace(/ match group {.*/, '').replace(/"<Item \d+>" /, '');

/**
 * Without positions: where a subquery is the argument, Prometheus says 1:1. Of several incompatible types it tells one, and
 * about conflicts of counter resets it depends on the layout of chunks. That sorting is in vain it says since 3.12.
 */
const texts = (list: readonly string[] = []): string[] =>
  [
    ...new Set(
      list
        .filter((text) => !/incompatible sample types|conflicting counter resets|sort is ineffective/.test(text))
        .map((text) => text.replace(/ \(\d+:\d+\)$/, '').replace(/ for metric name ""|, from buckets .*/, '')),
    ),
  ].sort();

const COMPARISON = / (?:[=!<>]=|[<>]) /;
const FORGOTTEN_NAME = new RegExp(`${COMPARISON.source}|last_over_time\\(\\(`);

function sorted(result: readonly unknown[], names: boolean): unknown[] {
  const metric = (item: unknown): string =>
    typeof item === 'object' && item !== null && 'metric' in item ? JSON.stringify(item.metric) : '';
  return result.map((item) => (names ? item : withoutName(item))).sort((a, b) => (metric(a) < metric(b) ? -1 : 1));
}

function withoutName(item: unknown): unknown {
  if (!isObject(item) || !isObject(item['metric'])) return item;
  const { __name__: _, ...metric } = item['metric'];
  return { ...item, metric };
}

function difference(where: string, expected: unknown, got: unknown): string[] {
  if (Array.isArray(expected) && Array.isArray(got)) {
    if (expected.length !== got.length) {
      return [`${where}: expected ${expected.length}, got ${got.length}: ${short(expected)} ${short(got)}`];
    }
    return expected.flatMap((item, i) => difference(`${where}[${i}]`, item, got[i]));
  }
  if (isObject(expected) && isObject(got)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(got)]);
    return [...keys].flatMap((key) => difference(`${where}.${key}`, expected[key], got[key]));
  }
  return expected === got || alike(expected, got) ? [] : [`${where}: expected ${short(expected)}, got ${short(got)}`];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 300);

function alike(a: unknown, b: unknown): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
}
