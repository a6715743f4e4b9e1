import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../support/binnacle.ts';
import { freePorts } from '../support/ports.ts';
import { clientRequests, type ClientRequest } from './client-requests.ts';
import { compareAnswers, type QueryBody } from './compare-answers.ts';
import { meshSeries } from './mesh-series.ts';
import { findPrometheus, startPrometheus } from './peer-prometheus.ts';
import { signIn, type Tokens } from './sign-in.ts';
import { END_MS } from './test-series.ts';
import { writeSeries } from './write-series.ts';

const program = findPrometheus();
const requests = clientRequests(END_MS / 1000 - 60);

interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

describe('requests of well-known clients, with a token that may only read', () => {
  let dir: string;
  let binnacle: RunningServer;
  let prometheus: RunningServer | undefined;
  let tokens: Tokens;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'binnacle-clients-'));
    const [first, second] = (await freePorts(2)) as [number, number];
    binnacle = await startServer(first, join(dir, 'binnacle'), ['--storage.retention', '200y']);
    tokens = await signIn(binnacle);
    await writeSeries([binnacle.url], meshSeries(), [2, 1], { authorization: `Bearer ${tokens.agent}` });
    if (program === undefined) return;
    prometheus = await startPrometheus(program, second, join(dir, 'prometheus'), ['exemplar-storage']);
    await writeSeries([prometheus.url], meshSeries());
  });
  afterAll(async () => {
    await Promise.all([binnacle?.end(), prometheus?.end()]);
    rmSync(dir, { recursive: true, force: true });
  });

  async function send(
    { url }: RunningServer,
    { method, path, params = {} }: ClientRequest,
    authorization?: string,
  ): Promise<Reply> {
    const form = new URLSearchParams(params);
    const query = method === 'GET' && form.size > 0 ? `?${form.toString()}` : '';
    const reply = await fetch(`${url}/api/v1/${path}${query}`, {
      method,
      headers: authorization === undefined ? {} : { authorization },
      ...(method === 'POST' ? { body: form } : {}),
    });
    return { status: reply.status, type: reply.headers.get('content-type'), text: await reply.text() };
  }

  test('all are answered', async () => {
    for (const request of requests) {
      const { status, text } = await send(binnacle, request, `Bearer ${tokens.read}`);
      const name = `${request.client}: ${request.path} ${JSON.stringify(request.params)}`;
      const wanted = request.path === 'rules/test/test' ? 404 : request.params?.['query'] === 'sum(rate(' ? 400 : 200;
      const isSuccess = text.startsWith('{"status":"success","data":');
      expect([name, status, isSuccess]).toEqual([name, wanted, wanted === 200]);
    }
  });

  test.skipIf(program === undefined)(
    'as a real Prometheus answers (skipped where there is none of version 3)',
    async () => {
      const found: string[] = [];
      for (const request of requests) {
        const [wanted, actual] = await Promise.all([
          send(prometheus!, request),
          send(binnacle, request, `Bearer ${tokens.read}`),
        ]);
        const problem = difference(wanted, actual, request);
        if (problem !== undefined)
          found.push(`${request.client}: ${request.path} ${JSON.stringify(request.params)}: ${problem}`);
      }
      expect(found).toEqual([]);
    },
  );

  test('the token may be the password of basic authentication; without one there is no answer', async () => {
    const request: ClientRequest = { client: '', method: 'GET', path: 'query', params: { query: '1', time: '1' } };
    const basic = `Basic ${Buffer.from(`anybody:${tokens.read}`).toString('base64')}`;
    expect(await send(binnacle, request, basic)).toMatchObject({ status: 200 });
    expect(await send(binnacle, request)).toMatchObject({ status: 401 });
    expect(await send(binnacle, request, 'Bearer tkn_wrong')).toMatchObject({ status: 401 });
    expect((await send(binnacle, request, `Bearer ${tokens.agent}`)).status).toBe(403);
    const write = await fetch(`${binnacle.url}/api/v1/write`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.read}` },
      body: '',
    });
    expect(write.status).toBe(403);
  });
});

/** Queries are compared number by number, everything else to the byte; series of one selector have no order. */
function difference(wanted: Reply, actual: Reply, { path, params }: ClientRequest): string | undefined {
  if (path === 'query' || path === 'query_range') {
    if (wanted.type !== actual.type) return `type ${actual.type}, want ${wanted.type}`;
    const [a, b] = [wanted, actual].map(({ status, text }) => ({ status, body: JSON.parse(text) as QueryBody }));
    return compareAnswers(a!, b!, params!['query']!);
  }
  const [a, b] = [wanted, actual].map((reply) => JSON.stringify(path === 'series' ? sorted(reply) : reply));
  return a === b ? undefined : `${b}, want ${a}`;
}

const sorted = (reply: Reply): unknown => ({ ...reply, text: reply.text.split(/(?<=\}),(?=\{)|[[\]]/).toSorted() });
