import { allBuckets, compactHistogram, formatLabels, labelsFromRecord, labelsKey, plainDecimal } from '@binnacle/model';
import type { FloatHistogram } from '@binnacle/model';
import type { parseScript } from '@binnacle/promql';
import type { QueryBody } from './compare-answers.ts';

type Command = ReturnType<typeof parseScript> extends Iterable<infer C> ? C : never;
export type Evaluation = Extract<Command, { kind: 'eval' }>;
type Expected = Evaluation['expected'];
type Wanted = Expected['series'] extends ReadonlyMap<string, infer S> ? S : never;
type WantedValue = Wanted['values'][number];

interface JsonHistogram {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [number, string, string, string])[];
}

interface Item {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
  readonly histogram?: readonly [number, JsonHistogram];
  readonly histograms?: readonly (readonly [number, JsonHistogram])[];
}

type Point = readonly [number, string | JsonHistogram];

/** What an answer of the HTTP API has other than the script says; undefined when it is as it should be. */
export function judgeAnswer(
  command: Evaluation,
  { body, status }: { status: number; body: QueryBody },
): string | undefined {
  const { expected } = command;
  if (body.status !== 'success') return judgeError(expected, status, body);
  if (status !== 200) return `status ${status}`;
  if (expected.fail !== undefined) return 'did not fail';
  return (
    judgeNotes('warning', expected.warn, expected.noWarn, body.warnings ?? []) ??
    judgeNotes('info', expected.info, expected.noInfo, body.infos ?? []) ??
    judgeResult(command, body.data!)
  );
}

function judgeError({ fail }: Expected, status: number, { errorType, error = '' }: QueryBody): string | undefined {
  if (fail === undefined) return `failed: ${error}`;
  if (![`400 bad_data`, `422 execution`].includes(`${status} ${errorType}`))
    return `failed with ${status} ${errorType}`;
  const message = error.replace(/^invalid parameter "query": /, '');
  return fail.matches(message)
    ? undefined
    : `failed with ${JSON.stringify(message)}, want ${JSON.stringify(fail.text)}`;
}

function judgeNotes(
  kind: string,
  wanted: Expected['warn'],
  none: boolean,
  actual: readonly string[],
): string | undefined {
  if (none && actual.length > 0) return `unexpected ${kind}: ${actual.join('; ')}`;
  if (wanted.length === 0) return undefined;
  const missing = wanted.find(({ matches }) => !actual.some(matches));
  if (missing !== undefined) return `no ${kind} ${JSON.stringify(missing.text)}, got ${JSON.stringify(actual)}`;
  const extra = actual.find((message) => !wanted.some(({ matches }) => matches(message)));
  return extra === undefined ? undefined : `unexpected ${kind}: ${extra}`;
}

function judgeResult(command: Evaluation, { resultType, result }: NonNullable<QueryBody['data']>): string | undefined {
  const { expected } = command;
  if (resultType === 'string') {
    const [, text] = result as [number, string];
    return (expected.string ?? '') === text ? undefined : `got string ${JSON.stringify(text)}`;
  }
  if (resultType === 'scalar') {
    const [, text] = result as [number, string];
    return expected.scalar !== undefined && near(expected.scalar, text) ? undefined : `got scalar ${text}`;
  }
  if (expected.scalar !== undefined) return `got a ${resultType}, want a scalar`;
  return judgeSeries(command, result as Item[], resultType === 'matrix');
}

function judgeSeries({ expected, startMs, stepMs }: Evaluation, items: Item[], isMatrix: boolean): string | undefined {
  const seen = new Set<string>();
  for (const [i, item] of items.entries()) {
    const labels = labelsFromRecord(item.metric);
    const name = formatLabels(labels);
    const wanted = expected.series.get(labelsKey(labels));
    if (wanted === undefined) return `unexpected series ${name}: ${JSON.stringify(item)}`;
    if (seen.has(labelsKey(labels))) return `series ${name} twice`;
    seen.add(labelsKey(labels));
    if (expected.ordered && wanted.position !== i + 1) return `${name} at position ${i + 1}, want ${wanted.position}`;
    const values = isMatrix ? wanted.values : wanted.values.slice(0, 1);
    const places = values.flatMap((value, k) =>
      value.kind === 'omitted' ? [] : [{ value, t: isMatrix ? (startMs + k * stepMs) / 1000 : undefined }],
    );
    const points = pointsOf(item);
    const same =
      places.length === points.length &&
      places.every(({ value, t }, k) => (t ?? points[k]![0]) === points[k]![0] && sameValue(value, points[k]![1]));
    if (!same) return `${name}: ${JSON.stringify(points)}, want ${JSON.stringify(places)}`;
  }
  const missing = [...expected.series].find(([key]) => !seen.has(key));
  return missing === undefined ? undefined : `series ${formatLabels(missing[1].labels)} is missing`;
}

/** Floats and histograms in the order of time. */
const pointsOf = ({ value, values, histogram, histograms }: Item): Point[] =>
  [...(values ?? []), ...(value ? [value] : []), ...(histograms ?? []), ...(histogram ? [histogram] : [])].toSorted(
    ([a], [b]) => a - b,
  );

/** The middle step of a range query around an instant one, as the answer of that. */
export function middleStep(body: QueryBody, command: Evaluation, seconds: number): QueryBody {
  const at = <T>(points: readonly (readonly [number, T])[] | undefined) => points?.find(([t]) => t === seconds);
  const items = ((body.data?.result ?? []) as Item[]).flatMap(({ metric, values, histograms }): Item[] => {
    const [value, histogram] = [at(values), at(histograms)];
    if (histogram !== undefined) return [{ metric, histogram }];
    return value === undefined ? [] : [{ metric, value }];
  });
  const { scalar } = command.expected;
  const data =
    scalar === undefined
      ? { resultType: 'vector', result: items }
      : { resultType: 'scalar', result: items[0]?.value ?? [seconds, 'nothing'] };
  return { ...body, data };
}

function sameValue(wanted: WantedValue, actual: string | JsonHistogram): boolean {
  if (wanted.kind === 'float') return typeof actual === 'string' && near(wanted.value, actual);
  return wanted.kind === 'histogram' && typeof actual !== 'string' && sameHistogram(wanted.value, actual);
}

function sameHistogram(wanted: FloatHistogram, { count, sum, buckets = [] }: JsonHistogram): boolean {
  const all = allBuckets(compactHistogram(wanted)).filter((bucket) => bucket.count !== 0);
  return (
    near(wanted.count, count) &&
    near(wanted.sum, sum) &&
    all.length === buckets.length &&
    all.every(({ lower, upper, lowerInclusive, upperInclusive, count: own }, i) => {
      const [sides, ...numbers] = buckets[i]!;
      const wantedSides = lowerInclusive ? (upperInclusive ? 3 : 1) : upperInclusive ? 0 : 2;
      return sides === wantedSides && [lower, upper, own].every((number, k) => near(number, numbers[k]!));
    })
  );
}

/** The tolerance of the scripts of Prometheus: a millionth. */
function near(wanted: number, text: string): boolean {
  if (text === plainDecimal(wanted)) return true;
  const actual = /^[+-]?(Inf|NaN)$/.test(text) ? NaN : Number(text);
  return actual === wanted || Math.abs(actual - wanted) < 1e-6 * (Math.abs(actual) + Math.abs(wanted));
}
