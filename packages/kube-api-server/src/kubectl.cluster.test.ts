import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildKubernetes, hasLab, kubectlPath } from '../test/lab.ts';
import { listAt, textAt, valueAt } from './fields.ts';
import { KubeApiServer } from './kube-api-server.ts';

const WEB = (image: string, env: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: '${image}', env: [{name: A, value: '1'}, {name: ${env}, value: '2'}]}
`;
const ROUTE = (weight: number): string => `
apiVersion: networking.istio.io/v1beta1
kind: VirtualService
metadata: {name: reviews, namespace: shop}
spec:
  hosts: [reviews]
  http:
  - route:
    - {destination: {host: reviews, subset: v1}, weight: ${weight}}
    - {destination: {host: reviews, subset: v2}, weight: ${100 - weight}}
`;

describe.skipIf(!hasLab).each([{ release: '1.20.2' }, { release: '1.34.0' }])(
  'kubectl against release $release (skipped without the lab)',
  ({ release }) => {
    const folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
    const server = new KubeApiServer({ release, customResources: ['istio', 'monitoring'] });

    beforeAll(async () => {
      buildKubernetes();
      await server.listen();
      writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig());
    });
    afterAll(async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** Runs kubectl beside the server, which is in this process. */
    const kubectl = (input: string, ...args: readonly string[]): Promise<string> => {
      const options = ['--kubeconfig', join(folder, 'kubeconfig'), '--cache-dir', join(folder, 'cache')];
      return new Promise((resolve, reject) => {
        const child = spawn(kubectlPath, [...options, ...args]);
        let text = '';
        child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
        child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
        child.once('error', reject);
        child.once('close', () => resolve(text));
        child.stdin.end(input);
      });
    };

    test('apply creates, leaves alone and changes', async () => {
      expect(await kubectl('', 'create', 'namespace', 'shop')).toBe('namespace/shop created\n');
      const apply = (text: string): Promise<string> => kubectl(text, 'apply', '-f', '-');
      expect(await apply(WEB('web:1', 'B'))).toBe('deployment.apps/web created\n');
      expect(await apply(WEB('web:1', 'B'))).toBe('deployment.apps/web unchanged\n');
      expect(await apply(WEB('web:2', 'C'))).toBe('deployment.apps/web configured\n');
      const web = server.store.get({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' });
      const [container] = listAt(web, 'spec', 'template', 'spec', 'containers');
      expect(container).toMatchObject({ image: 'web:2', env: [{ name: 'A' }, { name: 'C' }] });
    });

    test('apply of a virtual service is seen by the program at once', async () => {
      const weights: unknown[] = [];
      const stop = server.store.onChange(({ object, origin }) => {
        const [route] = listAt(object, 'spec', 'http');
        if (object.kind === 'VirtualService' && origin === 'client') {
          weights.push(listAt(route, 'route').map((each) => valueAt(each, 'weight')));
        }
      });
      await kubectl(ROUTE(100), 'apply', '-f', '-');
      await kubectl(ROUTE(90), 'apply', '-f', '-');
      stop();
      expect(weights).toEqual([
        [100, 0],
        [90, 10],
      ]);
    });

    test('get prints what people know', async () => {
      server.store.apply({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web-1', namespace: 'shop', labels: { app: 'web' } },
        spec: { nodeName: 'node1', containers: [{ name: 'web' }] },
        status: {
          phase: 'Running',
          podIP: '10.0.0.7',
          containerStatuses: [{ ready: false, restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
        },
      });
      const words = (text: string): string[][] =>
        text
          .trimEnd()
          .split('\n')
          .map((line) => line.trim().split(/\s{2,}/));
      expect(words(await kubectl('', 'get', 'pods', '-n', 'shop', '-l', 'app=web', '-o', 'wide'))).toMatchObject([
        ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', 'IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
        ['web-1', '0/1', 'CrashLoopBackOff', '3', expect.any(String), '10.0.0.7', 'node1', '<none>', '<none>'],
      ]);
      expect(words(await kubectl('', 'get', 'deploy', '-n', 'shop'))).toMatchObject([
        ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'],
        ['web', '0/2', '0', '0', expect.any(String)],
      ]);
      expect(words(await kubectl('', 'get', 'vs', '-n', 'shop'))).toMatchObject([
        ['NAME', 'GATEWAYS', 'HOSTS', 'AGE'],
        ['reviews', '["reviews"]', expect.any(String)],
      ]);
    });

    test('scale, label, patch, dry run and server-side apply', async () => {
      expect(await kubectl('', 'scale', '-n', 'shop', 'deployment/web', '--replicas=5')).toContain('scaled');
      expect(await kubectl('', 'label', '-n', 'shop', 'deployment/web', 'tier=front')).toContain('labeled');
      expect(await kubectl('', 'patch', '-n', 'shop', 'deployment/web', '-p', '{"spec":{"paused":true}}')).toContain(
        'patched',
      );
      const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
      expect(server.store.get(web)).toMatchObject({
        spec: { replicas: 5, paused: true },
        metadata: { labels: { tier: 'front' } },
      });
      const version = server.store.resourceVersion;
      expect(await kubectl(WEB('web:9', 'B'), 'apply', '--dry-run=server', '-f', '-')).toContain('(server dry run)');
      expect(server.store.resourceVersion).toBe(version);
      expect(await kubectl(WEB('web:9', 'B'), 'apply', '--server-side', '--force-conflicts', '-f', '-')).toContain(
        'serverside-applied',
      );
      expect(textAt(listAt(server.store.get(web), 'spec', 'template', 'spec', 'containers')[0], 'image')).toBe('web:9');
    });

    test('delete takes what is owned and what is inside along', async () => {
      const { uid } = server.store.get({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: 'shop',
        name: 'web',
      })!.metadata;
      server.store.apply({
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name: 'web-1',
          namespace: 'shop',
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid }],
        },
        spec: {},
      });
      expect(await kubectl('', 'delete', '-n', 'shop', 'deployment/web')).toBe('deployment.apps "web" deleted\n');
      expect(server.store.list('apps/v1', 'ReplicaSet', 'shop')).toEqual([]);
      expect(await kubectl('', 'delete', 'namespace', 'shop')).toBe('namespace "shop" deleted\n');
      expect(server.store.list('v1', 'Pod', 'shop')).toEqual([]);
    });

    test('errors are said as the real server says them', async () => {
      expect(await kubectl('', 'get', 'pod', 'nobody')).toBe('Error from server (NotFound): pods "nobody" not found\n');
      expect(await kubectl('', 'get', 'nosuchthings')).toBe(
        `error: the server doesn't have a resource type "nosuchthings"\n`,
      );
    });
  },
);
