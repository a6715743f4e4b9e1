import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { KubeApiServer } from '@binnacle/kube-api-server';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import type { ClusterAddress } from './agent-token-secret.ts';

const SECRET = { apiVersion: 'v1', kind: 'Secret', namespace: 'binnacle', name: 'agent-token' };
const RULE = { apiGroups: [''], resources: ['secrets'], resourceNames: ['agent-token'], verbs: ['get', 'patch'] };
const RBAC = 'rbac.authorization.k8s.io/v1';

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

/** A cluster in which the server's service account has the rights of the manifests. */
async function cluster(rules: readonly unknown[] = [RULE]): Promise<{ api: KubeApiServer; address: ClusterAddress }> {
  const api = new KubeApiServer({ authorization: 'rbac', withoutToken: 'refused' });
  opened.push(api);
  const url = await api.listen();
  const metadata = { name: 'server', namespace: 'binnacle' };
  api.store.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'binnacle' } });
  api.store.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'agent-token', namespace: 'binnacle' } });
  api.store.apply({ apiVersion: RBAC, kind: 'Role', metadata, rules });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'server' };
  const subjects = [{ kind: 'ServiceAccount', name: 'server', namespace: 'binnacle' }];
  api.store.apply({ apiVersion: RBAC, kind: 'RoleBinding', metadata, roleRef, subjects });
  const token = api.tokenFor('binnacle', 'server');
  return { api, address: { url, ca: () => undefined, token: () => token } };
}

async function server(address: ClusterAddress, dataDir?: string): Promise<TestServer> {
  const started = await startTestServer({
    args: ['--bootstrap.agent-token-secret', 'binnacle/agent-token'],
    cluster: address,
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  opened.push(started);
  return started;
}

/** The token as an agent that mounts the Secret reads it, once it is there. */
function tokenIn(api: KubeApiServer): Promise<string> {
  const read = (): string => {
    const data = api.store.get(SECRET)?.['data'] as { token?: string } | undefined;
    return Buffer.from(data?.token ?? '', 'base64').toString();
  };
  return new Promise((resolve) => {
    if (read() !== '') return resolve(read());
    const stop = api.store.onChange(() => {
      if (read() === '') return;
      stop();
      resolve(read());
    });
  });
}

test('agents of the cluster get a token through a Secret, and keep it over restarts of the server', async () => {
  const { api, address } = await cluster();
  const dataDir = mkdtempSync(join(tmpdir(), 'binnacle-secret-'));
  opened.push({ close: async () => rmSync(dataDir, { recursive: true }) });
  const first = await server(address, dataDir);
  const token = await tokenIn(api);
  expect(token).toMatch(/^tkn_[\w-]{43}$/);
  expect((await first.send('POST', '/api/v1/import/prometheus', { token, body: 'x 1\n' })).status).toBe(204);
  expect(first.log()).not.toContain(token);
  const version = api.store.get(SECRET)?.metadata.resourceVersion;
  const hits = api.faults.inject({ fault: { kind: 'delay', delayMs: 0 } });
  await opened.pop()!.close();
  const second = await server(address, dataDir);
  await expect.poll(() => hits.hits).toBe(1);
  expect(api.store.get(SECRET)?.metadata.resourceVersion).toBe(version);
  expect((await second.send('POST', '/api/v1/import/prometheus', { token, body: 'x 1\n' })).status).toBe(204);
});

test('a Secret of a server that is gone gets a token that works', async () => {
  const { api, address } = await cluster();
  api.store.update(SECRET, (secret) => ({ ...secret, data: { token: Buffer.from('tkn_old').toString('base64') } }));
  const started = await server(address);
  await expect.poll(() => tokenIn(api)).not.toBe('tkn_old');
  const token = await tokenIn(api);
  expect((await started.send('POST', '/api/v1/import/prometheus', { token, body: 'x 1\n' })).status).toBe(204);
});

test('without the right it says what is missing, and goes on trying', async () => {
  const { api, address } = await cluster([{ ...RULE, verbs: ['get'] }]);
  const started = await server(address);
  await expect
    .poll(() => started.log())
    .toContain("let the server's service account patch the Secret binnacle/agent-token");
  api.store.update({ apiVersion: RBAC, kind: 'Role', namespace: 'binnacle', name: 'server' }, (role) => ({
    ...role,
    rules: [RULE],
  }));
  expect(await tokenIn(api)).toMatch(/^tkn_/);
});

test('a server outside of a cluster refuses the flag', async () => {
  const start = startTestServer({ args: ['--bootstrap.agent-token-secret', 'binnacle/agent-token'] });
  await expect(start).rejects.toThrow('works in a pod only');
});
