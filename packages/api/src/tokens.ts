import { z } from 'zod';
import { route } from './route.ts';
import { unixMs } from './session.ts';

/** `agent` may only write (ingest and status reports), `read` may only query. */
export const TOKEN_KINDS = ['agent', 'read'] as const;
export const tokenKind = z.enum(TOKEN_KINDS);
export type TokenKind = z.infer<typeof tokenKind>;

export const token = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: tokenKind,
    hint: z.string().describe('The first characters of the secret, to tell tokens apart: `tkn_3fK9…`'),
    createdAtMs: unixMs,
    createdBy: z.string().nullable().describe('Login; null for a token the server made at its start'),
    lastUsedAtMs: unixMs.nullable(),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof token>;

export const listTokens = route({
  id: 'listTokens',
  method: 'GET',
  path: '/api/tokens',
  summary: 'Tokens of the workspace, newest first',
  access: 'session',
  status: 200,
  response: z.object({ tokens: z.array(token) }),
  errors: [],
});

export const createToken = route({
  id: 'createToken',
  method: 'POST',
  path: '/api/tokens',
  summary: 'Makes a token; its secret is in this answer and never shown again',
  access: 'session',
  body: z.object({ name: z.string().trim().min(1).max(100), kind: tokenKind }),
  status: 201,
  response: z.object({ token, secret: z.string().describe('`tkn_…`') }),
  errors: ['wrong_origin'],
});

export const deleteToken = route({
  id: 'deleteToken',
  method: 'DELETE',
  path: '/api/tokens/:id',
  summary: 'Revokes a token at once',
  access: 'session',
  params: z.object({ id: z.string() }),
  status: 204,
  errors: ['not_found', 'wrong_origin'],
});
