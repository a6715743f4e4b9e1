import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from '../test/api-client.ts';
import { comparable, run, type Seen, type Step } from '../test/comparison.ts';
import { hasLab, kubernetes, realApiServer } from '../test/lab.ts';
import { textAt } from './fields.ts';
import { KubeApiServer } from './kube-api-server.ts';

const NS = '/api/v1/namespaces/compare';
const json = (body: unknown): { body: unknown } => ({ body });
const patch = (kind: string, body: unknown): { body: unknown; contentType: string } => ({
  body,
  contentType: `application/${kind}`,
});
const textIn = (seen: Seen, name: string, ...path: readonly string[]): string =>
  textAt(seen.get(name)?.body, ...path) ?? '';
const versionIn = (seen: Seen, name: string): string => textIn(seen, name, 'metadata', 'resourceVersion');
const continueIn = (seen: Seen, name: string): string => textIn(seen, name, 'metadata', 'continue');

const map = (name: string, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...more,
});
const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'a', image: 'x:1', ports: [{ containerPort: 80 }], env: [{ name: 'A', value: '1' }] }] },
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: 0, selector: { matchLabels: { app: 'web' } }, template },
};
const lease = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'agent' },
  spec: { holderIdentity: 'a', leaseDurationSeconds: 15 },
};
const virtualService = {
  apiVersion: 'networking.istio.io/v1beta1',
  kind: 'VirtualService',
  metadata: { name: 'reviews' },
  spec: { hosts: ['reviews'] },
};
const DEPLOYMENTS = '/apis/apps/v1/namespaces/compare/deployments';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/compare/leases';
const VS = '/apis/networking.istio.io/v1beta1/namespaces/compare/virtualservices';

const steps: readonly Step[] = [
  {
    name: 'namespace',
    method: 'POST',
    path: '/api/v1/namespaces',
    options: json({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'compare' } }),
  },
  {
    name: 'namespace again',
    method: 'POST',
    path: '/api/v1/namespaces',
    options: json({ metadata: { name: 'compare' } }),
  },
  // Discovery
  { name: 'api', method: 'GET', path: '/api' },
  { name: 'group', method: 'GET', path: '/apis/apps' },
  { name: 'group with versions', method: 'GET', path: '/apis/autoscaling' },
  { name: 'group version of leases', method: 'GET', path: '/apis/coordination.k8s.io/v1' },
  { name: 'group that is not there', method: 'GET', path: '/apis/no.such.group' },
  { name: 'resource that is not there', method: 'GET', path: '/api/v1/nosuchthings' },
  { name: 'version that is not there', method: 'GET', path: '/apis/batch/v1/cronjobs' },
  {
    name: 'path that is not there',
    method: 'GET',
    path: '/nowhere',
    otherBody: 'lists the paths of an aggregated server',
  },
  { name: 'version', method: 'GET', path: '/version', otherBody: 'names the build' },
  { name: 'healthz', method: 'GET', path: '/healthz' },
  { name: 'readyz', method: 'GET', path: '/readyz' },
  // Create
  { name: 'map', method: 'POST', path: `${NS}/configmaps`, options: json(map('a', { data: { x: '1' } })) },
  { name: 'map again', method: 'POST', path: `${NS}/configmaps`, options: json(map('a')) },
  {
    name: 'map without a kind',
    method: 'POST',
    path: `${NS}/configmaps`,
    options: json({ metadata: { name: 'b', labels: { tier: 'web' } } }),
  },
  {
    name: 'map in another namespace',
    method: 'POST',
    path: `${NS}/configmaps`,
    options: json(map('n', { metadata: { name: 'n', namespace: 'other' } })),
  },
  {
    name: 'map in no namespace',
    method: 'POST',
    path: '/api/v1/namespaces/nowhere/configmaps',
    options: json(map('n')),
  },
  { name: 'no name', method: 'POST', path: `${NS}/configmaps`, options: json({ metadata: {} }) },
  {
    name: 'bad name',
    method: 'POST',
    path: `${NS}/configmaps`,
    options: json(map('A_b')),
    otherMessage: 'rules of names are worded anew by each release',
  },
  {
    name: 'bad label',
    method: 'POST',
    path: `${NS}/configmaps`,
    options: json(map('l', { metadata: { name: 'l', labels: { a: '-x' } } })),
    otherMessage: 'rules of labels are worded anew by each release',
  },
  {
    name: 'wrong kind',
    method: 'POST',
    path: `${NS}/configmaps`,
    options: json({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } }),
    otherMessage: 'quotes Go types',
  },
  {
    name: 'wrong version',
    method: 'POST',
    path: `${NS}/configmaps`,
    options: json({ apiVersion: 'apps/v1', kind: 'ConfigMap', metadata: { name: 'x' } }),
    otherMessage: 'quotes Go types',
  },
  {
    name: 'no JSON',
    method: 'POST',
    path: `${NS}/configmaps`,
    options: json('{'),
    otherMessage: 'words of the JSON parser',
  },
  {
    name: 'unknown media type',
    method: 'POST',
    path: `${NS}/configmaps`,
    options: { body: '<x/>', contentType: 'text/xml' },
    otherMessage: 'lists the types served',
  },
  {
    name: 'version on create',
    method: 'POST',
    path: `${NS}/configmaps`,
    options: json(map('v', { metadata: { name: 'v', resourceVersion: '1' } })),
  },
  { name: 'dry run', method: 'POST', path: `${NS}/configmaps?dryRun=All`, options: json(map('dry')) },
  { name: 'nothing after the dry run', method: 'GET', path: `${NS}/configmaps/dry` },
  {
    name: 'unknown dry run',
    method: 'POST',
    path: `${NS}/configmaps?dryRun=Some`,
    options: json(map('dry')),
    otherMessage: 'wording',
  },
  { name: 'deployment', method: 'POST', path: DEPLOYMENTS, options: json(deployment) },
  {
    name: 'deployment without containers',
    method: 'POST',
    path: DEPLOYMENTS,
    options: json({
      ...deployment,
      metadata: { name: 'w2' },
      spec: { ...deployment.spec, template: { ...template, spec: { containers: [] } } },
    }),
  },
  {
    name: 'deployment with another selector',
    method: 'POST',
    path: DEPLOYMENTS,
    options: json({
      ...deployment,
      metadata: { name: 'w3' },
      spec: { ...deployment.spec, selector: { matchLabels: { app: 'db' } } },
    }),
    otherMessage: 'prints Go maps',
  },
  {
    name: 'default service account',
    method: 'POST',
    path: `${NS}/serviceaccounts`,
    options: json({ metadata: { name: 'default' } }),
  },
  {
    name: 'pod',
    method: 'POST',
    path: `${NS}/pods`,
    options: json({
      metadata: { name: 'p' },
      spec: {
        automountServiceAccountToken: false,
        nodeSelector: { no: 'where' },
        containers: [{ name: 'a', image: 'x', resources: { limits: { cpu: '1', memory: '1Gi' } } }],
      },
    }),
  },
  {
    name: 'service',
    method: 'POST',
    path: `${NS}/services`,
    options: json({ metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }),
  },
  {
    name: 'service without ports',
    method: 'POST',
    path: `${NS}/services`,
    options: json({ metadata: { name: 'w4' }, spec: { selector: { app: 'web' } } }),
  },
  { name: 'lease', method: 'POST', path: LEASES, options: json(lease) },
  { name: 'virtual service', method: 'POST', path: VS, options: json(virtualService) },
  {
    name: 'virtual service without a kind',
    method: 'POST',
    path: VS,
    options: json({ metadata: { name: 'x' } }),
    otherMessage: 'quotes the body',
  },
  // Read
  { name: 'get', method: 'GET', path: `${NS}/configmaps/a` },
  { name: 'get missing', method: 'GET', path: `${NS}/configmaps/zzz` },
  { name: 'get missing of a group', method: 'GET', path: `${DEPLOYMENTS}/zzz` },
  { name: 'list', method: 'GET', path: `${NS}/configmaps?fieldSelector=metadata.name!=kube-root-ca.crt` },
  { name: 'list of custom resources', method: 'GET', path: VS },
  { name: 'list in another version', method: 'GET', path: VS.replace('v1beta1', 'v1') },
  { name: 'list by label', method: 'GET', path: `${NS}/configmaps?labelSelector=tier+in+(web,db)` },
  {
    name: 'list by a bad label selector',
    method: 'GET',
    path: `${NS}/configmaps?labelSelector=a+b`,
    otherMessage: 'words of the parser',
  },
  {
    name: 'list by a bad field selector',
    method: 'GET',
    path: `${NS}/configmaps?fieldSelector=spec.x%3D1`,
    otherMessage: 'quotes Go types',
  },
  { name: 'page', method: 'GET', path: `${NS}/configmaps?limit=1` },
  { name: 'next page', method: 'GET', path: (seen) => `${NS}/configmaps?limit=1&continue=${continueIn(seen, 'page')}` },
  {
    name: 'bad continue',
    method: 'GET',
    path: `${NS}/configmaps?limit=1&continue=abc`,
    otherMessage: 'words of the decoder',
  },
  {
    name: 'bad resource version',
    method: 'GET',
    path: `${NS}/configmaps?resourceVersion=abc`,
    otherBody: 'this release answers 500, later ones 400',
  },
  { name: 'resource version of the future', method: 'GET', path: `${NS}/configmaps?resourceVersion=999999999` },
  { name: 'match without a version', method: 'GET', path: `${NS}/configmaps?resourceVersionMatch=Exact` },
  {
    name: 'exact version',
    method: 'GET',
    path: (seen) =>
      `${NS}/configmaps?labelSelector=tier&resourceVersionMatch=Exact&resourceVersion=${versionIn(seen, 'map without a kind')}`,
  },
  {
    name: 'table',
    method: 'GET',
    path: `${DEPLOYMENTS}`,
    options: { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } },
  },
  {
    name: 'table of services',
    method: 'GET',
    path: `${NS}/services?includeObject=None`,
    options: { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } },
  },
  {
    name: 'metadata only',
    method: 'GET',
    path: LEASES,
    options: { headers: { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' } },
  },
  {
    name: 'unknown form',
    method: 'GET',
    path: LEASES,
    options: { headers: { accept: 'text/html' } },
    otherMessage: 'lists the types served',
  },
  // Update
  { name: 'put', method: 'PUT', path: `${NS}/configmaps/a`, options: json(map('a', { data: { x: '2' } })) },
  {
    name: 'put of an old version',
    method: 'PUT',
    path: `${NS}/configmaps/a`,
    options: (seen) => json(map('a', { metadata: { name: 'a', resourceVersion: versionIn(seen, 'map') } })),
  },
  { name: 'put of another name', method: 'PUT', path: `${NS}/configmaps/a`, options: json(map('b')) },
  {
    name: 'put of another uid',
    method: 'PUT',
    path: `${NS}/configmaps/a`,
    options: json(map('a', { metadata: { name: 'a', uid: '11111111-1111-1111-1111-111111111111' } })),
  },
  { name: 'put of what is missing', method: 'PUT', path: `${NS}/configmaps/zzz`, options: json(map('zzz')) },
  { name: 'put of a lease without a version', method: 'PUT', path: `${LEASES}/agent`, options: json(lease) },
  {
    name: 'put of a virtual service without a version',
    method: 'PUT',
    path: `${VS}/reviews`,
    options: json(virtualService),
  },
  {
    name: 'put of a lease',
    method: 'PUT',
    path: `${LEASES}/agent`,
    options: (seen) =>
      json({
        ...lease,
        metadata: { name: 'agent', resourceVersion: versionIn(seen, 'lease') },
        spec: { holderIdentity: 'b', leaseDurationSeconds: 15 },
      }),
  },
  {
    name: 'status',
    method: 'PUT',
    path: `${DEPLOYMENTS}/web/status`,
    options: json({
      ...deployment,
      spec: { ...deployment.spec, replicas: 9 },
      status: { observedGeneration: 1, conditions: [{ type: 'Available', status: 'True' }] },
    }),
  },
  {
    name: 'spec beside the status',
    method: 'PUT',
    path: `${DEPLOYMENTS}/web`,
    options: json({ ...deployment, status: { replicas: 7 } }),
  },
  { name: 'scale', method: 'GET', path: `${DEPLOYMENTS}/web/scale` },
  { name: 'status of what has none', method: 'GET', path: `${NS}/configmaps/a/status` },
  // Patch
  {
    name: 'merge patch',
    method: 'PATCH',
    path: `${NS}/configmaps/a`,
    options: patch('merge-patch+json', { data: { x: null, y: '3' } }),
  },
  {
    name: 'JSON patch',
    method: 'PATCH',
    path: `${NS}/configmaps/a`,
    options: patch('json-patch+json', [{ op: 'add', path: '/data/z', value: '4' }]),
  },
  {
    name: 'JSON patch that fails its test',
    method: 'PATCH',
    path: `${NS}/configmaps/a`,
    options: patch('json-patch+json', [{ op: 'test', path: '/data/z', value: '5' }]),
    otherMessage: 'words of the patch library',
  },
  {
    name: 'JSON patch of what is missing',
    method: 'PATCH',
    path: `${NS}/configmaps/a`,
    options: patch('json-patch+json', [{ op: 'remove', path: '/data/none' }]),
    otherMessage: 'words of the patch library',
  },
  {
    name: 'strategic merge',
    method: 'PATCH',
    path: `${DEPLOYMENTS}/web`,
    options: patch('strategic-merge-patch+json', {
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'a', env: [{ name: 'B', value: '2' }] },
              { name: 'b', image: 'y:1' },
            ],
            $setElementOrder: undefined,
          },
        },
      },
    }),
  },
  {
    name: 'strategic merge that deletes',
    method: 'PATCH',
    path: `${DEPLOYMENTS}/web`,
    options: patch('strategic-merge-patch+json', {
      spec: { template: { spec: { containers: [{ name: 'b', $patch: 'delete' }] } } },
    }),
  },
  {
    name: 'strategic merge of a custom resource',
    method: 'PATCH',
    path: `${VS}/reviews`,
    options: patch('strategic-merge-patch+json', {}),
    otherMessage: 'lists the types served',
  },
  {
    name: 'merge patch of a custom resource',
    method: 'PATCH',
    path: `${VS}/reviews`,
    options: patch('merge-patch+json', { spec: { http: [{ route: [{ weight: 90 }] }] } }),
  },
  {
    name: 'patch with an old version',
    method: 'PATCH',
    path: `${NS}/configmaps/a`,
    options: (seen) => patch('merge-patch+json', { metadata: { resourceVersion: versionIn(seen, 'map') } }),
  },
  {
    name: 'apply',
    method: 'PATCH',
    path: `${NS}/configmaps/applied?fieldManager=one`,
    options: patch('apply-patch+yaml', map('applied', { data: { a: '1', b: '2' } })),
  },
  {
    name: 'apply with less',
    method: 'PATCH',
    path: `${NS}/configmaps/applied?fieldManager=one`,
    options: patch('apply-patch+yaml', map('applied', { data: { a: '1' } })),
  },
  {
    name: 'apply in conflict',
    method: 'PATCH',
    path: `${NS}/configmaps/applied?fieldManager=two`,
    options: patch('apply-patch+yaml', map('applied', { data: { a: '9' } })),
    otherMessage: 'wording',
  },
  {
    name: 'apply by force',
    method: 'PATCH',
    path: `${NS}/configmaps/applied?fieldManager=two&force=true`,
    options: patch('apply-patch+yaml', map('applied', { data: { a: '9' } })),
  },
  // Delete
  {
    name: 'map with a finalizer',
    method: 'POST',
    path: `${NS}/configmaps`,
    options: json(map('f', { metadata: { name: 'f', finalizers: ['example.com/hold'] } })),
  },
  { name: 'delete what has a finalizer', method: 'DELETE', path: `${NS}/configmaps/f` },
  { name: 'it is still there', method: 'GET', path: `${NS}/configmaps/f` },
  {
    name: 'the finalizer goes',
    method: 'PATCH',
    path: `${NS}/configmaps/f`,
    options: patch('merge-patch+json', { metadata: { finalizers: null } }),
  },
  { name: 'it has gone', method: 'GET', path: `${NS}/configmaps/f` },
  {
    name: 'delete with the wrong uid',
    method: 'DELETE',
    path: `${NS}/configmaps/a`,
    options: json({ preconditions: { uid: '11111111-1111-1111-1111-111111111111' } }),
  },
  { name: 'delete', method: 'DELETE', path: `${NS}/configmaps/a` },
  { name: 'delete again', method: 'DELETE', path: `${NS}/configmaps/a` },
  { name: 'delete of a group', method: 'DELETE', path: `${LEASES}/agent` },
  { name: 'delete a custom resource', method: 'DELETE', path: `${VS}/reviews` },
  { name: 'delete a service', method: 'DELETE', path: `${NS}/services/web` },
  { name: 'delete all by label', method: 'DELETE', path: `${NS}/configmaps?labelSelector=tier%3Dweb` },
  // Access
  {
    name: 'token that is wrong',
    method: 'GET',
    path: '/api/v1/pods',
    options: { headers: { authorization: 'Bearer wrong' } },
  },
  {
    name: 'service account',
    method: 'POST',
    path: `${NS}/serviceaccounts`,
    options: json({ metadata: { name: 'reader' } }),
  },
  {
    name: 'token',
    method: 'POST',
    path: `${NS}/serviceaccounts/reader/token`,
    options: json({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } }),
    otherBody: 'later releases name the account in it',
  },
  ...[
    '/api/v1/pods',
    `${NS}/secrets/x`,
    '/metrics',
    `${NS}/pods/x/log`,
    '/apis/apps/v1/deployments?watch=1',
    '/api/v1/nodes/n/proxy/metrics',
  ].map((path): Step => ({
    name: `as the service account: ${path}`,
    method: 'GET',
    path,
    options: (seen) => ({
      headers: { authorization: `Bearer ${textIn(seen, 'token', 'status', 'token')}` },
    }),
  })),
];

const memory = new KubeApiServer({
  release: '1.20.2',
  customResources: ['istio', 'monitoring'],
  authorization: 'rbac',
  withoutToken: 'anonymous',
  tokens: { admin: { name: 'admin', groups: ['system:masters'] } },
});

describe.skipIf(!hasLab)('answers are those of the real API server (skipped without the lab)', () => {
  let [real, ours] = [new Map<string, Reply>(), new Map<string, Reply>()];

  beforeAll(async () => {
    kubernetes('up', '0');
    // Controllers would change what is compared.
    kubernetes('kill', 'kcm');
    const url = await memory.listen();
    real = await run(realApiServer(), steps);
    ours = await run({ url, headers: { authorization: 'Bearer admin' } }, steps);
  });
  afterAll(async () => {
    await memory.close();
    if (hasLab) kubernetes('down');
  });

  test.each(steps)('$name', (step) => {
    const [theirs, mine] = [real.get(step.name), ours.get(step.name)];
    if (theirs === undefined || mine === undefined) throw new Error(`${step.name}: was not asked`);
    expect(comparable(mine, step)).toEqual(comparable(theirs, step));
  });
});
