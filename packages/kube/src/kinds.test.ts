import { expect, test } from 'vitest';
import { KINDS } from './kinds.ts';
import { rbacRules } from './rbac-rules.ts';

test('each kind and each resource is in the table once', () => {
  expect(new Set(KINDS.map(({ kind }) => kind)).size).toBe(KINDS.length);
  expect(new Set(KINDS.map(({ group, plural }) => `${plural}.${group}`)).size).toBe(KINDS.length);
  expect(KINDS.every(({ versions, why }) => versions.length > 0 && why !== '')).toBe(true);
});

test('rights: to list and to watch, one rule for each API group, each resource explained', () => {
  const rules = rbacRules();
  expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['list', 'watch']));
  expect(rules.map(({ apiGroups }) => apiGroups.join())).toEqual([
    '',
    'discovery.k8s.io',
    'apps',
    'batch',
    'autoscaling',
    'policy',
    'networking.k8s.io',
    'storage.k8s.io',
    'rbac.authorization.k8s.io',
    'networking.istio.io',
    'security.istio.io',
    'monitoring.coreos.com',
  ]);
  for (const { resources, why } of rules) expect(why.map((line) => line.split(':')[0])).toEqual(resources);
  expect(rules.flatMap(({ resources }) => resources)).not.toContain('*');
  // What nobody asked for is not asked for.
  expect(rules.flatMap(({ resources }) => resources)).not.toContain('leases');
});
