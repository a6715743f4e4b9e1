import { z } from 'zod';
import { route } from './route.ts';
import { login, newPassword, role, session, unixMs } from './session.ts';

export const INVITATION_MAX_HOURS = 720;

export const invitation = z
  .object({
    id: z.string(),
    role,
    note: z.string().describe('For whom it is'),
    createdAtMs: unixMs,
    createdBy: z.string(),
    expiresAtMs: unixMs,
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof invitation>;

/** The secret of an invitation: what stands after the `#` of its link, so that no server log has it. */
const secret = z.string().min(1).max(100);

export const listInvitations = route({
  id: 'listInvitations',
  method: 'GET',
  path: '/api/invitations',
  summary: 'Invitations that still can be accepted, newest first',
  access: 'session',
  role: 'administrator',
  status: 200,
  response: z.object({ invitations: z.array(invitation) }),
  errors: [],
});

export const createInvitation = route({
  id: 'createInvitation',
  method: 'POST',
  path: '/api/invitations',
  summary: 'Makes a link that lets one person join the workspace; the secret in it is never shown again',
  access: 'session',
  role: 'administrator',
  body: z.object({
    role,
    note: z.string().trim().max(200).default(''),
    expiresInHours: z.number().int().min(1).max(INVITATION_MAX_HOURS).default(72),
  }),
  status: 201,
  response: z.object({
    invitation,
    secret,
    path: z.string().describe('`/invite#…`, below the address of the console'),
  }),
  errors: ['forbidden', 'wrong_origin'],
});

export const deleteInvitation = route({
  id: 'deleteInvitation',
  method: 'DELETE',
  path: '/api/invitations/:id',
  summary: 'Makes an invitation worthless',
  access: 'session',
  role: 'administrator',
  params: z.object({ id: z.string() }),
  status: 204,
  errors: ['not_found', 'wrong_origin'],
});

export const lookAtInvitation = route({
  id: 'lookAtInvitation',
  method: 'POST',
  path: '/api/invitation',
  summary: 'What an invitation is for',
  access: 'public',
  body: z.object({ secret }),
  status: 200,
  response: z.object({ workspace: z.string(), role, expiresAtMs: unixMs, invitedBy: z.string() }),
  errors: ['not_found', 'too_many_attempts', 'wrong_origin'],
});

export const acceptInvitation = route({
  id: 'acceptInvitation',
  method: 'POST',
  path: '/api/invitation/accept',
  summary: 'Joins the workspace: with the session that is there, else with a new user, who is then signed in',
  access: 'public',
  body: z.object({
    secret,
    /** Left out by who is signed in. */
    user: z.object({ login, password: newPassword, name: z.string().trim().max(200).default('') }).optional(),
  }),
  status: 201,
  response: session,
  errors: ['not_found', 'conflict', 'unauthenticated', 'too_many_attempts', 'wrong_origin'],
});
