import { readerSource } from '../query/reader-source.ts';
import type { ServerParts } from '../parts.ts';
import { chooseEncoding } from '../http/compression.ts';
import { Client, type Exchange } from '../http/exchange.ts';
import { respond, respondText } from '../http/respond.ts';
import { Params } from './params.ts';

/** `GET /federate?match[]=…`: another Prometheus scrapes the newest samples from here. */
export function federate({ config, engine, pool, now }: ServerParts): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const { request, response, principal, query } = exchange;
    if (principal.kind === 'anonymous') {
      return respondText(request, response, 401, `${principal.why}\n`, {
        'www-authenticate': 'Bearer realm="binnacle"',
      });
    }
    if (principal.kind === 'token' && !principal.scopes.includes('metrics:read'))
      return respondText(request, response, 403, 'this token may only write\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return respondText(request, response, 405, 'Method Not Allowed\n', { allow: 'GET' });
    }
    const timeMs = now();
    const { lookbackMs } = config.query;
    const reply = await pool.run({
      job: { kind: 'federate', timeMs, lookbackMs, matchers: new Params(query, undefined).all('match[]') },
      timeoutMs: config.query.timeoutMs,
      caller: new Client(exchange),
      encoding: chooseEncoding(request.headers['accept-encoding'] as string | undefined),
      reader: readerSource(engine, principal.workspace),
    });
    const headers: Record<string, string> = { 'content-type': reply.contentType };
    if (reply.encoding !== 'identity') headers['content-encoding'] = reply.encoding;
    return respond(request, response, reply.status, headers, reply.body);
  };
}
