import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorTable, routes, type ErrorBody, type ErrorCode, type Route, type RouteId } from '@binnacle/api';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Principal } from '../auth/authenticate.ts';
import { callerOf, refuse } from '../auth/may-call.ts';
import { cookieName, readCookie, sessionCookie } from '../auth/cookie.ts';
import { isOwnOrigin } from '../auth/origin.ts';
import { chooseEncoding, compress, COMPRESS_FROM_BYTES } from '../http/compression.ts';
import { SECURITY_HEADERS } from '../http/respond.ts';
import { BULK_LIMIT_BYTES, type BulkBody } from '../inventory/job.ts';
import { newId } from '../metadata/secrets.ts';
import type { ServerParts } from '../parts.ts';
import { accountRoutes } from './account-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import type { Call, Handlers } from './call.ts';
import { dashboardRoutes } from './dashboard-routes.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { JsonText } from './json-text.ts';
import { memberRoutes } from './member-routes.ts';
import { objectRoutes } from './object-routes.ts';
import { mountOidc, signInWays } from './oidc-routes.ts';
import { openedShareRoutes } from './opened-share-routes.ts';
import { Refusal } from './refusal.ts';
import { sessionRoutes } from './session-routes.ts';
import { shareRoutes } from './share-routes.ts';
import { statusRoutes } from './status-routes.ts';
import { tokenRoutes } from './token-routes.ts';
import { workspaceRoutes } from './workspace-routes.ts';

/** The largest body is an agent's report of many targets. */
const BODY_LIMIT_BYTES = 4 << 20;

/** Mounts every route of the contract on fastify. @returns a handler for requests below `/api/` */
export async function ownApi(
  parts: ServerParts,
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const handlers: Handlers = {
    ...sessionRoutes(parts),
    ...signInWays(parts),
    ...accountRoutes(parts),
    ...workspaceRoutes(parts),
    ...memberRoutes(parts),
    ...invitationRoutes(parts),
    ...auditRoutes(parts),
    ...tokenRoutes(parts),
    ...dashboardRoutes(parts),
    ...shareRoutes(parts),
    ...openedShareRoutes(parts),
    ...statusRoutes(parts),
    ...objectRoutes(parts),
  };
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    exposeHeadRoutes: true,
    genReqId: () => newId(parts.random),
    // A uid may be as long as an agent may send it.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1024 },
  });
  // JSON alone: a form that a foreign page submits never gets this far.
  app.removeContentTypeParser('text/plain');
  // Many clients name the type even where a request has no body, as a deletion has none.
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, body as string, done);
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...SECURITY_HEADERS, 'cache-control': 'no-store' });
    const refusal = refuseOrigin(parts, request.raw);
    if (refusal !== undefined) await sendRefusal(reply, refusal);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < COMPRESS_FROM_BYTES) return payload;
    reply.header('vary', 'Accept-Encoding');
    const encoding = chooseEncoding(request.headers['accept-encoding'] as string | undefined);
    if (encoding === 'identity') return payload;
    reply.header('content-encoding', encoding);
    reply.removeHeader('content-length');
    return await compress(Buffer.from(payload), encoding);
  });
  app.setErrorHandler(async (error, request, reply) => sendRefusal(reply, refusalOf(parts, error, request)));
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0]!;
    const allowed = Object.values(routes)
      .filter((it) => matches(it.path, path))
      .map((it) => it.method);
    if (allowed.length === 0) return sendRefusal(reply, new Refusal('not_found', `there is no ${path}`));
    reply.header('allow', allowed.join(', '));
    return sendRefusal(reply, new Refusal('method_not_allowed', `${path} takes ${allowed.join(', ')}`));
  });
  const mountAll = (into: FastifyInstance, bulk: boolean): void => {
    const all: readonly Route[] = Object.values(routes);
    for (const it of all) {
      if ((it.bulk === true) === bulk) mount(into, it, handlers[it.id as RouteId] as (call: Call<Route>) => unknown);
    }
  };
  mountAll(app, false);
  // Large bodies stay bytes here; whoever handles them unpacks and reads them on another thread.
  await app.register(async (scope: FastifyInstance) => {
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: BULK_LIMIT_BYTES },
      (request, body, done) => done(null, { bytes: own(body as Buffer), encoding: encodingOf(request) }),
    );
    mountAll(scope, true);
  });
  mountOidc(app, parts);
  await app.ready();
  return (request, response) => app.routing(request, response);

  function mount(into: FastifyInstance, it: Route, handle: (call: Call<Route>) => unknown): void {
    const principals = new WeakMap<FastifyRequest, Principal>();
    into.route({
      method: it.method,
      url: it.path,
      // Before the body is read: strangers do not make the server hold anything.
      onRequest: async (request, reply) => {
        const principal = parts.authenticate(request.raw);
        const refusal = refuse(it, principal);
        if (refusal !== undefined) await sendRefusal(reply, refusal);
        else principals.set(request, principal);
      },
      handler: async (request, reply) => {
        const params = it.params?.safeParse(request.params);
        const query = it.query?.safeParse(request.query);
        const body = it.bulk === true ? undefined : it.body?.safeParse(request.body);
        const issues = [
          ...issuesOf('params', params?.error),
          ...issuesOf('query', query?.error),
          ...issuesOf('body', body?.error),
          ...(it.bulk === true && request.body === undefined ? [{ path: 'body', message: 'there is none' }] : []),
        ];
        if (issues.length > 0)
          return sendRefusal(
            reply,
            new Refusal('invalid_request', issues.map((i) => `${i.path}: ${i.message}`).join('; '), { issues }),
          );
        const principal = principals.get(request)!;
        const answer = await handle({
          params: params?.data,
          query: query?.data,
          body: body?.data,
          bulk: it.bulk === true ? (request.body as BulkBody) : undefined,
          workspace: principal.kind === 'anonymous' ? 'default' : principal.workspace,
          principal: callerOf(it, principal),
          address: request.ip,
          userAgent: String(request.headers['user-agent'] ?? ''),
          cookie: readCookie(request.raw, cookieName(parts.secureCookies)),
          setCookie: (secret) =>
            void reply.header(
              'set-cookie',
              sessionCookie(parts.secureCookies, secret, parts.config.session.lifetimeMs),
            ),
        } as Call<Route>);
        if (answer instanceof Refusal) return sendRefusal(reply, answer);
        if (answer instanceof JsonText) {
          return reply.status(it.status).type('application/json; charset=utf-8').send(answer.text);
        }
        return reply.status(it.status).send(answer);
      },
    });
  }
}

const encodingOf = (request: FastifyRequest): string => String(request.headers['content-encoding'] ?? '');

/** Bytes that belong to nobody else, so that they can go to another thread. */
function own(body: Buffer): Uint8Array<ArrayBuffer> {
  return body.byteLength === body.buffer.byteLength && body.buffer instanceof ArrayBuffer
    ? new Uint8Array(body.buffer)
    : new Uint8Array(body);
}

/** A change that a foreign page asks for is refused, unless it brings a token, which a foreign page does not have. */
function refuseOrigin(parts: ServerParts, request: IncomingMessage): Refusal | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  if (request.headers.authorization !== undefined && parts.config.auth === 'on') return undefined;
  if (isOwnOrigin(request, parts.config.web.externalUrl)) return undefined;
  return new Refusal(
    'wrong_origin',
    `pages of ${String(request.headers.origin ?? 'another site')} may not change anything here`,
  );
}

interface ZodProblem {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

const issuesOf = (where: string, error: ZodProblem | undefined) =>
  (error?.issues ?? []).slice(0, 50).map((it) => ({
    path: [where, ...it.path]
      .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`))
      .join(''),
    message: it.message,
  }));

function sendRefusal(reply: FastifyReply, it: Refusal): FastifyReply {
  const body: ErrorBody = {
    error: {
      code: it.code,
      message: it.message,
      ...(it.issues === undefined ? {} : { issues: [...it.issues] }),
      ...(it.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: it.retryAfterSeconds }),
      ...(it.code === 'internal' ? { requestId: reply.request.id } : {}),
    },
  };
  if (it.retryAfterSeconds !== undefined) reply.header('retry-after', it.retryAfterSeconds);
  if (it.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="binnacle"');
  return reply.status(errorTable[it.code].status).send(body);
}

/** What fastify itself found wrong with a request, or a defect of ours. */
function refusalOf(parts: ServerParts, error: unknown, request: FastifyRequest): Refusal {
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  const codes: Readonly<Record<number, ErrorCode>> = {
    400: 'invalid_request',
    413: 'payload_too_large',
    415: 'unsupported_media_type',
  };
  const code = codes[statusCode ?? 500];
  if (code !== undefined) return new Refusal(code, message ?? errorTable[code].meaning);
  parts.log.error(
    { err: error, requestId: request.id, method: request.method, path: request.routeOptions.url },
    'a request failed',
  );
  return new Refusal('internal', 'an error of the server; its log has the details');
}

const matches = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}/?$`).test(path);
