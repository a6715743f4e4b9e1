import {
  documentedType,
  evaluate,
  JsonBytes,
  KnownRepeats,
  limitTexts,
  parseExpr,
  quote,
  ReusedSlabs,
  type Expr,
  type QueryOutcome,
  type QueryStats,
  type QueryTimes,
  type Value,
  writeResult,
} from '@binnacle/promql';
import { fail, TRUNCATED, type JobContext, type JobResult } from './context.ts';
import { goJson } from './envelope.ts';
import { CANCELED, TIMED_OUT, timeoutNote, type JobLimits } from './job.ts';
import { largestSeries, leftOutJson } from './largest-series.ts';
import type { JobOf } from './perform.ts';

type QueryJob = JobOf<'instant'> | JobOf<'range'>;
type Answered = Extract<QueryOutcome, { ok: true }>;

/** Prometheus shows so many warnings, and so many infos, and counts the rest. */
const MAX_NOTES = 10;

type Parsed = ReturnType<typeof parseExpr>;

/** Panels ask the same again and again. A tree holds syntax alone, so one serves every evaluation. */
const parsedBefore = new Map<string, Parsed>();
/** More than the largest view has, so that opening it does not throw out what it is about to ask again. */
const MAX_PARSED = 500;
const MAX_PARSED_LENGTH = 2000;

function parse(query: string): Parsed {
  const known = parsedBefore.get(query);
  if (known !== undefined) return known;
  const parsed = parseExpr(query);
  if (query.length > MAX_PARSED_LENGTH) return parsed;
  if (parsedBefore.size >= MAX_PARSED) parsedBefore.clear();
  parsedBefore.set(query, parsed);
  return parsed;
}

const invalidQuery = (message: string): JobResult => fail('bad_data', `invalid parameter "query": ${message}`);

/** `query` and `query_range`: parses, evaluates, writes the answer. */
export function performEvaluation(job: QueryJob, context: JobContext): JobResult {
  const parsed = parse(job.query);
  if (!parsed.ok) return invalidQuery(parsed.error.message);
  if (job.kind === 'range' && parsed.type !== 'vector' && parsed.type !== 'scalar') {
    const type = documentedType(parsed.type);
    return invalidQuery(`invalid expression type "${type}" for range query, must be Scalar or instant Vector`);
  }
  const times =
    job.kind === 'instant'
      ? { startMs: job.timeMs, endMs: job.timeMs, stepMs: 0 }
      : { startMs: job.startMs, endMs: job.endMs, stepMs: job.stepMs };
  try {
    return answer(job, parsed.expr, times, context);
  } finally {
    slabs.reclaim();
  }
}

function answer(job: QueryJob, expr: Expr, times: QueryTimes, context: JobContext): JobResult {
  const { flag, limits } = context;
  const began = performance.now();
  const outcome = evaluate(expr, {
    ...times,
    query: job.query,
    lookbackMs: job.lookbackMs,
    openQuerier: context.openQuerier,
    limits: { maxSamples: limits.maxSamples },
    cancelled: () => Atomics.load(flag, 0) === CANCELED,
    expired: () => Atomics.load(flag, 0) === TIMED_OUT,
    statsPerStep: job.stats === 'all',
    slabs,
    keptSums: context.keptSums,
  });
  if (!outcome.ok) {
    const { code, message } = outcome.error;
    if (code === 'bad_data') return invalidQuery(message);
    return fail(code, message + limitNote(code, message, limits));
  }
  const seconds = (performance.now() - began) / 1000;
  const largest =
    job.kind === 'range' && job.largest > 0 && outcome.value.kind === 'matrix'
      ? largestSeries(outcome.value.series, job.largest)
      : undefined;
  const chosen: Value = largest === undefined ? outcome.value : { kind: 'matrix', series: largest.series };
  const { value, truncated } = truncate(chosen, job.limit);
  const stats = job.stats === '' ? undefined : statsOf(outcome.stats, seconds, times);
  const notes = [...(truncated ? [TRUNCATED] : []), ...statsNote(job.stats)];
  const more =
    (largest === undefined ? '' : leftOutJson(largest)) +
    (stats === undefined ? '' : `,"stats":${JSON.stringify(stats)}`);
  const repeats = context.notesRepeats === true ? knownRepeats : undefined;
  const body = success(value, outcome, notes, more, repeats);
  return { status: 200, contentType: 'application/json', body, repeats };
}

/** Any text asks for the figures; Prometheus 3.14 warns that its next major version will take these two only. */
function statsNote(stats: string): string[] {
  if (['', 'true', 'all'].includes(stats)) return [];
  const deprecated = `value ${quote(stats)} for parameter "stats" is deprecated`;
  return [`${deprecated} and will be rejected in the next major release, use "true" or "all"`];
}

/** Which limit ended the query, and the flag that sets it, behind the words of Prometheus. */
function limitNote(code: string, message: string, { maxSamples, timeoutMs }: JobLimits): string {
  if (code === 'timeout') return timeoutNote(timeoutMs);
  return message.startsWith('query processing would load too many samples')
    ? ` (limit ${maxSamples}, --query.max-samples)`
    : '';
}

function truncate(value: Value, limit: number): { readonly value: Value; readonly truncated: boolean } {
  if (limit > 0 && value.kind === 'vector' && value.samples.length > limit) {
    return { value: { ...value, samples: value.samples.slice(0, limit) }, truncated: true };
  }
  if (limit > 0 && value.kind === 'matrix' && value.series.length > limit) {
    return { value: { ...value, series: value.series.slice(0, limit) }, truncated: true };
  }
  return { value, truncated: false };
}

/** Where results lie until they are written. */
const slabs = new ReusedSlabs();
/** Room for the next answer: growing to its size, query after query, would leave as much garbage. */
let room = new Uint8Array(64 * 1024);
const MAX_ROOM_BYTES = 1 << 20;

const knownRepeats = new KnownRepeats();

/**
 * The whole answer. It is a view of memory that serves again with the next query.
 *
 * @param more     further keys of the data, each with a comma before it
 * @param repeats  takes note of what the answer says again
 */
function success(
  value: Value,
  outcome: Answered,
  notes: readonly string[],
  more: string,
  repeats: KnownRepeats | undefined,
): Uint8Array<ArrayBuffer> {
  const out = new JsonBytes(room, repeats);
  out.raw('{"status":"success","data":');
  writeResult(value, out, more);
  const warnings = limitTexts([...outcome.warnings, ...notes], 'warning', MAX_NOTES);
  const infos = limitTexts(outcome.infos, 'info', MAX_NOTES);
  out.add(
    (warnings.length === 0 ? '' : `,"warnings":${goJson(warnings)}`) +
      (infos.length === 0 ? '' : `,"infos":${goJson(infos)}`) +
      '}',
  );
  if (out.room.length <= MAX_ROOM_BYTES) room = out.room;
  return out.bytes();
}

/** Figures of a query in the shape of Prometheus; of the timings, only what is measured here is not 0. */
function statsOf(stats: QueryStats, seconds: number, { startMs, stepMs }: { startMs: number; stepMs: number }) {
  const { totalSamples, peakSamples, samplesPerStep } = stats;
  return {
    timings: {
      evalTotalTime: seconds,
      resultSortTime: 0,
      queryPreparationTime: 0,
      innerEvalTime: seconds,
      execQueueTime: 0,
      execTotalTime: seconds,
    },
    samples: {
      ...(samplesPerStep === undefined
        ? {}
        : {
            totalQueryableSamplesPerStep: Array.from(samplesPerStep, (count, i) => [
              (startMs + i * stepMs) / 1000,
              count,
            ]),
          }),
      totalQueryableSamples: totalSamples,
      peakSamples,
    },
  };
}
