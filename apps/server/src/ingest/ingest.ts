import { hasRole, type PartHealth } from '@binnacle/api';
import type { CommitOutcome } from '@binnacle/storage';
import { isOwnOrigin } from '../auth/origin.ts';
import type { ServerConfig } from '../config/config.ts';
import type { Exchange } from '../http/exchange.ts';
import { respondText } from '../http/respond.ts';
import type { StorageEngine } from '@binnacle/storage';
import { importText } from './import-text.ts';
import { remoteWrite } from './remote-write.ts';

export interface IngestParts {
  readonly engine: StorageEngine;
  readonly config: ServerConfig;
  readonly now: () => number;
}

/** What an ingest request came to; the answer is made of it. */
export type IngestOutcome =
  | { readonly kind: 'stored'; readonly headers?: Readonly<Record<string, string>> }
  /** Some samples were taken and are on disk, some refused: nothing to try again. */
  | { readonly kind: 'partial'; readonly message: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 415 | 499; readonly message: string }
  /** Nothing is promised: try again later. */
  | { readonly kind: 'later'; readonly message: string; readonly retryAfterMs: number };

/** Counts what a handler has stored and refused. */
export interface IngestCounter {
  noteCommit(outcome: CommitOutcome): void;
  noteInvalid(samples: number): void;
}

type IngestHandler = (
  exchange: Exchange,
  workspace: string,
  parts: IngestParts,
  counter: IngestCounter,
) => Promise<IngestOutcome>;

/** Below /api/v1/. */
const HANDLERS: Readonly<Record<string, IngestHandler>> = {
  write: remoteWrite,
  'import/prometheus': importText,
};

/** Bodies being read and decoded may hold this much in all; above, requests are put off. */
const MAX_BYTES_IN_FLIGHT = 256 << 20;

/** The routes that take samples in, and their figures. */
export class Ingest implements IngestCounter {
  readonly #parts: IngestParts;
  #running = 0;
  #bytes = 0;
  #requests = 0;
  #samples = 0;
  #rejected = 0;
  #lastAtMs: number | null = null;
  #failure: string | undefined;

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  static isIngestPath(path: string): boolean {
    return Object.hasOwn(HANDLERS, path.slice('/api/v1/'.length));
  }

  async handle(exchange: Exchange): Promise<void> {
    const { request, response, path, principal } = exchange;
    const { config } = this.#parts;
    const refuse = (status: number, message: string, headers: Record<string, string> = {}): Promise<void> =>
      respondText(request, response, status, `${message}\n`, headers);

    if (request.method !== 'POST') return refuse(405, 'Method Not Allowed', { allow: 'POST' });
    if (principal.kind === 'anonymous')
      return refuse(401, principal.why, { 'www-authenticate': 'Bearer realm="binnacle"' });
    if (principal.kind === 'token' && !principal.scopes.includes('metrics:write'))
      return refuse(403, 'this token may not write: it lacks the scope metrics:write');
    // A session may write too (trying things out by hand), but not at the wish of a foreign page.
    if (principal.kind === 'session') {
      if (!hasRole(principal.role, 'editor')) return refuse(403, 'your role in this workspace may only read');
      if (!isOwnOrigin(request, config.web.externalUrl)) return refuse(403, 'a page of another origin may not do this');
    }
    const declared = Number(request.headers['content-length'] ?? 0);
    if (this.#running >= config.ingest.maxConcurrency || this.#bytes + declared > MAX_BYTES_IN_FLIGHT) {
      return refuse(503, 'too many ingest requests at a time (--ingest.max-concurrency)', { 'retry-after': '1' });
    }
    this.#running++;
    this.#bytes += declared;
    this.#requests++;
    try {
      const outcome = await HANDLERS[path.slice('/api/v1/'.length)]!(exchange, principal.workspace, this.#parts, this);
      switch (outcome.kind) {
        case 'stored':
          return await respondText(request, response, 204, '', { ...outcome.headers });
        case 'partial':
          return await refuse(400, outcome.message, { ...outcome.headers });
        case 'refused':
          return await refuse(outcome.status, outcome.message);
        case 'later':
          return await refuse(503, outcome.message, {
            'retry-after': String(Math.max(1, Math.ceil(outcome.retryAfterMs / 1000))),
          });
      }
    } finally {
      this.#running--;
      this.#bytes -= declared;
    }
  }

  noteCommit(outcome: CommitOutcome): void {
    if (!outcome.ok) {
      this.#failure = outcome.message;
      return;
    }
    this.#failure = undefined;
    this.#lastAtMs = this.#parts.now();
    this.#samples += outcome.samples + outcome.histograms;
    for (const it of outcome.rejections) this.#rejected += it.samples;
  }

  noteInvalid(samples: number): void {
    this.#rejected += samples;
  }

  figures() {
    return {
      samples: this.#samples,
      requests: this.#requests,
      rejectedSamples: this.#rejected,
      lastAtMs: this.#lastAtMs,
    };
  }

  running(): number {
    return this.#running;
  }

  health(): PartHealth {
    return this.#failure === undefined
      ? { part: 'ingest', state: 'ok', message: '' }
      : { part: 'ingest', state: 'failed', message: this.#failure };
  }
}
