import { z } from 'zod';
import { definition } from './definition.ts';
import { listEvents, listObjects } from './inventory.ts';
import { route } from './route.ts';
import { unixMs } from './session.ts';
import { shareRange, shareSecret, shareSelection, shareUse, shareVariable } from './shares.ts';

/*
 * What whoever has a link may ask for. These routes read neither a session nor a token: the secret in the body is all that
 * counts, and a request names a query of the dashboard, never PromQL.
 */

const ENDED = ['gone', 'not_found', 'forbidden', 'too_many_attempts', 'unavailable', 'wrong_origin'] as const;

export const openShare = route({
  id: 'openShare',
  method: 'POST',
  path: '/api/share',
  summary: 'The dashboard or panel behind a link, without its queries',
  access: 'public',
  body: z.strictObject({ secret: shareSecret }),
  status: 200,
  response: z.object({
    use: shareUse,
    title: z.string(),
    panel: z.string().nullable(),
    expiresAtMs: unixMs,
    range: shareRange,
    mayChangeRange: z.boolean(),
    variables: z.array(shareVariable).describe('Those that may be chosen'),
    definition: definition.describe('Its `expr` are names for the queries, its variables those that may be chosen'),
  }),
  errors: ENDED,
});

const chosen = z
  .record(z.string().max(64), shareSelection)
  .default({})
  .describe('What is chosen of the variables that may be chosen; the others are as they were');

const ofPanel = { secret: shareSecret, panel: z.string().max(64), variables: chosen };

export const queryShare = route({
  id: 'queryShare',
  method: 'POST',
  path: '/api/share/query',
  summary: 'The answer to one query of a panel behind a link, in the shape of the Prometheus API',
  access: 'public',
  body: z.strictObject({
    ...ofPanel,
    ref: z.string().max(4),
    at: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('range'),
        startMs: unixMs,
        endMs: unixMs,
        stepMs: z.number().int().min(1000),
        largest: z
          .number()
          .int()
          .min(0)
          .default(0)
          .describe('The series with the largest values alone, so many; 0: all'),
      }),
      z.strictObject({
        kind: z.literal('instant'),
        timeMs: unixMs,
        spanMs: z.number().int().min(1000).describe('What `$__range` stands for'),
      }),
    ]),
  }),
  status: 200,
  response: z.object({
    status: z.literal('success'),
    data: z.unknown(),
    warnings: z.array(z.string()).optional(),
    infos: z.array(z.string()).optional(),
  }),
  errors: [...ENDED, 'query_failed'],
});

export const listShareEvents = route({
  id: 'listShareEvents',
  method: 'POST',
  path: '/api/share/events',
  summary: 'The events of a panel behind a link',
  access: 'public',
  body: z.strictObject({ ...ofPanel, fromMs: unixMs, toMs: unixMs }),
  status: 200,
  response: listEvents.response,
  errors: ENDED,
});

export const listShareObjects = route({
  id: 'listShareObjects',
  method: 'POST',
  path: '/api/share/objects',
  summary: 'The objects of a panel behind a link',
  access: 'public',
  body: z.strictObject(ofPanel),
  status: 200,
  response: listObjects.response,
  errors: ENDED,
});
