/** From the one that may do everything to the one that may only look. */
export const ROLES = ['owner', 'administrator', 'editor', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** Whether `role` may do what `minimum` may. */
export const hasRole = (role: Role, minimum: Role): boolean => ROLES.indexOf(role) <= ROLES.indexOf(minimum);
