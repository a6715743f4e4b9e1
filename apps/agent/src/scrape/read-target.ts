import {
  createParser,
  formatOfContentType,
  type ExpositionFormat,
  type ExpositionProblem,
  type ExpositionSink,
} from '@binnacle/exposition';
import { problemAt, type Problem } from '../config/problem.ts';
import type { BodySink, TargetFetcher } from './fetch-target.ts';
import { ScrapeRejected } from './scrape-rows.ts';
import type { ScrapeTable } from './scrape-table.ts';
import type { Target } from './target.ts';

export interface TargetRead {
  readonly bodyBytes: number;
  /** Undefined when the whole exposition was read. */
  readonly problem: Problem | undefined;
}

/** What is parsed in one go; a few milliseconds of work. */
const SLICE_BYTES = 256 * 1024;

/**
 * Fetches a target once and parses what it exposes into `table`. The body is taken in as a whole first (its size is
 * limited), so that a target that exposes far too much is refused before its series take up memory. The table is then ready
 * for `commit`, or, with a problem, for `abandon`.
 */
export async function readTarget(
  target: Target,
  fetcher: TargetFetcher,
  table: ScrapeTable,
  nowMs: number,
  signal: AbortSignal,
): Promise<TargetRead> {
  const pieces: Uint8Array[] = [];
  let format: ExpositionFormat | undefined;
  let problem: Problem | undefined;
  const sink: BodySink = {
    begin: (contentType) => {
      format = formatOfContentType(contentType);
      if (format === undefined) problem = notMetrics(target, contentType);
    },
    chunk: (bytes) => {
      pieces.push(bytes);
      return problem === undefined;
    },
  };
  table.begin();
  const outcome = await fetcher.fetch(sink, target.scrape.timeoutMs, nowMs, signal);
  const { bodyBytes } = outcome;
  if (!outcome.ok) return { bodyBytes, problem: outcome.problem };
  if (problem !== undefined || format === undefined) return { bodyBytes, problem };
  const limit = target.scrape.sampleLimit;
  if (limit > 0 && format !== 'protobuf' && countLines(pieces) > limit) {
    problem = await parseInto(target, pieces, format, table.countKept());
    if (problem !== undefined) return { bodyBytes, problem };
  }
  return { bodyBytes, problem: await parseInto(target, pieces, format, table) };
}

/** Parses slice by slice, and lets everything else have its turn in between. */
async function parseInto(
  target: Target,
  pieces: readonly Uint8Array[],
  format: ExpositionFormat,
  sink: ExpositionSink,
): Promise<Problem | undefined> {
  const parser = createParser(format, sink, { normalizeBounds: true });
  try {
    let parsed = 0;
    for (const piece of pieces) {
      const bad = parser.push(piece);
      if (bad !== undefined) return badExposition(target, bad);
      parsed += piece.length;
      if (parsed < SLICE_BYTES) continue;
      parsed = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const end = parser.end();
    return end.ok ? undefined : badExposition(target, end.problem);
  } catch (error) {
    if (error instanceof ScrapeRejected) return rejectedScrape(target, error);
    throw error;
  }
}

/** Lines that are no comments: no fewer than there are samples in a text. */
function countLines(pieces: readonly Uint8Array[]): number {
  let lines = 0;
  let isStart = true;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      if (isStart && piece[at] !== HASH) lines++;
      const end = piece.indexOf(NEWLINE, at);
      isStart = end >= 0;
      at = end < 0 ? piece.length : end + 1;
    }
  }
  return lines;
}

const NEWLINE = 0x0a;
const HASH = 0x23;

export function rejectedScrape(target: Target, { code, message }: ScrapeRejected): Problem {
  const advice = 'Raise it, or have the target expose less. Nothing of this scrape was kept';
  return problemAt(target.place, 'error', code, `${target.displayUrl} exposes ${message}`, advice);
}

function notMetrics(target: Target, contentType: string): Problem {
  const message = `${target.displayUrl} answered with Content-Type ${contentType} instead of metrics`;
  return problemAt(target.place, 'error', 'not_metrics', message, 'Check the path: metrics are mostly at /metrics');
}

function badExposition(target: Target, { message }: ExpositionProblem): Problem {
  const text = `${target.displayUrl} answered with something that is no exposition: ${message}`;
  return problemAt(target.place, 'error', 'bad_exposition', text);
}
