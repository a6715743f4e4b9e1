import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../support/binnacle.ts';
import { freePorts } from '../support/ports.ts';
import { askQuery, type AskedQuery } from './ask-query.ts';
import { compareAnswers } from './compare-answers.ts';
import { inLaterWords, isComparable } from './compare-random.ts';
import { findPrometheus, PEER_FEATURES, startPrometheus } from './peer-prometheus.ts';
import { spoil } from './random-mistake.ts';
import { RandomQuery, textOf, type Piece } from './random-query.ts';
import { randomSeries } from './random-series.ts';
import { shrinkQuery } from './shrink-query.ts';
import { END_MS, randomFrom, START_MS } from './test-series.ts';
import { writeSeries } from './write-series.ts';

/** More of them, or others: `BINNACLE_RANDOM_SEED=100 BINNACLE_RANDOM_QUERIES=20000`. */
const SEED = Number(process.env['BINNACLE_RANDOM_SEED'] ?? 1);
const QUERIES = Number(process.env['BINNACLE_RANDOM_QUERIES'] ?? 6000);
/** Requests at a time. */
const LANES = 4;
/** What differs is asked so often: where Prometheus contradicts itself, the order of a map decides. */
const AGAIN = 6;

const program = findPrometheus();
const end = END_MS / 1000 - 600;
const times: readonly Omit<AskedQuery, 'query'>[] = [
  { start: end, end: end + 7.3 },
  { start: end, end: end - 412.25 },
  { start: end - 600, end, step: 20 },
  { start: end - 1000, end, step: 47 },
  { start: end - 30, end, step: 0.5 },
  { start: end - 3000, end, step: 300 },
  { start: end - 100, end: end - 100, step: 60 },
];

describe.skipIf(program === undefined)('random queries (skipped where there is no Prometheus of version 3)', () => {
  let dir: string;
  let prometheus: RunningServer;
  let binnacle: RunningServer;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'binnacle-random-'));
    const [first, second] = (await freePorts(2)) as [number, number];
    [prometheus, binnacle] = await Promise.all([
      startPrometheus(program!, first, join(dir, 'prometheus'), PEER_FEATURES),
      startServer(second, join(dir, 'binnacle'), ['--auth', 'off', '--storage.retention', '200y']),
    ]);
    await writeSeries([prometheus.url, binnacle.url], randomSeries());
  });
  afterAll(async () => {
    await Promise.all([prometheus?.end(), binnacle?.end()]);
    rmSync(dir, { recursive: true, force: true });
  });

  async function difference(query: string, time: Omit<AskedQuery, 'query'>): Promise<string | undefined> {
    if (!isComparable(query)) return undefined;
    const isRange = time.step !== undefined;
    const ask = async ({ url }: RunningServer) => inLaterWords(await askQuery(url, { query, ...time }), query, isRange);
    const [wanted, actual] = await Promise.all([ask(prometheus), ask(binnacle)]);
    const problem = compareAnswers(wanted, actual, query, 1e-12);
    if (problem === undefined) return undefined;
    for (let again = 0; again < AGAIN; again++)
      if (compareAnswers(wanted, await ask(prometheus), query, 1e-12) !== undefined) return undefined;
    return problem;
  }

  /** Runs `check` for each, and gives what it found. */
  async function each<T>(all: readonly T[], check: (one: T) => Promise<string | undefined>): Promise<string[]> {
    const found: string[] = [];
    const lane = async (first: number): Promise<void> => {
      for (let i = first; i < all.length; i += LANES) {
        const problem = await check(all[i]!);
        if (problem !== undefined) found.push(problem);
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, first) => lane(first)));
    return found;
  }

  const queries = (count: number): Piece[] => {
    const maker = new RandomQuery(SEED, [end, end - 333, START_MS / 1000 + 1000, end - 0.5]);
    return Array.from({ length: count }, () => maker.query());
  };

  test('have the same values, labels, errors and annotations', async () => {
    const asked = queries(QUERIES).map((query, i) => ({ query, time: times[i % times.length]! }));
    const found = await each(asked, async ({ query, time }) => {
      if ((await difference(textOf(query), time)) === undefined) return undefined;
      const shortest = await shrinkQuery(query, async (text) => (await difference(text, time)) !== undefined);
      return `${JSON.stringify(time)} ${shortest}: ${await difference(shortest, time)}`;
    });
    expect(found).toEqual([]);
  });

  test('are formatted alike, and spoilt ones refused alike', async () => {
    const random = randomFrom(SEED);
    const texts = queries(QUERIES / 2).flatMap((query) => [textOf(query), spoil(textOf(query), random)]);
    const format = async ({ url }: RunningServer, query: string): Promise<string> => {
      const reply = await fetch(`${url}/api/v1/format_query`, { method: 'POST', body: new URLSearchParams({ query }) });
      return `${reply.status} ${JSON.stringify(await reply.json())}`;
    };
    const found = await each(texts.filter(isAlikeInGrammar), async (query) => {
      const [wanted, actual] = await Promise.all([format(prometheus, query), format(binnacle, query)]);
      return asLater(wanted) === asLater(actual) || wanted.includes('unexpected error')
        ? undefined
        : `${query}\n  got  ${actual}\n  want ${wanted}`;
    });
    expect(found).toEqual([]);
  });
});

/**
 * Later releases have functions called as the words that 3.5 only knows after `@`, keep parentheses in lengths of time and
 * `ignoring ()` before a grouping, read letters and commas in brackets otherwise, and know two operators more.
 */
const isAlikeInGrammar = (query: string): boolean =>
  !/\b(start|end|step|range)\b *\((?! *\))|(?<!@ *)\b(start|end)\b|\[-?\(|offset *[-+]?\(|[*(] *-\(/.test(query) &&
  !/ignoring *\( *\) *group_|\[[^\]:]*\s[a-z]|\[\s*[,:]|\[[^\]]*[-+*/%^(] *[a-z]|[<>]\//.test(query) &&
  !/(offset|\[|:) *[-+]*nan\b/i.test(query);

/** Where 3.5 tells the number of a token, or names what it expects otherwise. */
const asLater = (answer: string): string =>
  answer
    .replace(/\\"<Item \d+>\\" /, '')
    .replace('subquery or range selector', 'subquery selector')
    .replace('number, duration, step(), or range()', 'number or duration')
    .replace(/unexpected character: ('.'), expected ':'/, 'unexpected colon $1')
    .replace('unexpected character in duration expression: ', 'unexpected character: ');
