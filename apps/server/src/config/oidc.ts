import { ROLES, type Role } from '@binnacle/api';
import { isLoopback } from './listen.ts';

/** How people sign in through an OpenID provider. */
export interface OidcConfig {
  readonly issuer: URL;
  readonly clientId: string;
  /** Undefined for a public client, which has none. */
  readonly clientSecretFile: string | undefined;
  readonly scopes: string;
  /** Words on the button. */
  readonly label: string;
  readonly loginClaim: string;
  /** '': roles are given in Binnacle. */
  readonly roleClaim: string;
  /** What a value of the role claim gives. */
  readonly roles: ReadonlyMap<string, Role>;
  /** For who has no other role; undefined: only people who were invited or linked come in. */
  readonly defaultRole: Role | undefined;
}

/** `admins=administrator,dev=editor`, as a map; undefined when it is something else. */
export function parseRoleMap(text: string): ReadonlyMap<string, Role> | undefined {
  const map = new Map<string, Role>();
  for (const pair of text.split(',').filter((it) => it.trim() !== '')) {
    const at = pair.lastIndexOf('=');
    const role = ROLES.find((it) => it === pair.slice(at + 1).trim());
    const value = pair.slice(0, Math.max(at, 0)).trim();
    if (role === undefined || value === '') return undefined;
    map.set(value, role);
  }
  return map;
}

/** The settings of the flags `oidc.…`; undefined without a provider. */
export function oidcConfigOf(
  text: (name: string) => string,
): OidcConfig | undefined | { readonly flag: string; readonly problem: string } {
  const issuerText = text('oidc.issuer');
  if (issuerText === '') return undefined;
  const issuer = URL.parse(issuerText);
  if (issuer === null || !/^https?:$/.test(issuer.protocol))
    return { flag: 'oidc.issuer', problem: 'expected a URL such as https://login.example.org/realms/main' };
  if (issuer.protocol === 'http:' && !isLoopback(issuer.hostname))
    return { flag: 'oidc.issuer', problem: 'expected https: http is accepted only on loopback' };
  if (text('oidc.client-id') === '')
    return { flag: 'oidc.client-id', problem: 'needed with --oidc.issuer: the id that the provider gave this server' };
  const roles = parseRoleMap(text('oidc.roles'));
  if (roles === undefined) {
    return { flag: 'oidc.roles', problem: `expected value=role,…, with the roles ${ROLES.join(', ')}` };
  }
  const defaultRole = text('oidc.default-role');
  return {
    issuer,
    clientId: text('oidc.client-id'),
    clientSecretFile: text('oidc.client-secret-file') === '' ? undefined : text('oidc.client-secret-file'),
    scopes: text('oidc.scopes'),
    label: text('oidc.label'),
    loginClaim: text('oidc.login-claim'),
    roleClaim: text('oidc.role-claim'),
    roles,
    defaultRole: ROLES.find((it) => it === defaultRole),
  };
}
