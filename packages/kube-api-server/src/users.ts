/** Who asks. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

export const ANONYMOUS: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** May do everything, whatever the roles say. */
export const ADMIN: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };

/** A service account as authorization sees it. */
export const serviceAccountUser = (namespace: string, name: string): User => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});
