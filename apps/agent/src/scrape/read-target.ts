import { createParser, formatOfContentType, type ExpositionParser, type ExpositionProblem } from '@binnacle/exposition';
import { problemAt, type Place, type Problem } from '../config/problem.ts';
import type { BodySink, TargetFetcher } from './fetch-target.ts';
import { ScrapeRejected, type ScrapeTable } from './scrape-table.ts';
import type { Target } from './target.ts';

export interface TargetRead {
  readonly bodyBytes: number;
  /** Undefined when the whole exposition was read. */
  readonly problem: Problem | undefined;
}

/** Where the problems of a target are: the block of its input. */
export function placeOfTarget({ input }: Target): Place {
  const { file, key, line } = input;
  return { file, key, ...(line === undefined ? {} : { line }) };
}

/**
 * Fetches a target once and parses what it exposes into `table`, piece by piece as it arrives. The table is then ready for
 * `commit`, or, with a problem, for `abandon`.
 */
export async function readTarget(
  target: Target,
  fetcher: TargetFetcher,
  table: ScrapeTable,
  nowMs: number,
  signal: AbortSignal,
): Promise<TargetRead> {
  let parser: ExpositionParser | undefined;
  let problem: Problem | undefined;
  const guarded = (parse: () => ExpositionProblem | undefined): void => {
    try {
      const bad = parse();
      if (bad !== undefined) problem = badExposition(target, bad);
    } catch (error) {
      if (!(error instanceof ScrapeRejected)) throw error;
      problem = rejectedScrape(target, error);
    }
  };
  const sink: BodySink = {
    begin: (contentType) => {
      const format = formatOfContentType(contentType);
      if (format === undefined) problem = notMetrics(target, contentType);
      else parser = createParser(format, table, { normalizeBounds: true });
    },
    chunk: (bytes) => {
      guarded(() => parser?.push(bytes));
      return problem === undefined;
    },
  };
  table.begin();
  const outcome = await fetcher.fetch(sink, target.input.options.timeout, nowMs, signal);
  if (!outcome.ok) return { bodyBytes: outcome.bodyBytes, problem: outcome.problem };
  if (problem === undefined) {
    guarded(() => {
      const end = parser?.end();
      return end === undefined || end.ok ? undefined : end.problem;
    });
  }
  return { bodyBytes: outcome.bodyBytes, problem };
}

export function rejectedScrape(target: Target, { code, message }: ScrapeRejected): Problem {
  const advice = 'Raise it, or have the target expose less. Nothing of this scrape was kept';
  return problemAt(placeOfTarget(target), 'error', code, `${target.displayUrl} exposes ${message}`, advice);
}

function notMetrics(target: Target, contentType: string): Problem {
  const message = `${target.displayUrl} answered with Content-Type ${contentType} instead of metrics`;
  return problemAt(
    placeOfTarget(target),
    'error',
    'not_metrics',
    message,
    'Check the path: metrics are mostly at /metrics',
  );
}

function badExposition(target: Target, { message }: ExpositionProblem): Problem {
  const text = `${target.displayUrl} answered with something that is no exposition: ${message}`;
  return problemAt(placeOfTarget(target), 'error', 'bad_exposition', text);
}
