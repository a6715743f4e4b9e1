import { Agent as HttpAgent, request as requestHttp, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { TlsMaterial } from '../scrape/tls-material.ts';

export interface ConnectionOptions {
  readonly maxSockets: number;
  /** Connections that nobody used for so long are closed. */
  readonly idleMs: number;
  readonly tls: TlsMaterial;
  /** Connects to this Unix socket, whatever the address says. */
  readonly socketPath: string | undefined;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Uint8Array;
  readonly signal: AbortSignal;
}

/** Connections that are kept and used again, with one set of TLS settings. HTTP/1.1, as all scrapers speak. */
export class Connections {
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;
  readonly #socketPath: string | undefined;

  constructor({ maxSockets, idleMs, tls, socketPath }: ConnectionOptions) {
    const keep = { keepAlive: true, maxSockets, timeout: idleMs };
    const { stamp: _stamp, ...secure } = tls;
    this.#http = new HttpAgent(keep);
    this.#https = new HttpsAgent({ ...keep, ...secure });
    this.#socketPath = socketPath;
  }

  /**
   * Sends a request. Resolves with the head of the answer; its body has to be read or destroyed.
   *
   * @throws the error of the connection, with the codes of Node.js and OpenSSL
   */
  async send(request: HttpRequest): Promise<IncomingMessage> {
    try {
      return await this.#send(request);
    } catch (error) {
      // The other side closed an idle connection just when we used it again: that says nothing about the target.
      if (!(error instanceof ReusedSocketError)) throw error;
      return this.#send(request);
    }
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #send({ method, url, headers, body, signal }: HttpRequest): Promise<IncomingMessage> {
    const isSecure = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const request = (isSecure ? requestHttps : requestHttp)({
        agent: isSecure ? this.#https : this.#http,
        method,
        // Brackets belong to the address of the URL, not to the IPv6 address.
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        path: url.pathname + url.search,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-length': body.length }) },
        signal,
        ...(this.#socketPath === undefined ? {} : { socketPath: this.#socketPath }),
      });
      request.once('response', (response) => {
        // Ending a transfer early makes the body fail; nobody may be listening by then.
        response.on('error', () => {});
        resolve(response);
      });
      request.on('error', (error) => {
        const isStale =
          request.reusedSocket && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(isStale ? new ReusedSocketError(error) : error);
      });
      request.end(body);
    });
  }
}

class ReusedSocketError extends Error {
  constructor(cause: Error) {
    super('the connection was closed while it was idle', { cause });
  }
}

/** The whole body as text, cut off at `maxBytes`. */
export async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length >= maxBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, maxBytes).toString('utf8');
}
