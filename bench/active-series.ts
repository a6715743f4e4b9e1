import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fleet } from './fleet.ts';
import { fetchBytes, queryUrl, type QueryCase } from './measure.ts';
import type { System } from './systems.ts';

export interface ActiveSeriesOptions {
  readonly fleet: Fleet;
  readonly scrapes: number;
  readonly stepMs: number;
  readonly endMs: number;
  /** Share of the pods that are replaced with each scrape. */
  readonly churn: number;
  /** Requests at a time. */
  readonly clients: number;
  readonly signal: AbortSignal;
  /** Called after each scrape, with what gives the figures so far. */
  readonly onScrape?: (scrape: number, figures: () => ActiveSeriesFigures) => void;
}

export interface ActiveSeriesFigures {
  readonly samples: number;
  /** While requests were under way. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Milliseconds from the first byte of each request to the last of its answer, ascending. */
  readonly answersMs: Float64Array;
  readonly healthMs: Float64Array;
  readonly queriesMs: Float64Array;
  /** Requests that were told to come back. */
  readonly putOff: number;
  readonly residentBytes: number;
  readonly peakBytes: number;
}

const HEALTH_EVERY_MS = 50;
const QUERY_EVERY_MS = 1000;
const query: QueryCase = {
  name: 'request rate of one pod',
  promql: 'sum by (response_code) (rate(istio_requests_total{pod="svc-7-0-7"}[5m]))',
  range: { lengthMs: 3_600_000, stepMs: 15_000 },
};

/** Sends scrape after scrape as fast as they are taken, and asks for health and a small query now and then. */
export async function measureActiveSeries(system: System, options: ActiveSeriesOptions): Promise<ActiveSeriesFigures> {
  const { fleet, scrapes, stepMs, endMs, churn, clients, signal } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const aside = new Agent({ keepAlive: true, maxSockets: 2 });
  const answers: number[] = [];
  const healths: number[] = [];
  const queries: number[] = [];
  const cpuBefore = system.cpuSeconds();
  let samples = 0;
  let putOff = 0;
  let seconds = 0;
  let nowMs = 0;
  const figures = (): ActiveSeriesFigures => ({
    samples,
    seconds,
    cpuSeconds: system.cpuSeconds() - cpuBefore,
    answersMs: Float64Array.from(answers).sort(),
    healthMs: Float64Array.from(healths).sort(),
    queriesMs: Float64Array.from(queries).sort(),
    putOff,
    residentBytes: system.residentBytes(),
    peakBytes: system.peakBytes(),
  });
  const beside = (everyMs: number, times: number[], url: () => string): ((until: AbortSignal) => Promise<void>) => {
    let dueAt = performance.now() + everyMs;
    return async (until) => {
      while (!until.aborted) {
        await wait(HEALTH_EVERY_MS / 2);
        const began = performance.now();
        if (began < dueAt || until.aborted) continue;
        const { status } = await fetchBytes(url(), aside);
        if (status === 200) times.push(performance.now() - began);
        dueAt = performance.now() + everyMs;
      }
    };
  };
  const askHealth = beside(HEALTH_EVERY_MS, healths, () => system.healthUrl);
  const askQuery = beside(QUERY_EVERY_MS, queries, () => queryUrl(system, query, nowMs));
  const send = async (body: Buffer): Promise<void> => {
    for (;;) {
      const began = performance.now();
      const status = await postBytes(system.writeUrl, body, agent);
      answers.push(performance.now() - began);
      if (status < 300) return;
      if (status !== 429 && status !== 503) throw new Error(`${system.name} answered ${status}`);
      putOff++;
      await wait(100);
    }
  };
  try {
    for (let scrape = 0; scrape < scrapes && !signal.aborted; scrape++) {
      nowMs = endMs - (scrapes - 1 - scrape) * stepMs;
      const ended = scrape === 0 ? [] : fleet.replace(churn, nowMs);
      const bodies = concat(ended, fleet.scrape(nowMs));
      const client = async (): Promise<void> => {
        for (const body of bodies) {
          if (signal.aborted) return;
          await send(body.bytes);
          samples += body.size;
        }
      };
      const began = performance.now();
      const over = new AbortController();
      const asides = [askHealth(over.signal), askQuery(over.signal)];
      await Promise.all(Array.from({ length: clients }, client)).finally(() => over.abort());
      seconds += (performance.now() - began) / 1000;
      await Promise.all(asides);
      options.onScrape?.(scrape, figures);
    }
  } finally {
    agent.destroy();
    aside.destroy();
  }
  return figures();
}

function* concat<T>(first: Iterable<T>, second: Iterable<T>): Generator<T> {
  yield* first;
  yield* second;
}

function postBytes(url: string, body: Buffer, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
      'content-length': body.length,
    };
    const sent = request(url, { method: 'POST', agent, headers }, (reply) => {
      reply.resume();
      reply.on('error', reject);
      reply.on('end', () => resolve(reply.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The value below which a share of the ascending `times` lies. */
export const quantile = (times: Float64Array, share: number): number =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
