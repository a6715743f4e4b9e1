import { z } from 'zod';
import { route } from './route.ts';
import { role, session, unixMs } from './session.ts';

const workspaceName = z.string().trim().min(1).max(100);

export const workspace = z
  .object({
    id: z.string(),
    name: z.string(),
    role: role.describe("The reader's role there"),
    memberCount: z.number().int(),
    createdAtMs: unixMs,
  })
  .meta({ id: 'Workspace' });
export type Workspace = z.infer<typeof workspace>;

export const listWorkspaces = route({
  id: 'listWorkspaces',
  method: 'GET',
  path: '/api/workspaces',
  summary: 'The workspaces that the reader is a member of',
  access: 'session',
  status: 200,
  response: z.object({ workspaces: z.array(workspace) }),
  errors: [],
});

export const createWorkspace = route({
  id: 'createWorkspace',
  method: 'POST',
  path: '/api/workspaces',
  summary: 'Makes a workspace with samples, dashboards, tokens and members of its own; the reader becomes its owner',
  access: 'session',
  role: 'owner',
  body: z.object({ name: workspaceName }),
  status: 201,
  response: workspace,
  errors: ['conflict', 'wrong_origin'],
});

export const putWorkspace = route({
  id: 'putWorkspace',
  method: 'PUT',
  path: '/api/workspace',
  summary: 'Renames the workspace that the session is in',
  access: 'session',
  role: 'administrator',
  body: z.object({ name: workspaceName }),
  status: 200,
  response: workspace,
  errors: ['conflict', 'wrong_origin'],
});

export const putSessionWorkspace = route({
  id: 'putSessionWorkspace',
  method: 'PUT',
  path: '/api/session/workspace',
  summary: 'Goes to another workspace; the session stays there',
  access: 'session',
  body: z.object({ workspace: z.string() }),
  status: 200,
  response: session,
  errors: ['not_found', 'wrong_origin'],
});
