import { hasRole } from '@binnacle/api';
import { isOwnOrigin } from '../auth/origin.ts';
import { readBody } from '../http/body.ts';
import { Client, type Exchange } from '../http/exchange.ts';
import { respond, respondText } from '../http/respond.ts';
import type { ServerParts } from '../parts.ts';
import { failureBody, successBody } from '../query/envelope.ts';
import { adminRoutes } from './admin-routes.ts';
import { corsHeaders } from './cors.ts';
import { BadParameter, httpStatus, Params, type ErrorType } from './params.ts';
import { queryRoutes } from './query-routes.ts';
import { readRoute } from './read-route.ts';
import type { PrometheusRoute, Reply } from './route-table.ts';
import { statusRoutes } from './status-routes.ts';
import { targetRoutes } from './target-routes.ts';

/** A form holds a query. Taking one apart is work for the main thread, a millisecond for every 100 KB. */
const FORM_LIMIT_BYTES = 2 << 20;
const FORM_TYPE = /^application\/x-www-form-urlencoded\b/i;
const PREFIX = '/api/v1/';

/** Answers requests below `/api/v1/` in the shapes of Prometheus. */
export function prometheusApi(parts: ServerParts): (exchange: Exchange) => Promise<void> {
  const all = [
    ...queryRoutes(parts),
    readRoute(parts),
    ...targetRoutes(parts),
    ...statusRoutes(parts),
    ...adminRoutes(parts),
  ];
  const fixed = new Map(all.filter((it) => !it.path.includes(':')).map((it) => [it.path, it]));
  const patterns = all
    .filter((it) => it.path.includes(':'))
    .map((route) => ({ route, pattern: new RegExp(`^${route.path.replace(/:\w+/, '([^/]+)')}$`) }));
  const cors = corsHeaders(parts.config.web.corsOrigin);

  const find = (path: string): { route: PrometheusRoute; name: string } | undefined => {
    const route = fixed.get(path);
    if (route !== undefined) return { route, name: '' };
    for (const it of patterns) {
      const name = it.pattern.exec(path)?.[1];
      if (name !== undefined) return { route: it.route, name: decoded(name) };
    }
    return undefined;
  };

  return async (exchange) => {
    const { request, response, path, query, principal } = exchange;
    const headers: Record<string, string> = { ...cors(request), 'content-type': 'application/json' };
    if (request.method === 'OPTIONS') return respond(request, response, 204, headers, '');
    const refuse = (errorType: ErrorType, error: string, status: number = httpStatus[errorType]): Promise<void> =>
      respond(request, response, status, headers, failureBody(errorType, error));

    const found = find(path.slice(PREFIX.length).replace(/\/$/, ''));
    // Clients probe for what a server has: only a plain 404 tells them that it is not there.
    if (found === undefined) return respondText(request, response, 404, '404 page not found\n', cors(request));
    const { route, name } = found;
    const method = request.method === 'HEAD' ? 'GET' : request.method!;
    if (!route.methods.includes(method)) {
      return respondText(request, response, 405, 'Method Not Allowed\n', {
        ...cors(request),
        allow: [...route.methods, 'OPTIONS'].sort().join(', '),
      });
    }
    if (principal.kind === 'anonymous') {
      // Not Basic, which is taken as well: a browser would ask for a password beside the console's own page.
      headers['www-authenticate'] = 'Bearer realm="binnacle"';
      return refuse('unauthorized', principal.why);
    }
    if (principal.kind === 'token' && !principal.scopes.includes('metrics:read'))
      return refuse('forbidden', 'this token may not query: it lacks the scope metrics:read');
    if (route.access === 'admin') {
      if (principal.kind === 'token' || !hasRole(principal.role, 'administrator')) {
        return refuse('forbidden', 'this is for owners and administrators');
      }
      if (!isOwnOrigin(request, parts.config.web.externalUrl))
        return refuse('forbidden', 'a page of another origin may not do this');
    }
    let form: string | undefined;
    const type = request.headers['content-type'];
    if (type !== undefined && FORM_TYPE.test(type)) {
      const body = await readBody(request, FORM_LIMIT_BYTES);
      if (!body.ok) return refuse('bad_data', `error parsing form values: ${body.message}`, body.status);
      form = Buffer.from(body.bytes).toString('utf8');
    }
    const params = new Params(query, form);
    const caller = new Client(exchange);
    let reply: Reply;
    try {
      const { workspace } = principal;
      reply = await route.handle({ request, response, path, query, principal, params, workspace, name, caller });
    } catch (error) {
      if (error instanceof BadParameter) return refuse('bad_data', error.message);
      parts.log.error({ err: error, path }, 'a request failed');
      return refuse('internal', 'an error of the server; its log has the details');
    }
    switch (reply.kind) {
      case 'none':
        return respond(request, response, 204, headers, '');
      case 'error':
        return refuse(reply.errorType, reply.error);
      case 'data':
        return respond(
          request,
          response,
          200,
          headers,
          successBody(reply.data, reply.warnings === undefined ? {} : { warnings: reply.warnings }),
        );
      case 'written': {
        const { status, contentType, encoding, body } = reply.reply;
        // What the thread did not compress is not worth it.
        Object.assign(headers, { 'content-encoding': encoding }, reply.headers, { 'content-type': contentType });
        if (encoding !== 'identity') {
          headers['vary'] = headers['vary'] === undefined ? 'Accept-Encoding' : `${headers['vary']}, Accept-Encoding`;
        }
        return respond(request, response, status, headers, body);
      }
    }
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
