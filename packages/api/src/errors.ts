import { z } from 'zod';

/**
 * Every error code of the own API: its HTTP status, and what it means. The one table from which the server answers, the
 * console chooses its words, and docs/api.md is checked.
 */
export const errorTable = {
  invalid_request: {
    status: 400,
    meaning: 'The request does not fit the schema of the route; `issues` names each place.',
  },
  unauthenticated: { status: 401, meaning: 'There is no session or token, or it is no longer valid: sign in again.' },
  wrong_credentials: { status: 401, meaning: 'The login or the password is wrong.' },
  forbidden: { status: 403, meaning: 'The session or token is valid, but may not do this.' },
  wrong_origin: { status: 403, meaning: 'A change was asked for by a page of another origin.' },
  wrong_setup_code: { status: 403, meaning: 'The set-up code is not the one that the server printed.' },
  not_found: { status: 404, meaning: 'There is no such route or object in this workspace.' },
  gone: { status: 410, meaning: 'The link has expired or was revoked, or what it showed is gone.' },
  method_not_allowed: { status: 405, meaning: 'The path exists, but not with this method.' },
  setup_done: { status: 409, meaning: 'The server already has an owner: sign in instead.' },
  conflict: { status: 409, meaning: 'Something of this name is there already.' },
  last_owner: { status: 409, meaning: 'A workspace needs an owner: make somebody else one first.' },
  version_conflict: { status: 409, meaning: 'Somebody else saved a newer version; read it, then try again.' },
  payload_too_large: { status: 413, meaning: 'The body is larger than the limit of the route.' },
  unsupported_media_type: { status: 415, meaning: 'The body must be JSON (`content-type: application/json`).' },
  query_failed: {
    status: 422,
    meaning: 'A query of the panel cannot be answered; its message is for those who may see it.',
  },
  too_many_attempts: { status: 429, meaning: 'Too many failed attempts; `retryAfterSeconds` says how long to wait.' },
  internal: { status: 500, meaning: 'An error of the server itself; its log has the details under `requestId`.' },
  unavailable: { status: 503, meaning: 'The server cannot do this now, for instance because its disk is full.' },
} as const satisfies Record<string, { readonly status: number; readonly meaning: string }>;

export type ErrorCode = keyof typeof errorTable;

export const ERROR_CODES = Object.keys(errorTable) as readonly ErrorCode[];

/** The body of every answer that is not 2xx under `/api/` (but not `/api/v1`, which speaks Prometheus). */
export const errorBody = z
  .object({
    error: z.object({
      code: z.enum(ERROR_CODES as [ErrorCode, ...ErrorCode[]]),
      message: z.string().describe('One sentence in English, for logs and for people who use the API by hand.'),
      issues: z
        .array(z.object({ path: z.string().describe('Such as `body.title`'), message: z.string() }))
        .optional()
        .describe('With `invalid_request`: what does not fit, and where.'),
      retryAfterSeconds: z.number().optional(),
      requestId: z.string().optional(),
    }),
  })
  .meta({ id: 'Error' });
export type ErrorBody = z.infer<typeof errorBody>;
