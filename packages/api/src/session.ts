import { z } from 'zod';
import { ROLES } from './roles.ts';
import { route } from './route.ts';

/** Milliseconds since 1970. */
export const unixMs = z.number().int().min(0);

export const PASSWORD_MIN_LENGTH = 10;
export const PASSWORD_MAX_LENGTH = 256;

/** Logins are compared without regard to case. */
export const login = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\s\p{C}]+$/u, 'must not contain spaces or control characters');
export const newPassword = z
  .string()
  .min(PASSWORD_MIN_LENGTH, `must have at least ${PASSWORD_MIN_LENGTH} characters`)
  .max(PASSWORD_MAX_LENGTH, `must have at most ${PASSWORD_MAX_LENGTH} characters`);

export const role = z.enum(ROLES);

export const user = z.object({ id: z.string(), login: z.string(), name: z.string() }).meta({ id: 'User' });
export type User = z.infer<typeof user>;

export const session = z
  .object({
    user,
    workspace: z.object({ id: z.string(), name: z.string() }),
    role,
    /** `off`: the server runs with `--auth off`, everybody is the owner and there is nothing to sign out of. */
    auth: z.enum(['on', 'off']),
    /** False for who signs in through another service alone. */
    hasPassword: z.boolean(),
    expiresAtMs: unixMs.nullable(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof session>;

export const getSetup = route({
  id: 'getSetup',
  method: 'GET',
  path: '/api/setup',
  summary: 'Whether the server still waits for its owner',
  access: 'public',
  status: 200,
  response: z.object({
    needed: z.boolean(),
    passwordMinLength: z.number(),
    passwordMaxLength: z.number(),
  }),
  errors: [],
});

export const postSetup = route({
  id: 'postSetup',
  method: 'POST',
  path: '/api/setup',
  summary: 'Creates the owner with the one-time code that the server printed, and signs in',
  access: 'public',
  body: z.object({
    code: z.string().trim().min(1).max(100),
    login,
    password: newPassword,
    name: z.string().trim().max(200).default(''),
  }),
  status: 201,
  response: session,
  errors: ['setup_done', 'wrong_setup_code', 'too_many_attempts', 'wrong_origin'],
});

export const getSession = route({
  id: 'getSession',
  method: 'GET',
  path: '/api/session',
  summary: 'Who is signed in',
  access: 'session',
  status: 200,
  response: session,
  errors: [],
});

export const postSession = route({
  id: 'postSession',
  method: 'POST',
  path: '/api/session',
  summary: 'Signs in and sets the session cookie',
  access: 'public',
  body: z.object({ login: z.string().trim().min(1).max(100), password: z.string().min(1).max(PASSWORD_MAX_LENGTH) }),
  status: 200,
  response: session,
  errors: ['wrong_credentials', 'too_many_attempts', 'wrong_origin'],
});

export const deleteSession = route({
  id: 'deleteSession',
  method: 'DELETE',
  path: '/api/session',
  summary: 'Signs out',
  access: 'public',
  status: 204,
  errors: ['wrong_origin'],
});
