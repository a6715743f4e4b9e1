import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '../auth/authenticate.ts';
import { isLoopbackHost } from '../auth/origin.ts';
import { Ingest } from '../ingest/ingest.ts';
import type { ServerParts } from '../parts.ts';
import { frameAncestors } from '../shares/embed-ancestors.ts';
import { failureBody } from '../query/envelope.ts';
import type { ConsoleFiles } from './console-files.ts';
import type { Exchange } from './exchange.ts';
import { respond, respondText } from './respond.ts';

/** What answers the requests of a server that is ready. */
export interface Handlers {
  readonly parts: ServerParts;
  readonly ownApi: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly prometheus: (exchange: Exchange) => Promise<void>;
  readonly federate: (exchange: Exchange) => Promise<void>;
  readonly metrics: (exchange: Exchange) => Promise<void>;
  readonly consoleFiles: ConsoleFiles;
}

const HEALTHY = new Set(['/-/healthy', '/healthz', '/livez']);
const READY = new Set(['/-/ready', '/readyz']);

/**
 * Sends each request where it belongs. Health comes first and depends on nothing; until the storage is open, `handlers` is
 * undefined and everything else is asked to come back.
 */
export async function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: Handlers | undefined,
  authenticate: Authenticator | undefined = handlers?.parts.authenticate,
): Promise<void> {
  const path = pathOf(request);
  if (HEALTHY.has(path)) return respondText(request, response, 200, 'Binnacle is Healthy.\n');
  if (READY.has(path)) {
    return handlers === undefined
      ? respondText(request, response, 503, 'Service Unavailable\n')
      : respondText(request, response, 200, 'Binnacle is Ready.\n');
  }
  if (handlers === undefined || authenticate === undefined)
    return respondText(request, response, 503, 'The server is starting.\n', { 'retry-after': '1' });
  const { parts } = handlers;
  if (parts.config.auth === 'off' && !isLoopbackHost(request)) {
    return respondText(request, response, 403, 'Without authentication, this server answers to loopback names only.\n');
  }
  if (path.startsWith('/api/') && !path.startsWith('/api/v1/')) return handlers.ownApi(request, response);
  const exchange: Exchange = {
    request,
    response,
    path,
    query: request.url?.slice(path.length + 1) ?? '',
    principal: authenticate(request),
  };
  if (path.startsWith('/api/v1/')) {
    return Ingest.isIngestPath(path) && request.method !== 'OPTIONS'
      ? parts.ingest.handle(exchange)
      : handlers.prometheus(exchange);
  }
  if (path === '/metrics') return handlers.metrics(exchange);
  if (path === '/federate') return handlers.federate(exchange);
  if (path === '/api' || path.startsWith('/-/')) return respondText(request, response, 404, '404 page not found\n');
  return handlers.consoleFiles.serve(request, response, decodedPath(path), frameAncestors(parts, path));
}

/** What stands before the question mark. */
export function pathOf({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}

/** The last resort of a request that failed: an answer, if none has begun. */
export function answerFailure(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (response.headersSent) {
    response.destroy();
    return Promise.resolve();
  }
  const body = failureBody('internal', 'an error of the server; its log has the details');
  return respond(request, response, 500, { 'content-type': 'application/json' }, body);
}

/** A path that cannot be decoded names no file. */
function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/\u0000';
  }
}
