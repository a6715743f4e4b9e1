import type { InstantSample, LeftOut, RangeSeries } from '../../panels/panel-data.ts';
import type { LabelRecord } from '../../format/legend.ts';
import type { QueryGrid } from '../../time/step.ts';

/*
 * Readers of what /api/v1 answers. Answers have up to millions of numbers, so they are read by hand into typed arrays
 * and not through a schema.
 * Source: https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview
 */

/** The answer is not what the API promises. */
export class AnswerShapeError extends Error {
  override readonly name = 'AnswerShapeError';
}

/** Series of a range query on the grid that was asked for, and which ones are not in the answer as others are larger. */
export interface RangeAnswer {
  readonly series: readonly RangeSeries[];
  readonly leftOut: LeftOut | undefined;
}

/** `data` of a range query, put on the grid that was asked for: NaN where a series has no sample. */
export function readRange(data: unknown, grid: QueryGrid): RangeAnswer {
  return { series: readMatrix(data, grid), leftOut: readLeftOut(record(data)['leftOut']) };
}

function readLeftOut(value: unknown): LeftOut | undefined {
  if (value === undefined) return undefined;
  const { series, newest } = record(value);
  if (typeof series !== 'number' || !Array.isArray(newest)) throw new AnswerShapeError('no number of series left out');
  return { count: series, newest: newest.map((text) => readNumber(String(text))) };
}

function readMatrix(data: unknown, grid: QueryGrid): readonly RangeSeries[] {
  const { resultType, result } = resultOf(data);
  if (resultType !== 'matrix') throw new AnswerShapeError(`expected a matrix, not ${resultType}`);
  const length = Math.round((grid.endMs - grid.startMs) / grid.stepMs) + 1;
  return result.map((one) => {
    const { metric, values } = record(one);
    const column = new Float64Array(length).fill(Number.NaN);
    // Series of native histograms alone have no `values`.
    for (const point of Array.isArray(values) ? values : []) {
      const [seconds, text] = point as [unknown, unknown];
      if (typeof seconds !== 'number' || typeof text !== 'string') throw new AnswerShapeError('a point is no pair');
      const index = Math.round((seconds * 1000 - grid.startMs) / grid.stepMs);
      if (index >= 0 && index < length) column[index] = readNumber(text);
    }
    return { labels: labelsOf(metric), values: column };
  });
}

/** `data` of an instant query: a vector, or a scalar as one sample without labels. */
export function readVector(data: unknown): readonly InstantSample[] {
  const { resultType, result } = resultOf(data);
  switch (resultType) {
    case 'vector':
      return result.flatMap((one) => {
        const { metric, value } = record(one);
        if (!Array.isArray(value)) return [];
        return [{ labels: labelsOf(metric), value: readNumber(String(value[1])) }];
      });
    case 'scalar':
      return [{ labels: {}, value: readNumber(String(result[1])) }];
    default:
      throw new AnswerShapeError(`expected a vector, not ${resultType}`);
  }
}

/** `data` of `labels`, `label/…/values`: a list of texts. */
export function readTexts(data: unknown): readonly string[] {
  if (!Array.isArray(data)) throw new AnswerShapeError('expected a list');
  return data.map(String);
}

/** Numbers as the API writes them: `NaN`, `+Inf` and `-Inf` beside decimal ones. */
export function readNumber(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  return Number(text);
}

function resultOf(data: unknown): { readonly resultType: string; readonly result: readonly unknown[] } {
  const { resultType, result } = record(data);
  if (typeof resultType !== 'string' || !Array.isArray(result))
    throw new AnswerShapeError('an answer without a result');
  return { resultType, result };
}

function labelsOf(metric: unknown): LabelRecord {
  return record(metric) as LabelRecord;
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new AnswerShapeError('expected an object');
  return value as Record<string, unknown>;
}
