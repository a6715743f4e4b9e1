import { hasRole, type Role, type User } from '@binnacle/api';
import type { OidcConfig } from '../config/oidc.ts';
import { audit } from '../metadata/audit.ts';
import { addIdentity, findByIdentity } from '../metadata/identities.ts';
import { addMember, firstMembership, ownerCount, roleIn, setRole } from '../metadata/members.ts';
import { createUser, findByLogin } from '../metadata/users.ts';
import type { ServerParts } from '../parts.ts';
import type { Claims } from './provider.ts';

export interface Admitted {
  readonly user: User;
  readonly workspace: string;
}

const WORKSPACE = 'default';
const MAX_LOGIN_LENGTH = 100;

/**
 * The user of an identity, with the role that the claims give. Somebody new becomes a user when the configuration has a role
 * for them. An account of the same login is never taken over: its owner links the identity while signed in.
 *
 * @param linkTo  the user who is signed in and adds the identity to their account
 * @returns undefined for who may not come in
 */
export function admit(
  { db, now, random }: Pick<ServerParts, 'db' | 'now' | 'random'>,
  config: OidcConfig,
  claims: Claims,
  linkTo: User | undefined,
  address: string,
): Admitted | undefined {
  const granted = roleOf(config, claims.all);
  return db.transaction(() => {
    const known = findByIdentity(db, claims);
    if (linkTo !== undefined) {
      if (known !== undefined && known.id !== linkTo.id) return undefined;
      if (known === undefined) addIdentity(db, linkTo.id, claims);
      const membership = firstMembership(db, linkTo.id);
      return membership && { user: linkTo, workspace: membership.workspace };
    }
    if (known !== undefined) {
      if (granted !== undefined && config.roleClaim !== '') follow(known, granted);
      const membership = firstMembership(db, known.id);
      return membership && { user: known, workspace: membership.workspace };
    }
    if (granted === undefined) return undefined;
    const login = freeLogin(loginOf(config, claims));
    const name = textOf(claims.all['name']).slice(0, 200);
    const user = createUser(db, random, now(), { login, name, passwordHash: '', role: granted, workspace: WORKSPACE });
    addIdentity(db, user.id, claims);
    note(user, 'oidc.user', `${granted} from ${claims.issuer}`);
    return { user, workspace: WORKSPACE };
  });

  /** The provider decides about the role each time, but for the last owner's. */
  function follow(user: User, role: Role): void {
    const before = roleIn(db, WORKSPACE, user.id);
    if (before === role) return;
    if (before === undefined) addMember(db, now(), { workspace: WORKSPACE, userId: user.id, role });
    else if (before === 'owner' && ownerCount(db, WORKSPACE) === 1) return;
    else setRole(db, { workspace: WORKSPACE, userId: user.id, role });
    note(user, 'member.role', `${user.login}: ${before ?? 'no member'} → ${role}, by the provider`);
  }

  function note(user: User, action: string, details: string): void {
    audit(db, { atMs: now(), workspace: WORKSPACE, actor: user.login, action, object: user.id, address, details });
  }

  function freeLogin(wanted: string): string {
    let login = wanted;
    for (let n = 2; findByLogin(db, login) !== undefined; n++) login = `${wanted}-${n}`;
    return login;
  }
}

/** The highest role that a value of the role claim gives, else the default; undefined for nobody. */
export function roleOf(config: OidcConfig, claims: Readonly<Record<string, unknown>>): Role | undefined {
  const claim = config.roleClaim === '' ? undefined : claims[config.roleClaim];
  const values = Array.isArray(claim) ? claim.map(textOf) : textOf(claim).split(/[\s,]+/);
  let best = config.defaultRole;
  for (const value of values) {
    const role = config.roles.get(value);
    if (role !== undefined && (best === undefined || hasRole(role, best))) best = role;
  }
  return best;
}

/** A login from the claims: no spaces, not too long. */
function loginOf(config: OidcConfig, { all, subject }: Claims): string {
  const candidates = [all[config.loginClaim], all['preferred_username'], all['email'], subject];
  const given = candidates.map(textOf).find((it) => it !== '') ?? subject;
  return given.replace(/[\s\p{C}]+/gu, '-').slice(0, MAX_LOGIN_LENGTH - 5);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
