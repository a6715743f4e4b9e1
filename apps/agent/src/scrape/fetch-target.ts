import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { pipeline, type Readable } from 'node:stream';
import { formatSizeBytes } from '../config/size.ts';
import { problemAt, type Place, type Problem } from '../config/problem.ts';
import { Connections, readText } from '../http/connections.ts';
import { explainFailure, slowTarget, type Attempt } from './failure-text.ts';
import type { Target } from './target.ts';
import { TlsSettings, type TlsMaterial } from './tls-material.ts';
import { SecretReader } from './credentials.ts';

export type FetchOutcome =
  | { readonly ok: true; readonly contentType: string; readonly bodyBytes: number }
  | { readonly ok: false; readonly problem: Problem; readonly bodyBytes: number };

/** Gets the body in pieces, which it may keep. Returns false to end the transfer. */
export interface BodySink {
  readonly begin: (contentType: string) => void;
  readonly chunk: (bytes: Uint8Array) => boolean;
}

const MAX_REDIRECTS = 5;
/** Of a body that nobody wants: read, so that the connection can be used again. */
const DRAIN_BYTES = 64 * 1024;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Reads the body of one target, scrape after scrape, over connections that are kept. */
export class TargetFetcher {
  readonly #target: Target;
  readonly #place: Place;
  readonly #tls: TlsSettings;
  readonly #secrets: SecretReader;
  readonly #accept: string;
  readonly #userAgent: string;
  #connections: Connections | undefined;
  #connectionsStamp = '';

  constructor(target: Target, accept: string, userAgent: string) {
    this.#target = target;
    this.#place = target.place;
    this.#tls = new TlsSettings(target.scrape.request.tls);
    this.#secrets = new SecretReader(target.place);
    this.#accept = accept;
    this.#userAgent = userAgent;
  }

  /**
   * Reads the target once. The whole attempt, connecting and redirects included, has `timeoutMs`.
   *
   * @param signal  ends the attempt when the agent stops
   */
  async fetch(sink: BodySink, timeoutMs: number, nowMs: number, signal: AbortSignal): Promise<FetchOutcome> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    const attempt: Attempt = { place: this.#place, url: this.#target.displayUrl, timeoutMs, tls: undefined, nowMs };
    const state = { attempt, bodyBytes: 0 };
    try {
      const both = AbortSignal.any([deadline.signal, signal]);
      const { source } = this.#target;
      const outcome =
        source.kind === 'file'
          ? await this.#readFile(source.path, sink, state, both)
          : await this.#readHttp(source.url, sink, state, both);
      return typeof outcome === 'string'
        ? { ok: true, contentType: outcome, bodyBytes: state.bodyBytes }
        : { ok: false, problem: outcome, bodyBytes: state.bodyBytes };
    } catch (error) {
      const problem = deadline.signal.aborted ? slowTarget(state.attempt) : explainFailure(error, state.attempt);
      return { ok: false, problem, bodyBytes: state.bodyBytes };
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#connections?.close();
    this.#connections = undefined;
  }

  #problem(code: string, message: string, advice?: string): Problem {
    return problemAt(this.#place, 'error', code, message, advice);
  }

  async #readFile(path: string, sink: BodySink, state: State, signal: AbortSignal): Promise<string | Problem> {
    const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES, signal });
    try {
      sink.begin('');
      return (await this.#pump(stream, sink, state)) ?? '';
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (code === 'ENOENT')
        return this.#problem(
          'missing_file',
          `no such file: ${path}`,
          'Addresses of exporters begin with http:// or https://',
        );
      throw error;
    }
  }

  async #readHttp(start: URL, sink: BodySink, state: State, signal: AbortSignal): Promise<string | Problem> {
    const loaded = this.#tls.load(this.#place);
    if (!loaded.ok) return loaded.problem;
    const made = this.#headers(start);
    if (!made.ok) return made.problem;
    const shown = await this.#showIdentity(made.headers, loaded.material, signal);
    if (!shown.ok) return shown.problem;
    const { headers, material: homeMaterial } = shown;
    let url = start;
    let sent = headers;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const isHome = url.origin === start.origin;
      // A client certificate is a credential, too: it stays with the host it was configured for.
      const material = isHome ? homeMaterial : withoutClient(homeMaterial);
      const connections = this.#connectionsFor(isHome ? 'home' : url.origin, material);
      state.attempt = { ...state.attempt, ...(url.protocol === 'https:' ? { tls: material } : {}) };
      const response = await connections.send({ method: 'GET', url, headers: sent, signal });
      const status = response.statusCode ?? 0;
      const location = response.headers['location'];
      if (REDIRECTS.has(status) && typeof location === 'string' && this.#target.scrape.request.followRedirects) {
        await readText(response, DRAIN_BYTES);
        const next = URL.parse(location, url);
        if (next === null || !/^https?:$/.test(next.protocol))
          return this.#problem('bad_redirect', `redirected to ${JSON.stringify(location)}, which is no http address`);
        if (next.origin !== start.origin) sent = this.#plainHeaders();
        url = next;
        continue;
      }
      if (status !== 200) {
        await readText(response, DRAIN_BYTES);
        return this.#badStatus(status);
      }
      const contentType = String(response.headers['content-type'] ?? '');
      if (/^(text\/html|application\/xhtml)/i.test(contentType)) {
        response.destroy();
        return this.#notMetrics(`an HTML page (Content-Type ${contentType})`);
      }
      const length = Number(response.headers['content-length'] ?? 0);
      const encoding = String(response.headers['content-encoding'] ?? 'identity').toLowerCase();
      if (this.#bodyLimit > 0 && length > this.#bodyLimit) {
        response.destroy();
        return this.#tooLarge(length);
      }
      if (encoding !== 'identity' && encoding !== 'gzip') {
        response.destroy();
        return this.#problem('bad_encoding', `unknown Content-Encoding ${encoding}: gzip or none was asked for`);
      }
      sink.begin(contentType);
      const problem = await this.#pump(encoding === 'gzip' ? gunzip(response) : response, sink, state);
      return problem ?? contentType;
    }
    return this.#problem('bad_redirect', `more than ${MAX_REDIRECTS} redirects`);
  }

  /** Hands the body on in pieces small enough not to hold up the event loop. */
  async #pump(stream: Readable, sink: BodySink, state: State): Promise<Problem | undefined> {
    const limit = this.#bodyLimit;
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (state.bodyBytes === 0 && looksLikeHtml(piece)) {
        stream.destroy();
        return this.#notMetrics('an HTML page');
      }
      state.bodyBytes += piece.length;
      if (limit > 0 && state.bodyBytes > limit) {
        stream.destroy();
        return this.#tooLarge(undefined);
      }
      for (let at = 0; at < piece.length; at += CHUNK_BYTES) {
        if (!sink.chunk(piece.subarray(at, at + CHUNK_BYTES))) {
          stream.destroy();
          return undefined;
        }
      }
    }
    return undefined;
  }

  #headers(url: URL): HeadersOutcome {
    const { request } = this.#target.scrape;
    const headers = this.#plainHeaders();
    if (url.username !== '') {
      const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
      headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
    }
    for (const { name, value } of request.headers) {
      const read = this.#secrets.read(value);
      if (!read.ok) return read;
      headers[name] = read.value;
    }
    if (request.credentials !== undefined && request.credentials.kind !== 'cluster') {
      const authorization = this.#secrets.authorization(request.credentials);
      if (!authorization.ok) return authorization;
      headers['authorization'] = authorization.value;
    }
    return { ok: true, headers };
  }

  /** Adds the token or the certificate that the agent shows to its cluster. */
  async #showIdentity(
    headers: Readonly<Record<string, string>>,
    material: TlsMaterial,
    signal: AbortSignal,
  ): Promise<IdentityOutcome> {
    const { credentials } = this.#target.scrape.request;
    if (credentials?.kind !== 'cluster') return { ok: true, headers, material };
    const outcome = await credentials.source.current(signal);
    if (!outcome.ok) return { ok: false, problem: this.#problem('no_credentials', outcome.message) };
    const { token, certificate, key, stamp } = outcome.credentials;
    return {
      ok: true,
      headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
      material: {
        ...material,
        ...(certificate === undefined ? {} : { cert: certificate.toString('utf8') }),
        ...(key === undefined ? {} : { key: key.toString('utf8') }),
        stamp: `${material.stamp} ${stamp}`,
      },
    };
  }

  /** What any host may see. */
  #plainHeaders(): Record<string, string> {
    return {
      accept: this.#accept,
      'accept-encoding': this.#target.scrape.request.compression ? 'gzip' : 'identity',
      'user-agent': this.#userAgent,
      'x-prometheus-scrape-timeout-seconds': String(this.#target.scrape.timeoutMs / 1000),
    };
  }

  get #bodyLimit(): number {
    return this.#target.scrape.bodySizeLimit;
  }

  /** The connections of the target. After a certificate changed, or for another host, new ones take their place. */
  #connectionsFor(origin: string, tls: TlsMaterial): Connections {
    const stamp = `${origin} ${tls.stamp}`;
    if (this.#connections !== undefined && this.#connectionsStamp === stamp) return this.#connections;
    this.#connections?.close();
    const { source, scrape } = this.#target;
    this.#connectionsStamp = stamp;
    this.#connections = new Connections({
      maxSockets: 1,
      // Longer than from one scrape to the next, so that the connection and its handshake are used again.
      idleMs: scrape.intervalMs + 30_000,
      tls,
      socketPath: source.kind === 'http' ? source.socketPath : undefined,
    });
    return this.#connections;
  }

  #badStatus(status: number): Problem {
    const advice =
      status === 401 || status === 403
        ? 'Set auth, http_headers or a client certificate that may read the metrics'
        : status === 404
          ? 'Check the path: metrics are mostly at /metrics'
          : undefined;
    return this.#problem('http_status', `${this.#target.displayUrl} answered HTTP ${status}`, advice);
  }

  #notMetrics(what: string): Problem {
    return this.#problem(
      'not_metrics',
      `${this.#target.displayUrl} answered with ${what} instead of metrics`,
      'Check the path: metrics are mostly at /metrics',
    );
  }

  #tooLarge(length: number | undefined): Problem {
    const limit = formatSizeBytes(this.#bodyLimit);
    const size = length === undefined ? 'more' : formatSizeBytes(length);
    const message = `${this.#target.displayUrl} answered with ${size} than body_size_limit allows (${limit})`.replace(
      /(\d \w+) than/,
      '$1, more than',
    );
    return this.#problem(
      'body_too_large',
      message,
      'Raise body_size_limit, or have the target expose less. Nothing of this scrape was kept',
    );
  }
}

type HeadersOutcome =
  | { readonly ok: true; readonly headers: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly problem: Problem };

type IdentityOutcome =
  | { readonly ok: true; readonly headers: Readonly<Record<string, string>>; readonly material: TlsMaterial }
  | { readonly ok: false; readonly problem: Problem };

interface State {
  attempt: Attempt;
  /** After decompression. */
  bodyBytes: number;
}

/** Parsed in one go, without yielding: well under a millisecond. */
const CHUNK_BYTES = 64 * 1024;

function withoutClient(material: TlsMaterial): TlsMaterial {
  const { cert: _cert, key: _key, ...rest } = material;
  return rest;
}

function gunzip(body: Readable): Readable {
  const output = createGunzip({ chunkSize: CHUNK_BYTES });
  // The error of either side comes out of reading `output`.
  pipeline(body, output, () => {});
  return output;
}

/** The first thing that is no white space is `<`: no exposition begins so. */
function looksLikeHtml(piece: Uint8Array): boolean {
  let at = 0;
  while (at < piece.length && (piece[at]! <= 0x20 || piece[at]! >= 0x80)) at++;
  return piece[at] === 0x3c && at < 16;
}
