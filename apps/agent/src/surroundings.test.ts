import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { KubeApiServer } from '@binnacle/kube-api-server';
import { expect, onTestFinished, test } from 'vitest';
import { endServer } from '../test/target-server.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { lookAround, type Surrounding } from './surroundings.ts';

const nothing = { dockerSockets: [], criSockets: [] };
const ofKind = (all: readonly Surrounding[], kind: Surrounding['kind']): Surrounding | undefined =>
  all.find((it) => it.kind === kind);

test('a Docker that answers, and a socket behind which nobody does', async () => {
  const folder = temporaryFolder();
  const socket = join(folder, 'docker.sock');
  const server = createServer((_, response) => void response.end('{"ApiVersion":"1.47","Version":"27.1.1"}'));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const found = await lookAround({ ...nothing, env: {}, dockerSockets: [join(folder, 'absent'), socket] });
  expect(ofKind(found, 'docker')).toEqual({
    kind: 'docker',
    isUsable: true,
    text: `Docker 27.1.1 at unix://${socket}`,
  });
  await endServer(server);
  writeFileSync(socket, '');
  const gone = await lookAround({ ...nothing, env: {}, dockerSockets: [socket], criSockets: [socket] });
  expect(ofKind(gone, 'docker')).toMatchObject({ isUsable: false });
  expect(ofKind(gone, 'cri')).toBeUndefined();
});

test('the cluster of a kubeconfig: one that answers, one that does not, none at all', async () => {
  const api = new KubeApiServer();
  await api.listen();
  onTestFinished(() => api.close());
  const kubeconfig = join(temporaryFolder(), 'config');
  const write = (server: string): void => {
    const config = {
      'current-context': 'c',
      clusters: [{ name: 'c', cluster: { server } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    };
    writeFileSync(kubeconfig, JSON.stringify(config));
  };
  write(api.url);
  expect(ofKind(await lookAround({ ...nothing, env: {}, kubeconfig }), 'kubernetes')).toEqual({
    kind: 'kubernetes',
    isUsable: true,
    text: `Kubernetes v1.34.0 at ${api.url} (${kubeconfig}, context "c")`,
  });
  write('http://127.0.0.1:1');
  const down = ofKind(await lookAround({ ...nothing, env: {}, kubeconfig }), 'kubernetes')!;
  expect(down.isUsable).toBe(false);
  expect(down.text).toMatch(/^a kubeconfig whose cluster does not answer/);
  expect(ofKind(await lookAround({ ...nothing, env: {} }), 'kubernetes')).toBeUndefined();
});
