import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { System } from './systems.ts';

export function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = ordered.length >> 1;
  return ordered.length === 0
    ? NaN
    : ordered.length % 2 === 1
      ? ordered[middle]!
      : (ordered[middle - 1]! + ordered[middle]!) / 2;
}

/** Posts one remote write request, again while the system asks to wait. */
export async function post(system: System, body: Uint8Array): Promise<void> {
  for (;;) {
    const reply = await fetch(system.writeUrl, {
      method: 'POST',
      body: body as Uint8Array<ArrayBuffer>,
      headers: {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
        'x-prometheus-remote-write-version': '0.1.0',
      },
    });
    const text = await reply.text();
    if (reply.ok) return;
    if (reply.status !== 429 && reply.status !== 503) throw new Error(`${system.name}: ${reply.status} ${text}`);
  }
}

export interface QueryCase {
  readonly name: string;
  readonly promql: string;
  /** Undefined for an instant query at the end of the data. */
  readonly range?: { readonly lengthMs: number; readonly stepMs: number };
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** An answer as it came, and how long it took. */
export interface TimedAnswer {
  /** Milliseconds from the request to the last byte of the answer. */
  readonly ms: number;
  /** Unpacks the answer, which is the client's time: after everything else that is timed. @returns the number of its series */
  countSeries(): number;
}

/** Answers come compressed, as clients ask for them. */
export async function timeQuery(system: System, query: QueryCase, endMs: number): Promise<TimedAnswer> {
  const startedAt = performance.now();
  const { status, encoding, bytes } = await fetchBytes(queryUrl(system, query, endMs), agent);
  const ms = performance.now() - startedAt;
  return {
    ms,
    countSeries() {
      const text = (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
      const body = JSON.parse(text) as { status: string; error?: string; data?: { result: unknown[] } };
      if (body.status === 'success' && body.data) return body.data.result.length;
      throw new Error(`${system.name}: ${query.name}: ${body.error ?? status}`);
    },
  };
}

export function queryUrl(system: System, query: QueryCase, endMs: number): string {
  const params: Record<string, string> = { query: query.promql };
  // A cached answer would be measured otherwise; VictoriaMetrics knows the parameter, the others ignore it.
  params['nocache'] = '1';
  if (query.range) {
    params['start'] = String((endMs - query.range.lengthMs) / 1000);
    params['end'] = String(endMs / 1000);
    params['step'] = String(query.range.stepMs / 1000);
  } else params['time'] = String(endMs / 1000);
  return `${system.url}/api/v1/${query.range ? 'query_range' : 'query'}?${new URLSearchParams(params)}`;
}

/** The bytes of an answer as they came. */
export function fetchBytes(
  url: string,
  agent: Agent,
): Promise<{ status: number; encoding: string | undefined; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { 'accept-encoding': 'gzip' } }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('error', reject);
      reply.on('end', () =>
        resolve({
          status: reply.statusCode ?? 0,
          encoding: reply.headers['content-encoding'],
          bytes: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}
