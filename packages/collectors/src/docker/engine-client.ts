import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { getJson, type JsonReply } from '../http-json.ts';
import { textAt } from '../json-value.ts';
import { engineAddressText, type EngineAddress } from './engine-address.ts';

/** The versions of the API that this client was tested with; the newest one that the engine serves is spoken. */
export const OLDEST_API = '1.24';
export const NEWEST_API = '1.51';

/** From this version on statistics can be asked for without waiting for a second measurement. */
const ONE_SHOT_API = '1.41';

export interface Engine {
  /** The version spoken, such as `1.51`. */
  readonly apiVersion: string;
  /** Version of the engine, such as `28.5.1`. */
  readonly version: string;
  /** podman answers in Docker's name, but not with Docker's figures. */
  readonly runtime: 'docker' | 'podman';
  readonly hasOneShot: boolean;
}

export type Connection =
  | { readonly ok: true; readonly engine: Engine }
  | { readonly ok: false; readonly reason: string; readonly advice?: string };

/** As many as statistics are waited for at a time. */
const MAX_SOCKETS = 48;
const LIMITS = { timeoutMs: 10_000, maxBytes: 32 * 2 ** 20 };

/** Speaks with one Docker Engine over connections that it keeps. */
export class EngineClient {
  readonly address: string;
  readonly #options;
  readonly #send;
  #engine: Engine | undefined;

  constructor(address: EngineAddress) {
    this.address = engineAddressText(address);
    const pool = { keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: 2, timeout: 130_000 };
    if (address.kind === 'tcp' && address.tls !== undefined) {
      this.#options = { host: address.host, port: address.port, agent: new HttpsAgent({ ...pool, ...address.tls }) };
      this.#send = httpsRequest;
    } else {
      const where =
        address.kind === 'socket' ? { socketPath: address.path } : { host: address.host, port: address.port };
      this.#options = { ...where, agent: new HttpAgent(pool) };
      this.#send = httpRequest;
    }
  }

  /** Agrees on a version with the engine; asks once, and again after `forget()`. */
  async connect(signal: AbortSignal): Promise<Connection> {
    if (this.#engine !== undefined) return { ok: true, engine: this.#engine };
    const reply = await this.#get('/version', signal);
    if (!reply.ok) return { ok: false, reason: `${this.address}: ${reply.reason}`, ...adviceFor(reply.reason) };
    const served = textAt(reply.value, 'ApiVersion');
    const oldest = textAt(reply.value, 'MinAPIVersion') || served;
    if (!/^\d+\.\d+$/.test(served)) {
      return { ok: false, reason: `${this.address} does not answer like a Docker Engine (no ApiVersion)` };
    }
    if (compareVersions(served, OLDEST_API) < 0) {
      const reason = `${this.address} serves the API ${served}; ${OLDEST_API} (Docker 1.12) or later is needed`;
      return { ok: false, reason, advice: 'Update the Docker Engine.' };
    }
    const newest = compareVersions(served, NEWEST_API) < 0 ? served : NEWEST_API;
    // An engine of the future may no longer speak what we know: then its oldest is closest.
    const apiVersion = compareVersions(newest, oldest) < 0 ? oldest : newest;
    const isPodman = /libpod|podman/i.test(
      [reply.headers.server, reply.headers['libpod-api-version'], JSON.stringify(reply.value)].join(' '),
    );
    this.#engine = {
      apiVersion,
      version: textAt(reply.value, 'Version'),
      runtime: isPodman ? 'podman' : 'docker',
      hasOneShot: compareVersions(apiVersion, ONE_SHOT_API) >= 0,
    };
    return { ok: true, engine: this.#engine };
  }

  /** The engine may be another one when it answers again. */
  forget(): void {
    this.#engine = undefined;
  }

  /** GET of a path of the agreed version, such as `/containers/json`. */
  async get(path: string, signal: AbortSignal, timeoutMs = LIMITS.timeoutMs): Promise<JsonReply> {
    return this.#get(this.#versioned(path), signal, timeoutMs);
  }

  /** Opens an answer that does not end, such as `/events`. Rejects when there is none. */
  stream(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      // A connection of its own: it is never given back.
      const options = { ...this.#options, agent: false as const, path: this.#versioned(path), signal };
      const request = this.#send({ ...options, headers: { host: 'docker' } }, (response) => {
        if (response.statusCode === 200) {
          resolve(response);
          return;
        }
        response.resume();
        reject(new Error(`status ${response.statusCode}`));
      });
      request.on('error', reject);
      request.end();
    });
  }

  close(): void {
    this.#options.agent.destroy();
  }

  #versioned(path: string): string {
    return `/v${this.#engine?.apiVersion ?? OLDEST_API}${path}`;
  }

  #get(path: string, signal: AbortSignal, timeoutMs = LIMITS.timeoutMs): Promise<JsonReply> {
    const options = { ...this.#options, path, headers: { host: 'docker', accept: 'application/json' } };
    return getJson(this.#send, options, { ...LIMITS, timeoutMs }, signal);
  }
}

/** Negative when `a` is older than `b`. */
export function compareVersions(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}

function adviceFor(reason: string): { readonly advice?: string } {
  if (reason.includes('EACCES')) {
    return { advice: 'Run the agent as root or in the group of the socket (usually docker).' };
  }
  return {};
}
