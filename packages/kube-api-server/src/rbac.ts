import type { KubeObject } from '@binnacle/kube';
import { fieldsAt, listAt, textAt } from './fields.ts';
import type { ObjectStore } from './object-store.ts';
import type { User } from './users.ts';

/** A question to authorization, about a resource or about a path. */
export type Attributes =
  | {
      readonly kind: 'resource';
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string | undefined;
      readonly namespace: string | undefined;
      readonly name: string | undefined;
    }
  | { readonly kind: 'path'; readonly verb: string; readonly path: string };

const RBAC = 'rbac.authorization.k8s.io/v1';

/** Whether the roles and bindings in the store allow it. Source: plugin/pkg/auth/authorizer/rbac. */
export function isAllowed(store: ObjectStore, user: User, attributes: Attributes): boolean {
  if (user.groups.includes('system:masters')) return true;
  for (const rule of rulesFor(store, user, namespaceOf(attributes))) if (ruleAllows(rule, attributes)) return true;
  return false;
}

const namespaceOf = (attributes: Attributes): string | undefined =>
  attributes.kind === 'resource' ? attributes.namespace : undefined;

/** All rules that hold for somebody in the whole cluster, and in one namespace. */
export function* rulesFor(store: ObjectStore, user: User, namespace: string | undefined): Generator<unknown> {
  for (const binding of store.list(RBAC, 'ClusterRoleBinding')) {
    if (isBound(binding, user)) yield* rulesOf(store, binding, undefined);
  }
  if (namespace === undefined) return;
  for (const binding of store.list(RBAC, 'RoleBinding', namespace)) {
    if (isBound(binding, user)) yield* rulesOf(store, binding, namespace);
  }
}

function rulesOf(store: ObjectStore, binding: KubeObject, namespace: string | undefined): readonly unknown[] {
  const [kind, name] = [textAt(binding, 'roleRef', 'kind'), textAt(binding, 'roleRef', 'name') ?? ''];
  const role =
    kind === 'Role' && namespace !== undefined
      ? store.get({ apiVersion: RBAC, kind: 'Role', namespace, name })
      : kind === 'ClusterRole'
        ? store.get({ apiVersion: RBAC, kind: 'ClusterRole', name })
        : undefined;
  return listAt(role, 'rules');
}

function isBound(binding: KubeObject, user: User): boolean {
  return listAt(binding, 'subjects').some((subject) => {
    const name = textAt(subject, 'name') ?? '';
    switch (textAt(subject, 'kind')) {
      case 'User':
        return name === user.name;
      case 'Group':
        return user.groups.includes(name);
      case 'ServiceAccount':
        return (
          user.name ===
          `system:serviceaccount:${textAt(subject, 'namespace') ?? binding.metadata.namespace ?? ''}:${name}`
        );
      default:
        return false;
    }
  });
}

const has = (rule: unknown, field: string, value: string): boolean => {
  const values = listAt(rule, field);
  return values.includes('*') || values.includes(value);
};

function ruleAllows(rule: unknown, attributes: Attributes): boolean {
  if (!has(rule, 'verbs', attributes.verb)) return false;
  if (attributes.kind === 'path') {
    return listAt(rule, 'nonResourceURLs').some(
      (url) =>
        typeof url === 'string' &&
        (url === attributes.path || (url.endsWith('*') && attributes.path.startsWith(url.slice(0, -1)))),
    );
  }
  const { group, resource, subresource, name } = attributes;
  const asked = subresource === undefined ? resource : `${resource}/${subresource}`;
  const resources = listAt(rule, 'resources');
  const namesResource =
    has(rule, 'resources', asked) || (subresource !== undefined && resources.includes(`*/${subresource}`));
  if (!has(rule, 'apiGroups', group) || !namesResource) return false;
  const names = listAt(rule, 'resourceNames');
  return names.length === 0 || (name !== undefined && names.includes(name));
}

/** The words of a refusal, as the real server has them. */
export function forbiddenMessage(user: User, attributes: Attributes): string {
  const who = `User ${JSON.stringify(user.name)} cannot ${attributes.verb}`;
  if (attributes.kind === 'path') return `forbidden: ${who} path ${JSON.stringify(attributes.path)}`;
  const { group, resource, subresource, namespace, name } = attributes;
  const plural = group === '' ? resource : `${resource}.${group}`;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where =
    namespace === undefined || namespace === ''
      ? 'at the cluster scope'
      : `in the namespace ${JSON.stringify(namespace)}`;
  const subject = name === undefined ? plural : `${plural} ${JSON.stringify(name)}`;
  return `${subject} is forbidden: ${who} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}`;
}

/** Roles that every cluster has from the start, as far as clients rely on them. */
export function defaultRoles(): KubeObject[] {
  const role = (name: string, rules: readonly unknown[]): KubeObject => bare('ClusterRole', name, { rules });
  const binding = (name: string, ...groups: readonly string[]): KubeObject =>
    bare('ClusterRoleBinding', name, {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: groups.map((group) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group })),
    });
  const paths = (...nonResourceURLs: readonly string[]): unknown => ({ nonResourceURLs, verbs: ['get'] });
  const selfReviews = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'];
  return [
    role('cluster-admin', [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['*'], verbs: ['*'] },
    ]),
    role('system:discovery', [
      paths(
        '/api',
        '/api/*',
        '/apis',
        '/apis/*',
        '/healthz',
        '/livez',
        '/openapi',
        '/openapi/*',
        '/readyz',
        '/version',
        '/version/',
      ),
    ]),
    role('system:public-info-viewer', [paths('/healthz', '/livez', '/readyz', '/version', '/version/')]),
    role('system:basic-user', [{ apiGroups: ['authorization.k8s.io'], resources: selfReviews, verbs: ['create'] }]),
    binding('cluster-admin', 'system:masters'),
    binding('system:discovery', 'system:authenticated'),
    binding('system:public-info-viewer', 'system:authenticated', 'system:unauthenticated'),
    binding('system:basic-user', 'system:authenticated'),
  ];
}

const bare = (kind: string, name: string, fields: Readonly<Record<string, unknown>>): KubeObject => ({
  apiVersion: RBAC,
  kind,
  metadata: { name, labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } } as unknown as KubeObject['metadata'],
  ...fields,
});

/** Whether a value read from a review is an object with that field. */
export const reviewAttributes = (spec: unknown): Attributes | undefined => {
  const resource = fieldsAt(spec, 'resourceAttributes');
  if (Object.keys(resource).length > 0) {
    const [subresource, namespace, name] = [
      textAt(resource, 'subresource'),
      textAt(resource, 'namespace'),
      textAt(resource, 'name'),
    ];
    return {
      kind: 'resource',
      verb: textAt(resource, 'verb') ?? '',
      group: textAt(resource, 'group') ?? '',
      resource: textAt(resource, 'resource') ?? '',
      subresource: subresource === '' ? undefined : subresource,
      namespace: namespace === '' ? undefined : namespace,
      name: name === '' ? undefined : name,
    };
  }
  const path = textAt(spec, 'nonResourceAttributes', 'path');
  return path === undefined
    ? undefined
    : { kind: 'path', verb: textAt(spec, 'nonResourceAttributes', 'verb') ?? '', path };
};
