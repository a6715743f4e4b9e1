import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { eventReport, objectReport, type AgentStatus, type ObjectReport, type ReportedEvent } from '@binnacle/api';
import { formatLabels, type Labels } from '@binnacle/model';
import {
  decodeRemoteWrite1,
  decodeRemoteWrite2,
  decompressSnappy,
  finishDecoding,
  negotiateRemoteWrite,
  writtenHeaders,
} from '@binnacle/wire';
import { onTestFinished } from 'vitest';
import { endServer } from './target-server.ts';

export interface ReceivedSample {
  readonly series: string;
  readonly timestampMs: number;
  /** 'stale' for a stale marker. */
  readonly value: number | 'stale' | 'histogram';
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server that takes remote write requests and agents' reports, and remembers them. */
export class Receiver {
  readonly samples: ReceivedSample[] = [];
  readonly reports: AgentStatus[] = [];
  readonly objectReports: ObjectReport[] = [];
  readonly events: ReportedEvent[] = [];
  /** Headers of each write request, refused ones included. */
  readonly requests: IncomingHttpHeaders[] = [];
  /** What to answer to the next write requests, one after the other; then everything is taken. */
  readonly answers: Answer[] = [];
  /** Speaks remote write 1.0 only, as older products do. */
  isOld = false;
  url = '';
  #server: Server | undefined;
  readonly #waiting: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];

  static async start(port = 0): Promise<Receiver> {
    const receiver = new Receiver();
    await receiver.listen(port);
    onTestFinished(() => receiver.stop());
    return receiver;
  }

  async listen(port: number): Promise<void> {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(
        ({ status, headers, body }) => response.writeHead(status, headers).end(body),
        (error: unknown) => response.writeHead(400).end(String(error)),
      );
    });
    await new Promise<void>((resolve) => this.#server!.listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get stopped(): boolean {
    return this.#server === undefined;
  }

  async stop(): Promise<void> {
    if (this.#server !== undefined) await endServer(this.#server);
    this.#server = undefined;
  }

  /** Resolves as soon as the condition holds; looked at after every request. */
  until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ holds, resolve }));
  }

  /** Values of the series whose text form begins so, in the order in which they came. */
  valuesOf(series: string): readonly ReceivedSample['value'][] {
    return this.samples.filter((sample) => sample.series.startsWith(series)).map(({ value }) => value);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const answer = this.#route(request, body);
    for (const waiting of this.#waiting.splice(0)) {
      if (waiting.holds()) waiting.resolve();
      else this.#waiting.push(waiting);
    }
    return answer;
  }

  #route(request: IncomingMessage, body: Buffer): Answer {
    switch (request.url) {
      case '/api/agents/status':
        return this.#report(body);
      case '/api/agents/objects':
        this.objectReports.push(objectReport.parse(JSON.parse(gunzipSync(body).toString('utf8'))));
        return { status: 200, body: '{"resend":[]}' };
      case '/api/agents/events':
        this.events.push(...eventReport.parse(JSON.parse(gunzipSync(body).toString('utf8'))).events);
        return { status: 200, body: '{"accepted":1}' };
      default:
        return this.#write(request, body);
    }
  }

  #report(body: Buffer): Answer {
    this.reports.push(JSON.parse(body.toString('utf8')) as AgentStatus);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"reportEveryMs":10000}' };
  }

  #write(request: IncomingMessage, body: Buffer): Answer {
    this.requests.push(request.headers);
    const scripted = this.answers.shift();
    if (scripted !== undefined && scripted.status >= 300) return scripted;
    const negotiated = negotiateRemoteWrite(request.headers['content-type'], request.headers['content-encoding']);
    if (!negotiated.ok) return { status: 415, body: negotiated.message };
    if (this.isOld && negotiated.version === 2) return { status: 415, body: 'only version 1.0 is spoken here' };
    const message = decompressSnappy(body);
    if (!message.ok) return { status: 400, body: message.message };
    const known: Labels[] = [];
    const before = this.samples.length;
    const keep = (series: number, timestampMs: number, value: ReceivedSample['value']): void => {
      this.samples.push({ series: formatLabels(known[series - 1]!), timestampMs, value });
    };
    const decode = negotiated.version === 2 ? decodeRemoteWrite2 : decodeRemoteWrite1;
    const outcome = finishDecoding(
      decode(message.bytes, {
        findNext: () => 0,
        nextKeyBytes: 0,
        find: () => 0,
        create: (labels) => known.push(labels),
        float: (series, timestampMs, value) => keep(series, timestampMs, value),
        stale: (series, timestampMs) => keep(series, timestampMs, 'stale'),
        histogram: (series, timestampMs, { stale }) =>
          keep(series, timestampMs, stale === true ? 'stale' : 'histogram'),
        exemplar: () => {},
        metadata: () => {},
      }),
    );
    if (!outcome.ok) return { status: 400, body: outcome.message };
    const counts = { samples: this.samples.length - before, histograms: 0, exemplars: 0 };
    return scripted ?? { status: 204, ...(negotiated.version === 2 ? { headers: writtenHeaders(counts) } : {}) };
  }
}
