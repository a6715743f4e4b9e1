import { Agent as HttpAgent, request as requestHttp, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { ClusterAccess } from '../config/cluster-access.ts';
import type { Credentials } from '../config/credentials.ts';
import { failed, succeeded, type KubeOutcome } from '../outcome.ts';
import { explainConnectionError } from './connection-error.ts';
import { MaterialReader } from './file-material.ts';

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with `/`; below the path of the server's address. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Uint8Array;
  readonly signal: AbortSignal;
}

export interface TransportOptions {
  readonly userAgent: string;
  readonly maxSockets?: number;
}

/** An idle connection is closed after so long. */
const IDLE_MS = 55_000;
/** A connection without traffic is asked for a sign of life after so long; ten missed signs, one a second, end it. */
const KEEP_ALIVE_MS = 30_000;

/**
 * Connections to one API server, kept and used again. When the certificate authority or the client certificate changes on
 * disk, new requests go over new connections.
 */
export class Transport {
  readonly access: ClusterAccess;
  readonly #ca: MaterialReader | undefined;
  readonly #userAgent: string;
  readonly #maxSockets: number;
  #agent: { readonly stamp: string; readonly agent: HttpAgent | HttpsAgent } | undefined;

  constructor(access: ClusterAccess, { userAgent, maxSockets = 256 }: TransportOptions) {
    this.access = access;
    this.#ca = access.ca && new MaterialReader(access.ca);
    this.#userAgent = userAgent;
    this.#maxSockets = maxSockets;
  }

  /** Sends a request. The body of the answer has to be read or destroyed. Any HTTP code is a success here. */
  async send(request: TransportRequest): Promise<KubeOutcome<IncomingMessage>> {
    const first = await this.#sendOnce(request);
    // A refused token may have been renewed meanwhile, and a plugin makes another one: worth one more try.
    if (first.ok && first.value.statusCode === 401) {
      this.access.credentials.forget();
      first.value.destroy();
      return this.#sendOnce(request);
    }
    return first;
  }

  close(): void {
    this.#agent?.agent.destroy();
    this.#agent = undefined;
  }

  async #sendOnce(request: TransportRequest): Promise<KubeOutcome<IncomingMessage>> {
    const found = await this.access.credentials.current(request.signal);
    if (!found.ok) return failed({ kind: 'credentials', message: found.message });
    let agent: HttpAgent | HttpsAgent;
    try {
      agent = this.#agentFor(found.credentials);
    } catch (error) {
      return failed({ kind: 'credentials', message: `cannot use the certificates: ${(error as Error).message}` });
    }
    for (let attempt = 0; ; attempt++) {
      try {
        return succeeded(await this.#dispatch(request, agent, found.credentials));
      } catch (error) {
        // The other side closed an idle connection just when we used it again: nothing was done with the request.
        if (error instanceof ReusedSocketError && attempt === 0) continue;
        const cause = error instanceof ReusedSocketError ? error.cause : error;
        if (request.signal.aborted) return failed({ kind: 'aborted', message: 'the request was ended' });
        return failed(explainConnectionError(cause, this.access));
      }
    }
  }

  #agentFor({ certificate, key, stamp }: Credentials): HttpAgent | HttpsAgent {
    const ca = this.#ca?.read();
    const wanted = `${ca?.stamp ?? ''}|${stamp}`;
    if (this.#agent?.stamp === wanted) return this.#agent.agent;
    const previous = this.#agent?.agent;
    const common = { keepAlive: true, maxSockets: this.#maxSockets, maxFreeSockets: 4, timeout: IDLE_MS };
    const { access } = this;
    const agent =
      access.server.protocol === 'http:'
        ? new HttpAgent(common)
        : new HttpsAgent({
            ...common,
            ...(ca === undefined ? {} : { ca: ca.bytes }),
            ...(certificate === undefined ? {} : { cert: certificate }),
            ...(key === undefined ? {} : { key }),
            ...(access.serverName === undefined ? {} : { servername: access.serverName }),
            rejectUnauthorized: !access.insecure,
          });
    this.#agent = { stamp: wanted, agent };
    // Watches under way stay on their connections until the server ends them; only idle ones go.
    for (const sockets of Object.values(previous?.freeSockets ?? {}))
      for (const socket of sockets ?? []) socket.destroy();
    return agent;
  }

  #dispatch(
    request: TransportRequest,
    agent: HttpAgent | HttpsAgent,
    credentials: Credentials,
  ): Promise<IncomingMessage> {
    const { server, impersonate } = this.access;
    const { method, path, query, headers, body, signal } = request;
    const search = query === undefined || query.size === 0 ? '' : `?${query.toString()}`;
    return new Promise((resolve, reject) => {
      const sent = (server.protocol === 'http:' ? requestHttp : requestHttps)({
        agent,
        method,
        // Brackets belong to the address of the URL, not to the IPv6 address.
        hostname: server.hostname.replace(/^\[|\]$/g, ''),
        port: server.port,
        path: `${server.pathname.replace(/\/+$/, '')}${path}${search}`,
        headers: {
          'user-agent': this.#userAgent,
          accept: 'application/json',
          ...impersonate,
          ...headers,
          ...(credentials.token === undefined ? {} : { authorization: `Bearer ${credentials.token}` }),
          ...(body === undefined ? {} : { 'content-length': body.length }),
        },
        signal,
      });
      sent.once('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
      sent.once('response', (response) => {
        // Ending a transfer early makes the body fail; nobody may be listening by then.
        response.on('error', () => {});
        resolve(response);
      });
      sent.on('error', (error) => {
        const isStale = sent.reusedSocket && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(isStale ? new ReusedSocketError(error) : error);
      });
      sent.end(body);
    });
  }
}

class ReusedSocketError extends Error {
  constructor(cause: Error) {
    super('the connection was closed while it was idle', { cause });
  }
}
