import { z } from 'zod';
import { route } from './route.ts';
import { unixMs } from './session.ts';
import { TOKEN_KINDS, TOKEN_SCOPES } from './token-kinds.ts';

export const tokenScope = z.enum(TOKEN_SCOPES);
export const tokenKind = z.enum(TOKEN_KINDS);

export const TOKEN_MAX_LIFE_DAYS = 3650;
export const TOKEN_MAX_GRACE_HOURS = 168;

export const token = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: tokenKind,
    scopes: z.array(tokenScope),
    hint: z.string().describe('The first characters of the secret, to tell tokens apart: `tkn_3fK9…`'),
    createdAtMs: unixMs,
    createdBy: z.string().nullable().describe('Login; null for a token the server made at its start'),
    lastUsedAtMs: unixMs.nullable(),
    expiresAtMs: unixMs.nullable().describe('Null for one that does not expire'),
    rotatedAtMs: unixMs.nullable(),
    previousUntilMs: unixMs.nullable().describe('Until when the secret before the last rotation still works'),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof token>;

const tokenAndSecret = z.object({ token, secret: z.string().describe('`tkn_…`') });
const tokenId = z.object({ id: z.string() });

export const listTokens = route({
  id: 'listTokens',
  method: 'GET',
  path: '/api/tokens',
  summary: 'Tokens of the workspace, newest first',
  access: 'session',
  role: 'administrator',
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
  role: 'administrator',
  body: z
    .object({
      name: z.string().trim().min(1).max(100),
      kind: tokenKind,
      scopes: z.array(tokenScope).max(TOKEN_SCOPES.length).default([]).describe('For kind `api`, at least one'),
      expiresInDays: z.number().int().min(1).max(TOKEN_MAX_LIFE_DAYS).nullable().default(null),
    })
    .refine((it) => it.kind !== 'api' || it.scopes.length > 0, {
      path: ['scopes'],
      message: 'choose at least one scope',
    })
    .refine((it) => it.kind === 'api' || it.scopes.length === 0, {
      path: ['scopes'],
      message: 'only a token of kind api has scopes of its own',
    }),
  status: 201,
  response: tokenAndSecret,
  errors: ['wrong_origin'],
});

export const rotateToken = route({
  id: 'rotateToken',
  method: 'POST',
  path: '/api/tokens/:id/rotate',
  summary: 'Gives a token a new secret; the one before works for some more hours, so that nothing stops',
  access: 'session',
  role: 'administrator',
  params: tokenId,
  body: z.object({ graceHours: z.number().min(0).max(TOKEN_MAX_GRACE_HOURS).default(24) }),
  status: 200,
  response: tokenAndSecret,
  errors: ['not_found', 'wrong_origin'],
});

export const deleteToken = route({
  id: 'deleteToken',
  method: 'DELETE',
  path: '/api/tokens/:id',
  summary: 'Revokes a token at once',
  access: 'session',
  role: 'administrator',
  params: tokenId,
  status: 204,
  errors: ['not_found', 'wrong_origin'],
});
