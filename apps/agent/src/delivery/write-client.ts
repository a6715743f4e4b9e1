import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { problemAt, type Problem } from '../config/problem.ts';
import type { ServerAddress } from '../config/server-address.ts';
import { Connections, readText } from '../http/connections.ts';
import type { QueueRecord } from '../queue/record.ts';
import { explainFailure, slowTarget, type Attempt } from '../scrape/failure-text.ts';
import type { TlsMaterial } from '../scrape/tls-material.ts';
import { WatchedFile } from '../scrape/watched-file.ts';
import {
  compressSnappy,
  decompressSnappy,
  readWrittenHeaders,
  remoteWriteHeaders,
  transcodeToRemoteWrite1,
} from '@binnacle/wire';
import { retryAfterMs } from './backoff.ts';

export type WriteOutcome =
  | { readonly kind: 'taken' }
  | { readonly kind: 'retry'; readonly problem: Problem; readonly retryAfterMs: number | undefined }
  /** The server will not take it, now or later. `written`: how many of the samples it took nevertheless. */
  | { readonly kind: 'refused'; readonly problem: Problem; readonly written: number };

export interface WriteClientOptions {
  readonly server: ServerAddress;
  /** Read again when it changes; used where the address has no token of its own. */
  readonly tokenFile: string | undefined;
  readonly caFile: string | undefined;
  readonly skipVerify: boolean;
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly nowMs: () => number;
}

/** How long a server that spoke 1.0 is believed to do so. */
const VERSION_1_FOR_MS = 3_600_000;
/** Nobody needs more of an answer. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** Enough for a reason. */
const REASON_BYTES = 2_000;

/** Writes records to one server by remote write, 2.0 where it speaks it. */
export class WriteClient {
  readonly #options: WriteClientOptions;
  readonly #tokenFile: WatchedFile | undefined;
  readonly #caFile: WatchedFile | undefined;
  #connections: Connections | undefined;
  #connectionsStamp = '';
  #version1UntilMs = 0;

  constructor(options: WriteClientOptions) {
    this.#options = options;
    this.#tokenFile = options.tokenFile === undefined ? undefined : new WatchedFile(options.tokenFile);
    this.#caFile = options.caFile === undefined ? undefined : new WatchedFile(options.caFile);
  }

  get protocol(): string {
    return this.#speaksVersion1() ? 'remote write 1.0' : 'remote write 2.0';
  }

  async write(record: QueueRecord, signal: AbortSignal): Promise<WriteOutcome> {
    const outcome = await this.#write(record, this.#speaksVersion1() ? 1 : 2, signal);
    if (outcome !== 'use version 1') return outcome;
    this.#version1UntilMs = this.#options.nowMs() + VERSION_1_FOR_MS;
    const second = await this.#write(record, 1, signal);
    return second === 'use version 1'
      ? { kind: 'refused', problem: this.#problem('http_status', 'answered HTTP 415 to remote write 1.0'), written: 0 }
      : second;
  }

  /**
   * Sends JSON to another address of the server, with the same credentials.
   *
   * @returns the status and the body, or what went wrong
   */
  async postJson(
    url: string,
    body: string,
    signal: AbortSignal,
    { compress = false, maxAnswerBytes = MAX_ANSWER_BYTES }: JsonOptions = {},
  ): Promise<JsonAnswer | Problem> {
    const encoding = compress ? { 'content-encoding': 'gzip' } : {};
    const head = this.#head({ 'content-type': 'application/json', ...encoding });
    if ('problem' in head) return head.problem;
    const bytes = compress ? await gzipped(body) : Buffer.from(body);
    const answer = await this.#exchange(url, head.headers, bytes, head.tls, signal, maxAnswerBytes);
    if ('severity' in answer) return answer;
    const { status, text, headers } = answer;
    return { status, text, retryAfterMs: retryAfterMs(first(headers['retry-after']), this.#options.nowMs()) };
  }

  close(): void {
    this.#connections?.close();
  }

  #speaksVersion1(): boolean {
    return this.#options.nowMs() < this.#version1UntilMs;
  }

  async #write(record: QueueRecord, version: 1 | 2, signal: AbortSignal): Promise<WriteOutcome | 'use version 1'> {
    const head = this.#head(remoteWriteHeaders(version));
    if ('problem' in head) return { kind: 'retry', problem: head.problem, retryAfterMs: undefined };
    const body = version === 2 ? record.payload : toVersion1(record.payload);
    if ('severity' in body) return { kind: 'refused', problem: body, written: 0 };
    const answer = await this.#exchange(this.#options.server.writeUrl, head.headers, body, head.tls, signal);
    if ('severity' in answer) return { kind: 'retry', problem: answer, retryAfterMs: undefined };
    return this.#judge(answer.status, (name) => first(answer.headers[name]), answer.text, version);
  }

  #judge(
    status: number,
    header: (name: string) => string | undefined,
    text: string,
    version: 1 | 2,
  ): WriteOutcome | 'use version 1' {
    const written = readWrittenHeaders(header);
    // A server that knows 1.0 only takes a 2.0 request for an empty one; the header that 2.0 demands tells them apart.
    if (status >= 200 && status < 300)
      return version === 2 && written === undefined ? 'use version 1' : { kind: 'taken' };
    if (status === 415 && version === 2) return 'use version 1';
    const reason = text.slice(0, REASON_BYTES).replaceAll(/\s+/g, ' ').trim();
    const isLockedOut = status === 401 || status === 403;
    const problem = this.#problem(
      isLockedOut ? 'token_refused' : 'http_status',
      `answered HTTP ${status}${reason === '' ? '' : `: ${reasonOf(reason)}`}`,
      adviceFor(status),
    );
    // A token is put right by people, some time later: what waits until then must not be lost.
    if (isLockedOut || status === 429 || status >= 500) {
      return { kind: 'retry', problem, retryAfterMs: retryAfterMs(header('retry-after'), this.#options.nowMs()) };
    }
    return { kind: 'refused', problem, written: written === undefined ? 0 : written.samples + written.histograms };
  }

  #head(headers: Readonly<Record<string, string>>): Head | { readonly problem: Problem } {
    const { server, userAgent } = this.#options;
    let current = '';
    try {
      current = this.#caFile?.path ?? '';
      const ca = this.#caFile?.read();
      current = this.#tokenFile?.path ?? '';
      const token = server.token ?? this.#tokenFile?.read().bytes.toString('utf8').trim();
      const authorization =
        token !== undefined && token !== ''
          ? { authorization: `Bearer ${token}` }
          : server.basicAuth === undefined
            ? {}
            : { authorization: `Basic ${Buffer.from(server.basicAuth).toString('base64')}` };
      const tls: TlsMaterial = {
        rejectUnauthorized: !this.#options.skipVerify,
        stamp: ca?.stamp ?? '',
        ...(ca === undefined ? {} : { ca: [ca.bytes.toString('utf8')] }),
      };
      return { headers: { ...headers, ...authorization, 'user-agent': userAgent }, tls };
    } catch (error) {
      const reason =
        error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'no such file' : String(error);
      return { problem: this.#problem('missing_file', `cannot read ${current}: ${reason}`) };
    }
  }

  async #exchange(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
    tls: TlsMaterial,
    signal: AbortSignal,
    maxAnswerBytes = MAX_ANSWER_BYTES,
  ): Promise<Answer | Problem> {
    const { server, timeoutMs, nowMs } = this.#options;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    try {
      const both = AbortSignal.any([deadline.signal, signal]);
      const response = await this.#connectionsFor(tls).send({
        method: 'POST',
        url: new URL(url),
        headers,
        body,
        signal: both,
      });
      const text = await readText(response, maxAnswerBytes);
      return { status: response.statusCode ?? 0, headers: response.headers, text };
    } catch (error) {
      const secure = url.startsWith('https:') ? tls : undefined;
      const attempt: Attempt = { place: {}, url: server.display, timeoutMs, tls: secure, nowMs: nowMs() };
      return deadline.signal.aborted ? slowTarget(attempt) : explainFailure(error, attempt);
    } finally {
      clearTimeout(timer);
    }
  }

  #connectionsFor(tls: TlsMaterial): Connections {
    if (this.#connections !== undefined && this.#connectionsStamp === tls.stamp) return this.#connections;
    this.#connections?.close();
    this.#connectionsStamp = tls.stamp;
    this.#connections = new Connections({ maxSockets: 8, idleMs: 60_000, tls, socketPath: undefined });
    return this.#connections;
  }

  #problem(code: string, message: string, advice?: string): Problem {
    return problemAt({}, 'error', code, message, advice);
  }
}

interface JsonOptions {
  readonly compress?: boolean;
  /** The rest of the answer is cut off. */
  readonly maxAnswerBytes?: number;
}

export interface JsonAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number | undefined;
}

const gzipped = promisify<string, Buffer>(gzip);

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Head {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsMaterial;
}

/** The same samples as a 1.0 request. */
function toVersion1(payload: Uint8Array): Uint8Array | Problem {
  const bytes = decompressSnappy(payload, Number.MAX_SAFE_INTEGER);
  const outcome = bytes.ok ? transcodeToRemoteWrite1(bytes.bytes) : bytes;
  if (outcome.ok) return compressSnappy(outcome.message);
  return problemAt({}, 'error', 'queue_damaged', `a request in the queue cannot be read: ${outcome.message}`);
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Our server answers with `{error: {message}}`, others with plain text. */
function reasonOf(text: string): string {
  const message = /^\{"error":\{.*?"message":("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  return message === undefined ? text.slice(0, 500) : String(JSON.parse(message));
}

function adviceFor(status: number): string | undefined {
  if (status === 401 || status === 403)
    return 'Check server.token: it must be an agent token of this server, not revoked. The samples wait in the queue until then';
  if (status === 404)
    return 'Check server.url: it must be the root of a Binnacle server, or a whole remote write address';
  if (status === 413) return 'The request is larger than the server allows';
  return undefined;
}
