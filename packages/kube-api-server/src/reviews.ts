import { badRequest } from './api-error.ts';
import type { VirtualResource } from './discovery.ts';
import { fieldsAt, listAt, textAt, type Fields } from './fields.ts';
import { isAllowed, reviewAttributes, rulesFor } from './rbac.ts';
import type { ObjectStore } from './object-store.ts';
import type { Tokens } from './tokens.ts';
import type { User } from './users.ts';

export const VIRTUAL_RESOURCES: readonly VirtualResource[] = [
  { group: '', version: 'v1', plural: 'serviceaccounts/token', kind: 'TokenRequest', namespaced: true },
  { group: 'authentication.k8s.io', version: 'v1', plural: 'tokenreviews', kind: 'TokenReview', namespaced: false },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
    namespaced: false,
  },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectrulesreviews',
    kind: 'SelfSubjectRulesReview',
    namespaced: false,
  },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'subjectaccessreviews',
    kind: 'SubjectAccessReview',
    namespaced: false,
  },
];

export interface ReviewContext {
  readonly store: ObjectStore;
  readonly tokens: Tokens;
  readonly user: User;
  /** False where everything is allowed to everybody. */
  readonly rbac: boolean;
  readonly nowMs: number;
}

/** Answers a review: whose token it is, or who may do what. */
export function review(kind: string, body: Fields, context: ReviewContext): Fields {
  const spec = fieldsAt(body, 'spec');
  const allowed = (user: User): Fields => {
    const attributes = reviewAttributes(spec);
    if (attributes === undefined)
      throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified');
    return { allowed: !context.rbac || isAllowed(context.store, user, attributes) };
  };
  const head = { kind, apiVersion: body['apiVersion'], metadata: { creationTimestamp: null }, spec };
  switch (kind) {
    case 'TokenReview': {
      const user = context.tokens.userOf(textAt(spec, 'token') ?? '', context.nowMs);
      const status =
        user === undefined ? { user: {} } : { authenticated: true, user: { username: user.name, groups: user.groups } };
      return { ...head, status };
    }
    case 'SelfSubjectAccessReview':
      return { ...head, status: allowed(context.user) };
    case 'SubjectAccessReview': {
      const groups = listAt(spec, 'groups').filter((group) => typeof group === 'string');
      return { ...head, status: allowed({ name: textAt(spec, 'user') ?? '', groups }) };
    }
    default: {
      const rules = [...rulesFor(context.store, context.user, textAt(spec, 'namespace'))];
      return {
        ...head,
        status: {
          resourceRules: rules.filter((rule) => listAt(rule, 'resources').length > 0),
          nonResourceRules: rules.filter((rule) => listAt(rule, 'nonResourceURLs').length > 0),
          incomplete: false,
        },
      };
    }
  }
}
