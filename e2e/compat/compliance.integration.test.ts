import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../support/binnacle.ts';
import { freePorts } from '../support/ports.ts';
import { askQuery, type AskedQuery } from './ask-query.ts';
import { exactRequests } from './exact-requests.ts';
import { compareAnswers } from './compare-answers.ts';
import { complianceQueries } from './compliance-queries.ts';
import { demoSeries, exemplarSeries, hardSeries } from './demo-series.ts';
import { histogramSeries } from './histogram-series.ts';
import { knownDifferences } from './known-differences.ts';
import { moreQueries } from './more-queries.ts';
import { findPrometheus, PEER_FEATURES, startPrometheus } from './peer-prometheus.ts';
import { END_MS } from './test-series.ts';
import { writeSeries } from './write-series.ts';

const program = findPrometheus();
const end = END_MS / 1000 - 600;
const times: readonly Omit<AskedQuery, 'query'>[] = [
  { start: end - 600, end, step: 20 },
  { start: end, end: end + 7.3 },
];
/** Status, type and body of an answer. */
async function ask({ url }: RunningServer, request: string): Promise<string> {
  const reply = await fetch(`${url}/api/v1/${request}`);
  return `${reply.status} ${reply.headers.get('content-type')} ${await reply.text()}`;
}

/** Requests at a time. */
const LANES = 4;

describe.skipIf(program === undefined)('against a real Prometheus (skipped where there is none of version 3)', () => {
  let dir: string;
  /** With the features that Binnacle always has. */
  let prometheus: RunningServer;
  /** As it starts without any flag. */
  let plain: RunningServer;
  let binnacle: RunningServer;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'binnacle-compat-'));
    const [first, second, third] = (await freePorts(3)) as [number, number, number];
    [prometheus, plain, binnacle] = await Promise.all([
      startPrometheus(program!, first, join(dir, 'featured'), PEER_FEATURES),
      startPrometheus(program!, second, join(dir, 'plain'), ['native-histograms']),
      startServer(third, join(dir, 'binnacle'), ['--auth', 'off', '--storage.retention', '200y']),
    ]);
    await writeSeries(
      [prometheus.url, plain.url, binnacle.url],
      [...demoSeries(), ...hardSeries(), ...exemplarSeries(), ...histogramSeries()],
    );
  });
  afterAll(async () => {
    await Promise.all([prometheus?.end(), plain?.end(), binnacle?.end()]);
    rmSync(dir, { recursive: true, force: true });
  });

  /** What differs, one line for each query. */
  async function differences(peer: RunningServer, queries: readonly string[]): Promise<string[]> {
    const asked = queries
      .filter((query) => !knownDifferences.some((known) => known.query.test(query)))
      .flatMap((query) => times.map((time) => ({ query, ...time })));
    const found: string[] = [];
    const lane = async (first: number): Promise<void> => {
      for (let i = first; i < asked.length; i += LANES) {
        const one = asked[i]!;
        const [wanted, actual] = await Promise.all([askQuery(peer.url, one), askQuery(binnacle.url, one)]);
        const problem = compareAnswers(wanted, actual, one.query);
        const kind = one.step === undefined ? 'instant' : 'range';
        if (problem !== undefined) found.push(`${kind} ${one.query}: ${problem}`);
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, first) => lane(first)));
    return found;
  }

  test('the 539 queries of the public compliance list', async () => {
    expect(new Set(complianceQueries).size).toBe(539);
    expect(await differences(plain, complianceQueries)).toEqual([]);
  });

  test('every function, operator and kind of data, annotations, and errors', async () => {
    expect(await differences(prometheus, moreQueries(end - 300))).toEqual([]);
  });

  test('answers that are the same to the byte', async () => {
    const found: string[] = [];
    for (const request of exactRequests(end)) {
      const [wanted, actual] = await Promise.all([ask(prometheus, request), ask(binnacle, request)]);
      if (wanted !== actual) found.push(`${request}:\n  got  ${actual}\n  want ${wanted}`);
    }
    expect(found).toEqual([]);
  });
});
