import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../support/binnacle.ts';
import { freePorts } from '../support/ports.ts';
import { askQuery, type AskedQuery } from './ask-query.ts';
import { exactRequests } from './exact-requests.ts';
import { compareAnswers, type QueryAnswer } from './compare-answers.ts';
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

/** Its figures but for the peak, which is what the evaluator at hand needs. */
function samplesOf({ body }: QueryAnswer): unknown {
  const { peakSamples: _, ...samples } = body.data?.stats?.samples ?? {};
  return samples;
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

  test('samples that a query looks at', async () => {
    const queries = [
      'vector(1)',
      'demo_num_cpus',
      'demo_intermittent_metric',
      'stale_now_and_then',
      'rate(demo_items_shipped_total[5m])',
      'sum(rate(demo_api_request_duration_seconds_bucket[5m]))',
      'count_over_time(gappy_total[2m])',
      'count_over_time(stale_now_and_then[2m])',
      'max_over_time(rate(demo_items_shipped_total[1m])[5m:1m])',
      'demo_num_cpus + on(instance) demo_is_holiday',
      `demo_num_cpus @ ${end} + demo_num_cpus`,
      `sum_over_time(demo_num_cpus[5m] @ ${end})`,
      'request_seconds',
      'custom_seconds',
      'mixed_kinds',
      'rate(request_seconds[5m])',
      'sum_over_time(ending_seconds[5m])',
    ];
    for (const query of queries) {
      for (const time of times) {
        const asked = { query, ...time, stats: 'all' };
        const [wanted, actual] = await Promise.all([askQuery(prometheus.url, asked), askQuery(binnacle.url, asked)]);
        expect({ query, stats: samplesOf(actual) }).toEqual({ query, stats: samplesOf(wanted) });
      }
    }
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
