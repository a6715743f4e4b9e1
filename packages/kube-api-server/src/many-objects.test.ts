import { afterEach, expect, test } from 'vitest';
import { ask, openWatch } from '../test/api-client.ts';
import type { Entry } from './entry.ts';
import { KubeApiServer } from './kube-api-server.ts';

let server: KubeApiServer;
afterEach(() => server.close());

const pod = (i: number, phase: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `pod-${String(i).padStart(5, '0')}`, namespace: 'default', labels: { app: `app-${i % 50}` } },
  spec: { nodeName: `node-${i % 20}`, containers: [{ name: 'a', image: 'x' }] },
  status: { phase },
});

test('5,000 pods in pages, and changes to many watches: each state becomes JSON once', async () => {
  server = new KubeApiServer();
  const url = await server.listen();
  for (let i = 0; i < 5_000; i++) server.store.apply(pod(i, 'Pending'));
  const names: string[] = [];
  let token = '';
  do {
    const { body } = await ask(url, 'GET', `/api/v1/pods?limit=500&continue=${token}`);
    const page = body as { metadata: { continue?: string }; items: { metadata: { name: string } }[] };
    names.push(...page.items.map(({ metadata }) => metadata.name));
    token = page.metadata.continue ?? '';
  } while (token !== '');
  expect(names).toHaveLength(5_000);
  expect(new Set(names).size).toBe(5_000);
  expect(names).toEqual([...names].sort());

  const from = server.store.resourceVersion;
  const watches = await Promise.all(
    Array.from({ length: 10 }, () => openWatch(url, `/api/v1/pods?watch=1&resourceVersion=${from}`)),
  );
  await expect.poll(() => server.watches.length).toBe(10);
  const pods = [...server.store.types.all()].find(({ storedAs }) => storedAs === '/pods')!;
  const before = [...server.store.collection(pods).values()] as readonly Entry[];
  const json = before.map((entry) => entry.inner('v1'));
  for (let i = 0; i < 500; i++) server.store.apply(pod(i, 'Running'));
  for (const watch of watches) {
    for (let i = 0; i < 500; i++) expect(await watch.next()).toMatchObject({ type: 'MODIFIED' });
    watch.close();
  }
  // The buffers that the lists have made are those that serve everything later.
  expect(before.every((entry, i) => entry.inner('v1') === json[i])).toBe(true);
});
