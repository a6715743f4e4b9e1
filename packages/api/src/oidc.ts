import { z } from 'zod';
import { route } from './route.ts';

/** Not JSON: the two routes of the sign-in itself answer with redirects, `/api/oidc/start` and `/api/oidc/callback`. */
export const OIDC_START_PATH = '/api/oidc/start';
export const OIDC_CALLBACK_PATH = '/api/oidc/callback';

/** Why a sign-in through the provider ended on the sign-in page: the value of its search parameter `problem`. */
export const OIDC_PROBLEMS = ['refused', 'expired', 'not_a_member', 'unreachable', 'misconfigured'] as const;
export const oidcProblem = z.enum(OIDC_PROBLEMS);
export type OidcProblem = z.infer<typeof oidcProblem>;

export const getSignInWays = route({
  id: 'getSignInWays',
  method: 'GET',
  path: '/api/sign-in',
  summary: 'How one can sign in',
  access: 'public',
  status: 200,
  response: z.object({
    password: z.boolean(),
    oidc: z.object({ label: z.string(), startPath: z.string() }).nullable(),
  }),
  errors: [],
});
