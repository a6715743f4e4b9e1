import { hasRole, type Route } from '@binnacle/api';
import { Refusal } from '../routes/refusal.ts';
import type { Principal, SessionPrincipal, TokenPrincipal } from './authenticate.ts';

/** Why a principal may not call a route; undefined when it may. */
export function refuse(it: Route, principal: Principal): Refusal | undefined {
  if (it.access === 'public') return undefined;
  if (principal.kind === 'anonymous') return new Refusal('unauthenticated', principal.why);
  if (principal.kind === 'token') {
    const needed = it.access === 'agent' ? 'agents:report' : it.scope;
    if (needed === undefined) return new Refusal('forbidden', 'this is for people who signed in, not for tokens');
    return principal.scopes.includes(needed)
      ? undefined
      : new Refusal('forbidden', `this token lacks the scope ${needed}`);
  }
  if (it.access === 'agent') {
    // Without authentication everybody is a session without a secret, agents too.
    return principal.secret === undefined ? undefined : new Refusal('forbidden', 'this route is for agents');
  }
  const minimum = it.role ?? 'viewer';
  return hasRole(principal.role, minimum)
    ? undefined
    : new Refusal('forbidden', `this needs the role ${minimum} or above, yours is ${principal.role}`);
}

/** The principal as the handler of a route sees it: where people may call, a token is somebody too. */
export const callerOf = (it: Route, principal: Principal): Principal =>
  it.access === 'session' && principal.kind === 'token' ? asPerson(principal, it) : principal;

const asPerson = ({ id, name, workspace }: TokenPrincipal, it: Route): SessionPrincipal => ({
  kind: 'session',
  id: '',
  user: { id: `token:${id}`, login: `token:${name}`, name },
  workspace,
  role: it.role ?? 'viewer',
  secret: undefined,
  expiresAtMs: undefined,
  rotatedAtMs: undefined,
});
