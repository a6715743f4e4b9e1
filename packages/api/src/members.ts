import { z } from 'zod';
import { route } from './route.ts';
import { role, unixMs } from './session.ts';

export const member = z
  .object({
    userId: z.string(),
    login: z.string(),
    name: z.string(),
    role,
    joinedAtMs: unixMs,
    lastSeenAtMs: unixMs.nullable().describe('When a session of the user was last used, in any workspace'),
    signIn: z.enum(['password', 'oidc', 'both']),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof member>;

const userId = z.object({ userId: z.string() });

export const listMembers = route({
  id: 'listMembers',
  method: 'GET',
  path: '/api/members',
  summary: 'Members of the workspace, by login',
  access: 'session',
  status: 200,
  response: z.object({ members: z.array(member) }),
  errors: [],
});

export const putMember = route({
  id: 'putMember',
  method: 'PUT',
  path: '/api/members/:userId',
  summary: 'Gives a member another role. Only owners make owners, or change what an owner is; one owner has to stay',
  access: 'session',
  role: 'administrator',
  params: userId,
  body: z.object({ role }),
  status: 200,
  response: member,
  errors: ['not_found', 'forbidden', 'last_owner', 'wrong_origin'],
});

export const deleteMember = route({
  id: 'deleteMember',
  method: 'DELETE',
  path: '/api/members/:userId',
  summary:
    'Takes a member out of the workspace and ends their sessions there. Everybody may leave; one owner has to stay',
  access: 'session',
  params: userId,
  status: 204,
  errors: ['not_found', 'forbidden', 'last_owner', 'wrong_origin'],
});
