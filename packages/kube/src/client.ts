import type { IncomingMessage } from 'node:http';
import type { ClusterAccess } from './config/cluster-access.ts';
import { systemClock, type Clock } from './clock.ts';
import { explainConnectionError } from './http/connection-error.ts';
import { readBody, readStart } from './http/read-body.ts';
import { statusFailure } from './http/status-failure.ts';
import { Transport } from './http/transport.ts';
import type { KubeObject } from './object.ts';
import { failed, succeeded, type KubeOutcome } from './outcome.ts';
import { isRecord } from './json.ts';
import { resourcePath, type Resource } from './resource.ts';

export interface KubeClientOptions {
  readonly access: ClusterAccess;
  readonly userAgent?: string;
  readonly clock?: Clock;
  /** For answers that end: all but watches. */
  readonly timeoutMs?: number;
  /** Largest answer that is taken in, except for watches. */
  readonly maxBytes?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

export type PatchKind = 'merge' | 'strategic' | 'json';

const PATCH_TYPES: Readonly<Record<PatchKind, string>> = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
};

export interface JsonRequest extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly accept?: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly maxBytes?: number;
}

/** Error bodies are cut off here. */
const MAX_ERROR_BYTES = 64 << 10;
const MAX_TIMEOUT_MS = 60_000;
const DEFAULT_MAX_BYTES = 64 << 20;

/** Requests to one API server: bounded in size and time, failures as values. */
export class KubeClient {
  readonly access: ClusterAccess;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #maxBytes: number;

  constructor({
    access,
    userAgent = 'binnacle',
    clock = systemClock,
    timeoutMs = MAX_TIMEOUT_MS,
    maxBytes = DEFAULT_MAX_BYTES,
  }: KubeClientOptions) {
    this.access = access;
    this.#transport = new Transport(access, { userAgent });
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#maxBytes = maxBytes;
  }

  get<T extends KubeObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options?: CallOptions,
  ): Promise<KubeOutcome<T>> {
    return this.#object({ method: 'GET', path: resourcePath(resource, namespace, name), ...options });
  }

  create<T extends KubeObject>(
    resource: Resource,
    namespace: string | undefined,
    object: unknown,
    options?: CallOptions,
  ): Promise<KubeOutcome<T>> {
    return this.#object({ method: 'POST', path: resourcePath(resource, namespace), body: object, ...options });
  }

  /** Replaces an object. With a `metadata.resourceVersion` it fails with reason `Conflict` when somebody was faster. */
  update<T extends KubeObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    object: unknown,
    options?: CallOptions,
  ): Promise<KubeOutcome<T>> {
    return this.#object({ method: 'PUT', path: resourcePath(resource, namespace, name), body: object, ...options });
  }

  patch<T extends KubeObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    kind: PatchKind,
    patch: unknown,
    options?: CallOptions,
  ): Promise<KubeOutcome<T>> {
    return this.#object({
      method: 'PATCH',
      path: resourcePath(resource, namespace, name),
      body: patch,
      contentType: PATCH_TYPES[kind],
      ...options,
    });
  }

  /** The answer is the object or a Status. */
  delete(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options?: CallOptions,
  ): Promise<KubeOutcome<unknown>> {
    return this.json({ method: 'DELETE', path: resourcePath(resource, namespace, name), ...options });
  }

  /** Any request with an answer in JSON. */
  async json(request: JsonRequest): Promise<KubeOutcome<unknown>> {
    const text = await this.text({ accept: 'application/json', ...request });
    if (!text.ok) return text;
    try {
      return succeeded(JSON.parse(text.value));
    } catch {
      return failed({ kind: 'malformed', message: `the answer to ${request.path} is not JSON` });
    }
  }

  /** Any request, its answer as text. */
  async text(request: JsonRequest): Promise<KubeOutcome<string>> {
    const maxBytes = request.maxBytes ?? this.#maxBytes;
    const timeoutMs = request.timeoutMs ?? this.#timeoutMs;
    return this.#within(timeoutMs, request, async (signal) => {
      const sent = await this.#send(request, signal);
      if (!sent.ok) return sent;
      const body = await readBody(sent.value, maxBytes);
      if (body === undefined)
        return failed({
          kind: 'too-large',
          message: `the answer to ${request.path} is larger than ${Math.floor(maxBytes / 1024)} KiB`,
        });
      return succeeded(body.toString('utf8'));
    });
  }

  /**
   * A request whose answer goes on: its body is the caller's, who reads or destroys it. `headTimeoutMs` bounds the time until
   * the answer begins.
   */
  stream(
    request: JsonRequest,
    signal: AbortSignal,
    headTimeoutMs: number = this.#timeoutMs,
  ): Promise<KubeOutcome<IncomingMessage>> {
    const ended = new AbortController();
    let timedOut = false;
    const abort = (): void => ended.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) ended.abort();
    const cancel = this.#clock.after(headTimeoutMs, () => {
      timedOut = true;
      ended.abort();
    });
    return this.#send(request, ended.signal)
      .then((sent) => {
        if (sent.ok) sent.value.once('close', () => signal.removeEventListener('abort', abort));
        else signal.removeEventListener('abort', abort);
        return !sent.ok && timedOut ? failed(timeoutOf(request.path, headTimeoutMs)) : sent;
      })
      .finally(cancel);
  }

  /** Closes idle connections and ends those under way. */
  close(): void {
    this.#transport.close();
  }

  async #object<T extends KubeObject>(request: JsonRequest): Promise<KubeOutcome<T>> {
    const outcome = await this.json(request);
    if (!outcome.ok) return outcome;
    if (!isRecord(outcome.value) || !isRecord(outcome.value['metadata']))
      return failed({ kind: 'malformed', message: `the answer to ${request.path} is not an object of Kubernetes` });
    return succeeded(outcome.value as unknown as T);
  }

  async #send(request: JsonRequest, signal: AbortSignal): Promise<KubeOutcome<IncomingMessage>> {
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    const sent = await this.#transport.send({
      method: request.method,
      path: request.path,
      ...(request.query === undefined ? {} : { query: new URLSearchParams(request.query) }),
      headers: {
        ...(request.accept === undefined ? {} : { accept: request.accept }),
        ...(body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      signal,
    });
    if (!sent.ok) return sent;
    const response = sent.value;
    const code = response.statusCode ?? 0;
    if (code >= 200 && code < 300) return sent;
    if (code >= 300 && code < 400) {
      response.destroy();
      // Following would send the credentials to whoever the answer names.
      return failed({
        kind: 'malformed',
        message: `${this.access.server.origin} answered with a redirect: name the API server itself in the kubeconfig`,
      });
    }
    const start = await readStart(response, MAX_ERROR_BYTES);
    response.destroy();
    return failed(statusFailure(code, start, response.headers['retry-after']));
  }

  /** Ends `run` after `timeoutMs`, or when the caller's signal says so. */
  async #within<T>(
    timeoutMs: number,
    { signal, path }: JsonRequest,
    run: (signal: AbortSignal) => Promise<KubeOutcome<T>>,
  ): Promise<KubeOutcome<T>> {
    const ended = new AbortController();
    let timedOut = false;
    const abort = (): void => ended.abort();
    if (signal?.aborted === true) return failed({ kind: 'aborted', message: 'the request was ended' });
    signal?.addEventListener('abort', abort, { once: true });
    const cancel = this.#clock.after(timeoutMs, () => {
      timedOut = true;
      ended.abort();
    });
    const over = (): KubeOutcome<T> =>
      failed(timedOut ? timeoutOf(path, timeoutMs) : { kind: 'aborted', message: 'the request was ended' });
    try {
      const outcome = await run(ended.signal);
      return ended.signal.aborted && !outcome.ok ? over() : outcome;
    } catch (error) {
      return ended.signal.aborted ? over() : failed(explainConnectionError(error, this.access));
    } finally {
      cancel();
      signal?.removeEventListener('abort', abort);
    }
  }
}

const timeoutOf = (path: string, timeoutMs: number) =>
  ({ kind: 'timeout', message: `the API server did not answer ${path} within ${timeoutMs / 1000} s` }) as const;
