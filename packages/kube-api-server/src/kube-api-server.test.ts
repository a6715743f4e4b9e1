import { afterEach, expect, test } from 'vitest';
import { ask, openWatch } from '../test/api-client.ts';
import { FakeClock } from '../test/fake-clock.ts';
import { KubeApiServer, type KubeApiServerOptions } from './kube-api-server.ts';

let server: KubeApiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(options: KubeApiServerOptions = {}): Promise<KubeApiServer> {
  server = new KubeApiServer(options);
  await server.listen();
  return server;
}

const configMap = (name: string, data: Readonly<Record<string, string>> = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const MAPS = '/api/v1/namespaces/default/configmaps';

test('an object is created, read, changed and deleted', async () => {
  const { url } = await start();
  const created = await ask(url, 'POST', MAPS, { body: configMap('a', { x: '1' }) });
  expect(created).toMatchObject({
    code: 201,
    body: { kind: 'ConfigMap', metadata: { namespace: 'default', name: 'a' } },
  });
  expect(await ask(url, 'POST', MAPS, { body: configMap('a') })).toMatchObject({
    code: 409,
    body: { kind: 'Status', reason: 'AlreadyExists', message: 'configmaps "a" already exists' },
  });
  expect(await ask(url, 'GET', `${MAPS}/a`)).toMatchObject({ code: 200, body: { data: { x: '1' } } });
  expect(await ask(url, 'PUT', `${MAPS}/a`, { body: configMap('a', { x: '2' }) })).toMatchObject({ code: 200 });
  expect(await ask(url, 'DELETE', `${MAPS}/a`)).toMatchObject({
    code: 200,
    body: { status: 'Success', details: { kind: 'configmaps' } },
  });
  expect(await ask(url, 'GET', `${MAPS}/a`)).toMatchObject({
    code: 404,
    body: {
      reason: 'NotFound',
      message: 'configmaps "a" not found',
      details: { name: 'a', kind: 'configmaps' },
      code: 404,
    },
  });
});

test('an update from an old state is a conflict, one that says the same is no change', async () => {
  const { url } = await start();
  const { body } = await ask(url, 'POST', MAPS, { body: configMap('a') });
  const first = body as { metadata: { resourceVersion: string } };
  const changed = { ...first, data: { x: '1' } };
  const second = await ask(url, 'PUT', `${MAPS}/a`, { body: changed });
  expect(second.code).toBe(200);
  expect(await ask(url, 'PUT', `${MAPS}/a`, { body: { ...changed, data: { x: '2' } } })).toMatchObject({
    code: 409,
    body: {
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    },
  });
  const { resourceVersion } = (second.body as typeof first).metadata;
  const same = await ask(url, 'PUT', `${MAPS}/a`, { body: second.body });
  expect(same.body).toMatchObject({ metadata: { resourceVersion } });
});

test('a list comes in pages that show one state, until its history is gone', async () => {
  const { url, store } = await start();
  for (const name of ['a', 'b', 'c', 'd', 'e']) await ask(url, 'POST', MAPS, { body: configMap(name) });
  const names = (body: unknown): string[] =>
    (body as { items: { metadata: { name: string } }[] }).items.map(({ metadata }) => metadata.name);
  const first = await ask(url, 'GET', `${MAPS}?limit=2`);
  expect(names(first.body)).toEqual(['a', 'b']);
  const { metadata } = first.body as { metadata: { continue: string; resourceVersion: string } };
  expect(first.body).toMatchObject({ metadata: { remainingItemCount: 3 } });
  await ask(url, 'DELETE', `${MAPS}/c`);
  await ask(url, 'POST', MAPS, { body: configMap('cc') });
  const second = await ask(url, 'GET', `${MAPS}?limit=2&continue=${metadata.continue}`);
  expect(names(second.body)).toEqual(['c', 'd']);
  expect(second.body).toMatchObject({ metadata: { resourceVersion: metadata.resourceVersion } });
  store.compact();
  await ask(url, 'POST', MAPS, { body: configMap('z') });
  const late = await ask(url, 'GET', `${MAPS}?limit=2&continue=${metadata.continue}`);
  expect(late).toMatchObject({ code: 410, body: { reason: 'Expired' } });
  const inconsistent = (late.body as { metadata: { continue: string } }).metadata.continue;
  expect(names((await ask(url, 'GET', `${MAPS}?continue=${inconsistent}`)).body)).toEqual(['cc', 'd', 'e', 'z']);
});

test('a watch goes on from a resource version, sees objects come into and leave its selection, and ends in time', async () => {
  const clock = new FakeClock();
  const { url, store } = await start({ clock });
  const apply = (name: string, tier: string): void => {
    store.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', labels: { tier } } });
  };
  apply('a', 'web');
  const from = store.resourceVersion;
  apply('b', 'web');
  const watch = await openWatch(
    url,
    `${MAPS}?watch=1&labelSelector=tier%3Dweb&resourceVersion=${from}&allowWatchBookmarks=true&timeoutSeconds=90`,
  );
  expect(await watch.next()).toMatchObject({
    type: 'ADDED',
    object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'b' } },
  });
  apply('b', 'db');
  expect(await watch.next()).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'b' } } });
  apply('c', 'web');
  expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'c' } } });
  apply('d', 'db');
  clock.advance(60_000);
  const resourceVersion = String(store.resourceVersion);
  expect(await watch.next()).toMatchObject({ type: 'BOOKMARK', object: { metadata: { resourceVersion } } });
  clock.advance(30_000);
  expect(await watch.next()).toMatchObject({ type: 'BOOKMARK' });
  expect(await watch.next()).toBeUndefined();
});

test('a watch from before the history gets 410 as an ERROR event', async () => {
  const { url, store } = await start();
  const from = store.resourceVersion;
  store.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } });
  store.compact();
  const watch = await openWatch(url, `${MAPS}?watch=1&resourceVersion=${from}`);
  expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
  expect(await watch.next()).toBeUndefined();
});

test('sendInitialEvents streams what is there and then says so', async () => {
  const { url, store } = await start({ release: '1.34' });
  store.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } });
  const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const watch = await openWatch(url, `${MAPS}?${query}`);
  expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a' } } });
  expect(await watch.next()).toMatchObject({
    type: 'BOOKMARK',
    object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
  });
  watch.close();
});

test('only the versions of the release are served', async () => {
  const old = await start({ release: '1.20' });
  expect(await ask(old.url, 'GET', '/apis/batch/v1beta1/cronjobs')).toMatchObject({ code: 200 });
  expect(await ask(old.url, 'GET', '/apis/batch/v1/cronjobs')).toMatchObject({ code: 404 });
  await old.close();
  const current = await start({ release: '1.34' });
  expect(await ask(current.url, 'GET', '/apis/batch/v1beta1/cronjobs')).toMatchObject({ code: 404 });
  expect(await ask(current.url, 'GET', '/apis/batch/v1/cronjobs')).toMatchObject({ code: 200 });
});

test('a service account may do what its roles say, and is told otherwise', async () => {
  const { url, store } = await start({ authorization: 'rbac', withoutToken: 'anonymous' });
  store.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'pods' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] }],
  });
  store.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'pods' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'pods' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
  });
  const headers = { authorization: `Bearer ${server!.tokenFor('default', 'default')}` };
  expect(await ask(url, 'GET', '/api/v1/pods', { headers })).toMatchObject({ code: 200 });
  expect(await ask(url, 'GET', '/api/v1/namespaces/default/pods/a', { headers })).toMatchObject({
    code: 403,
    body: {
      reason: 'Forbidden',
      message:
        'pods "a" is forbidden: User "system:serviceaccount:default:default" cannot get resource "pods" in API group "" in the namespace "default"',
    },
  });
  expect(await ask(url, 'GET', '/metrics')).toMatchObject({
    code: 403,
    body: { message: 'forbidden: User "system:anonymous" cannot get path "/metrics"' },
  });
  expect(await ask(url, 'GET', '/version', { headers })).toMatchObject({ code: 200 });
  expect(await ask(url, 'GET', '/version', { headers: { authorization: 'Bearer wrong' } })).toMatchObject({
    code: 401,
  });
});
