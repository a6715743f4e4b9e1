import { z } from 'zod';
import { route } from './route.ts';
import { newPassword, PASSWORD_MAX_LENGTH, session, unixMs } from './session.ts';

export const sessionSummary = z
  .object({
    id: z.string(),
    current: z.boolean().describe('The one that asks'),
    createdAtMs: unixMs,
    lastUsedAtMs: unixMs,
    expiresAtMs: unixMs,
    address: z.string().describe('Where it was last used from'),
    userAgent: z.string(),
  })
  .meta({ id: 'SessionSummary' });
export type SessionSummary = z.infer<typeof sessionSummary>;

export const listSessions = route({
  id: 'listSessions',
  method: 'GET',
  path: '/api/sessions',
  summary: "The reader's own sessions, last used first",
  access: 'session',
  status: 200,
  response: z.object({ sessions: z.array(sessionSummary) }),
  errors: [],
});

export const endSession = route({
  id: 'endSession',
  method: 'DELETE',
  path: '/api/sessions/:id',
  summary: "Ends one of the reader's own sessions",
  access: 'session',
  params: z.object({ id: z.string() }),
  status: 204,
  errors: ['not_found', 'wrong_origin'],
});

export const endOtherSessions = route({
  id: 'endOtherSessions',
  method: 'DELETE',
  path: '/api/sessions',
  summary: "Ends all of the reader's sessions but this one",
  access: 'session',
  status: 200,
  response: z.object({ ended: z.number().int() }),
  errors: ['wrong_origin'],
});

export const putPassword = route({
  id: 'putPassword',
  method: 'PUT',
  path: '/api/account/password',
  summary: 'Changes the password and ends all other sessions. Who has none yet leaves `current` empty',
  access: 'session',
  body: z.object({ current: z.string().max(PASSWORD_MAX_LENGTH), next: newPassword }),
  status: 204,
  errors: ['wrong_credentials', 'too_many_attempts', 'wrong_origin'],
});

export const putAccount = route({
  id: 'putAccount',
  method: 'PUT',
  path: '/api/account',
  summary: 'Changes the name that others see',
  access: 'session',
  body: z.object({ name: z.string().trim().max(200) }),
  status: 200,
  response: session,
  errors: ['wrong_origin'],
});
