import { z } from 'zod';
import { route } from './route.ts';
import {
  EMBED_MAX_ORIGINS,
  embedOrigin,
  share,
  SHARE_MAX_DAYS,
  shareRange,
  shareSecret,
  shareUse,
  shareVariable,
} from './shares.ts';

export const getSharing = route({
  id: 'getSharing',
  method: 'GET',
  path: '/api/sharing',
  summary: 'Whether links for people without an account can be made here, and which sites may embed panels',
  access: 'session',
  status: 200,
  response: z.object({
    publicLinks: z.boolean().describe('--share.public-links of the server'),
    embedOrigins: z.array(z.string()),
  }),
  errors: [],
});

export const putSharing = route({
  id: 'putSharing',
  method: 'PUT',
  path: '/api/sharing',
  summary: 'Lists the origins of the sites that may embed panels of this workspace; all others are refused',
  access: 'session',
  role: 'administrator',
  body: z.strictObject({ embedOrigins: z.array(embedOrigin).max(EMBED_MAX_ORIGINS) }),
  status: 204,
  errors: ['wrong_origin'],
});

export const listShares = route({
  id: 'listShares',
  method: 'GET',
  path: '/api/shares',
  summary: 'Links to the dashboards that the reader may see, newest first; ended ones stay in the list for 30 days',
  access: 'session',
  role: 'editor',
  status: 200,
  response: z.object({ shares: z.array(share) }),
  errors: [],
});

export const createShare = route({
  id: 'createShare',
  method: 'POST',
  path: '/api/shares',
  summary: 'Makes a link that shows a dashboard or one panel to whoever has it; its secret is never shown again',
  access: 'session',
  role: 'editor',
  body: z.strictObject({
    dashboard: z.string(),
    panel: z.string().max(64).optional().describe('This panel alone'),
    use: shareUse,
    note: z.string().trim().max(200).default(''),
    expiresInDays: z.number().int().min(1).max(SHARE_MAX_DAYS).default(30),
    range: shareRange,
    mayChangeRange: z.boolean().default(false).describe('Whether whoever opens the link may look at another time'),
    scrapeMs: z.number().int().min(1000).max(3_600_000).default(60_000).describe('How often the metrics are scraped'),
    variables: z.array(shareVariable).max(50).default([]),
  }),
  status: 201,
  response: z.object({
    share,
    secret: shareSecret,
    path: z.string().describe('`/share/ID#SECRET` or `/embed/ID#SECRET`, below the address of the console'),
  }),
  errors: ['not_found', 'forbidden', 'wrong_origin'],
});

export const deleteShare = route({
  id: 'deleteShare',
  method: 'DELETE',
  path: '/api/shares/:id',
  summary: 'Revokes a link at once',
  access: 'session',
  role: 'editor',
  params: z.object({ id: z.string() }),
  status: 204,
  errors: ['not_found', 'forbidden', 'wrong_origin'],
});
