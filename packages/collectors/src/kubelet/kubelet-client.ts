import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { getJson, type JsonReply } from '../http-json.ts';
import { reasonOf } from '../reason.ts';

export interface KubeletOptions {
  /** Such as `https://10.0.0.5:10250`; `http://127.0.0.1:10255` for the read-only port of old clusters. */
  readonly url: string;
  /** Read anew for each request: the tokens of service accounts are renewed every hour. */
  readonly tokenFile?: string;
  /** In place of a file: asked before each request. */
  readonly token?: (signal: AbortSignal) => Promise<string | undefined>;
  /** Certificates that the kubelet's own is checked against; those of Node.js where there is none. */
  readonly caFile?: string;
  /** `skip` only when people asked for it: whoever answers then gets the token. */
  readonly certificateCheck?: 'check' | 'skip';
  /** The name that the certificate must have, where it is not that of the address. */
  readonly serverName?: string;
}

export type KubeletFailure = {
  readonly ok: false;
  readonly status: number;
  readonly reason: string;
  readonly advice?: string;
};

const LIMITS = { timeoutMs: 10_000, maxBytes: 64 * 2 ** 20 };

/** Asks the kubelet of one node. */
export class KubeletClient {
  readonly address: string;
  readonly #options: KubeletOptions;
  readonly #url: URL;
  #agent: { readonly ca: string | undefined; readonly agent: HttpsAgent } | undefined;
  readonly #httpAgent = new HttpAgent({ keepAlive: true, maxSockets: 4 });

  constructor(options: KubeletOptions) {
    this.#options = options;
    this.#url = new URL(options.url);
    this.address = this.#url.host;
  }

  async getJson(
    path: string,
    signal: AbortSignal,
  ): Promise<Extract<JsonReply, { readonly ok: true }> | KubeletFailure> {
    const request = await this.#request(path, signal);
    if ('ok' in request) return request;
    const reply = await getJson(request.send, request.options, LIMITS, signal);
    return reply.ok ? reply : this.#explained(reply);
  }

  /** Hands on the bytes of an answer until there are no more or `take` has had enough. */
  async getBytes(
    path: string,
    signal: AbortSignal,
    take: (chunk: Buffer) => 'more' | 'enough',
  ): Promise<{ readonly ok: true } | KubeletFailure> {
    const request = await this.#request(path, signal);
    if ('ok' in request) return request;
    return new Promise((resolve) => {
      const timeout = AbortSignal.any([signal, AbortSignal.timeout(LIMITS.timeoutMs)]);
      const failed = (error: unknown): void =>
        resolve(this.#explained({ ok: false, status: 0, reason: reasonOf(error) }));
      const sent = request.send({ ...request.options, signal: timeout }, (response: IncomingMessage) => {
        const status = response.statusCode ?? 0;
        if (status !== 200) {
          response.resume();
          resolve(this.#explained({ ok: false, status, reason: `status ${status}` }));
          return;
        }
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (take(chunk) === 'more' && size <= LIMITS.maxBytes) return;
          resolve({ ok: true });
          response.destroy();
        });
        response.on('end', () => resolve({ ok: true }));
        response.on('error', failed);
      });
      sent.on('error', failed);
      sent.end();
    });
  }

  close(): void {
    this.#agent?.agent.destroy();
    this.#httpAgent.destroy();
  }

  async #request(
    path: string,
    signal: AbortSignal,
  ): Promise<
    | KubeletFailure
    | {
        readonly send: (options: RequestOptions, answered: (response: IncomingMessage) => void) => ClientRequest;
        readonly options: RequestOptions;
      }
  > {
    const headers: Record<string, string> = { accept: '*/*' };
    let ca: string | undefined;
    try {
      const { tokenFile, caFile } = this.#options;
      const token =
        tokenFile === undefined ? await this.#options.token?.(signal) : (await readFile(tokenFile, 'utf8')).trim();
      if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
      if (caFile !== undefined) ca = await readFile(caFile, 'utf8');
    } catch (error) {
      return {
        ok: false,
        status: 0,
        reason: `credentials cannot be read: ${error instanceof Error ? error.message : ''}`,
      };
    }
    const { protocol, hostname, port } = this.#url;
    const options = {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || (protocol === 'https:' ? 443 : 80),
      path,
      headers,
    };
    if (protocol !== 'https:') return { send: httpRequest, options: { ...options, agent: this.#httpAgent } };
    return { send: httpsRequest, options: { ...options, agent: this.#agentFor(ca) } };
  }

  #agentFor(ca: string | undefined): HttpsAgent {
    if (this.#agent !== undefined && this.#agent.ca === ca) return this.#agent.agent;
    this.#agent?.agent.destroy();
    const { certificateCheck, serverName } = this.#options;
    const agent = new HttpsAgent({
      keepAlive: true,
      maxSockets: 4,
      rejectUnauthorized: certificateCheck !== 'skip',
      ...(ca === undefined ? {} : { ca }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    });
    this.#agent = { ca, agent };
    return agent;
  }

  #explained(failure: Extract<JsonReply, { readonly ok: false }>): KubeletFailure {
    const { status, reason } = failure;
    const advice = adviceFor(status, reason);
    return {
      ok: false,
      status,
      reason: `${this.#options.url}: ${reason}`,
      ...(advice === undefined ? {} : { advice }),
    };
  }
}

function adviceFor(status: number, reason: string): string | undefined {
  if (status === 401)
    return 'The kubelet does not know the token: it must be that of a service account of this cluster.';
  if (status === 403) return 'Grant the service account get on nodes/metrics and nodes/stats.';
  if (/self.signed|unable to verify|unable to get (?:local )?issuer|altname|certificate/i.test(reason)) {
    return (
      'Let the kubelet have a certificate of the cluster (serverTLSBootstrap: true), give the certificates it is signed ' +
      'with, or turn the check off for kubelets.'
    );
  }
  return undefined;
}
