import {
  evaluate,
  limitTexts,
  parseExpr,
  parseScript,
  resultJson,
  type LoadedSeries,
  type QueryTimes,
} from '@binnacle/promql';
import { createMemoryEngine, KEY_CANONICAL } from '@binnacle/storage';
import { labelsKey } from '@binnacle/model';
import { compressSnappy, RemoteWrite2Builder, remoteWriteHeaders } from '@binnacle/wire';
import { startTestServer, type TestServer } from './test-server.ts';

type Engine = ReturnType<typeof createMemoryEngine>;

interface Body {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly resultType: string; readonly result: unknown };
  readonly warnings?: string[];
  readonly infos?: string[];
}

export interface HttpReport {
  readonly evals: number;
  /** Where the server's answer was another one than the evaluator's over the reference engine. */
  readonly differences: readonly string[];
}

/**
 * Runs a PromQL script against a server: samples go in by remote write 2.0, queries by the HTTP API. Each answer has to be
 * the JSON that the evaluator gives over the reference engine in memory, whose results the tests of promql hold against
 * the script itself.
 */
export async function runScriptOverHttp(text: string): Promise<HttpReport> {
  const start = (): Promise<TestServer> =>
    startTestServer({ args: ['--auth', 'off', '--storage.retention', '200y', '--storage.max-future', '200y'] });
  let server: TestServer | undefined;
  let memory = createMemoryEngine();
  let evals = 0;
  const differences: string[] = [];
  try {
    for (const command of parseScript(text)) {
      if (command.kind === 'clear') {
        await server?.close();
        server = undefined;
        memory = createMemoryEngine();
      } else if (command.kind === 'load') {
        server ??= await start();
        const problem = await load(server, memory, command.series);
        if (problem !== undefined) differences.push(`line ${command.line}: ${problem}`);
      } else {
        evals++;
        server ??= await start();
        const { query, instant, startMs, endMs, stepMs } = command;
        const times = instant ? { startMs: endMs, endMs, stepMs: 0 } : { startMs, endMs, stepMs };
        const want = canonical(expectedBody(memory, query, times), query);
        const got = canonical(await ask(server, query, times), query);
        if (want !== got) differences.push(`line ${command.line}: ${query}\n  expected ${want}\n  received ${got}`);
      }
    }
  } finally {
    await server?.close();
  }
  return { evals, differences };
}

async function load(server: TestServer, memory: Engine, all: readonly LoadedSeries[]): Promise<string | undefined> {
  const builder = new RemoteWrite2Builder();
  const appender = memory.appender('default');
  for (const { labels, samples } of all) {
    builder.series(labels);
    const key = new TextEncoder().encode(labelsKey(labels));
    const id = appender.create(labels, KEY_CANONICAL, key, 0, key.length);
    for (const { t, value, start } of samples) {
      if (value === 'stale') {
        builder.staleMarker(t);
        appender.stale(id, t);
      } else if (typeof value === 'number') {
        builder.sample(t, value, start);
        appender.float(id, t, value, start);
      } else {
        builder.histogram(t, value, start);
        appender.histogram(id, t, value, start);
      }
    }
  }
  await appender.commit();
  const body = compressSnappy(builder.finish());
  const answer = await server.send('POST', '/api/v1/write', { headers: remoteWriteHeaders(2), body });
  return answer.status === 204 ? undefined : `${answer.status} ${answer.text}`;
}

async function ask(server: TestServer, query: string, { startMs, endMs, stepMs }: QueryTimes): Promise<Body> {
  const params: Record<string, string> =
    stepMs === 0
      ? { query, time: String(startMs / 1000) }
      : { query, start: String(startMs / 1000), end: String(endMs / 1000), step: String(stepMs / 1000) };
  const answer = await server.send('POST', `/api/v1/${stepMs === 0 ? 'query' : 'query_range'}`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(params).toString(),
  });
  return answer.json<Body>();
}

function expectedBody(memory: Engine, query: string, times: QueryTimes): Body {
  const parsed = parseExpr(query);
  if (!parsed.ok) return { status: 'error', error: `invalid parameter "query": ${parsed.error.message}` };
  const result = evaluate(parsed.expr, {
    ...times,
    query,
    openQuerier: (startMs, endMs) => memory.querier('default', startMs, endMs),
    limits: { maxSamples: 50_000_000 },
  });
  if (!result.ok) return { status: 'error', error: result.error.message };
  return {
    status: 'success',
    data: JSON.parse(new TextDecoder().decode(resultJson(result.value))) as NonNullable<Body['data']>,
    warnings: limitTexts(result.warnings, 'warning', 10),
    infos: limitTexts(result.infos, 'info', 10),
  };
}

/**
 * The same text for the same answer: an instant vector has no order of its own unless it was sorted, and sums may differ
 * in their last bits with the order of the series.
 */
function canonical({ status, error, data, warnings = [], infos = [] }: Body, query: string): string {
  const result = data?.result;
  const unordered = Array.isArray(result) && data?.resultType === 'vector' && !/^\s*(sort|topk|bottomk)/.test(query);
  const items = unordered ? result.map((it) => JSON.stringify(it, rounded)).sort() : JSON.stringify(result, rounded);
  const notes = { warnings: [...warnings].sort(), infos: [...infos].sort() };
  return JSON.stringify({ status, error, type: data?.resultType, items, ...notes });
}

const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && /^-?\d+\.\d+(e[-+]\d+)?$/.test(value) ? Number(value).toPrecision(11) : value;
