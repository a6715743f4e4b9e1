import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../scripted-server.test-data.ts';
import type { AccessOutcome } from './cluster-access.ts';
import { findClusterAccess, type FindAccessOptions } from './find-access.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const PEM_DATA = Buffer.from(PEM).toString('base64');
const signal = new AbortController().signal;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kube-access-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** A kubeconfig with one context of everything. */
const config = (cluster: object, user: object, context: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'here',
  contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', ...context } }],
  clusters: [{ name: 'c', cluster: { server: 'https://kube.example:6443', ...cluster } }],
  users: [{ name: 'u', user }],
});

const find = (content: unknown, options: Partial<FindAccessOptions> = {}): AccessOutcome =>
  findClusterAccess({ env: { PATH: process.env['PATH'] }, kubeconfig: write('config', content), ...options });

const accessOf = (outcome: AccessOutcome) => {
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.access;
};
const messageOf = (outcome: AccessOutcome): string => (outcome.ok ? 'found' : outcome.message);

describe('in a cluster', () => {
  const account = (): string => {
    write('sa/token', 'first\n');
    write('sa/ca.crt', PEM);
    write('sa/namespace', 'monitoring');
    return join(folder, 'sa');
  };

  test.each([
    { host: '10.96.0.1', want: 'https://10.96.0.1/' },
    { host: 'fd00::1', want: 'https://[fd00::1]/' },
    { host: 'kubernetes.default.svc', want: 'https://kubernetes.default.svc/' },
  ])('the service account of the pod, at $host', ({ host, want }) => {
    const access = accessOf(
      findClusterAccess({
        env: { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: '443' },
        serviceAccountFolder: account(),
      }),
    );
    expect(access).toMatchObject({
      origin: 'service account',
      namespace: 'monitoring',
      insecure: false,
      ca: { kind: 'file' },
    });
    expect(access.server.href).toBe(want);
  });

  test('the token is read again when the kubelet has renewed it', async () => {
    // As a kubelet mounts it: a link to a folder that is swapped.
    write('data1/token', 'first\n');
    write('data2/token', 'second\n');
    mkdirSync(join(folder, 'sa'));
    symlinkSync('../data1', join(folder, 'sa/..data'));
    symlinkSync('..data/token', join(folder, 'sa/token'));
    const { credentials } = accessOf(
      findClusterAccess({
        env: { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' },
        serviceAccountFolder: join(folder, 'sa'),
      }),
    );
    expect(await credentials.current(signal)).toMatchObject({ ok: true, credentials: { token: 'first' } });
    symlinkSync('../data2', join(folder, 'sa/..new'));
    renameSync(join(folder, 'sa/..new'), join(folder, 'sa/..data'));
    expect(await credentials.current(signal)).toMatchObject({ ok: true, credentials: { token: 'second' } });
  });

  test('a token that is gone is a failure in words', async () => {
    const { credentials } = accessOf(
      findClusterAccess({
        env: { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' },
        serviceAccountFolder: account(),
      }),
    );
    rmSync(join(folder, 'sa/token'));
    expect(await credentials.current(signal)).toMatchObject({
      ok: false,
      message: expect.stringContaining('sa/token'),
    });
    write('sa/token', '\n');
    expect(await credentials.current(signal)).toMatchObject({
      ok: false,
      message: expect.stringContaining('the token is empty'),
    });
  });

  test('a pod without a mounted token is told so', () => {
    const outcome = findClusterAccess({
      env: { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' },
      serviceAccountFolder: join(folder, 'none'),
    });
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'invalid',
      message: expect.stringContaining('automountServiceAccountToken'),
    });
  });
});

describe('which one is taken', () => {
  const at = (host: string) => config({ server: `https://${host}` }, {});

  test('none at all is no mistake', () => {
    expect(findClusterAccess({ env: { HOME: folder } })).toMatchObject({ ok: false, kind: 'absent' });
    expect(findClusterAccess({ env: {} })).toMatchObject({ ok: false, kind: 'absent' });
  });

  test('the home folder last, the service account before it, KUBECONFIG before that, a named file first', () => {
    write('.kube/config', at('home'));
    const env: Record<string, string> = { HOME: folder };
    expect(accessOf(findClusterAccess({ env })).server.host).toBe('home');
    write('sa/token', 't');
    env['KUBERNETES_SERVICE_HOST'] = 'pod';
    env['KUBERNETES_SERVICE_PORT'] = '443';
    const serviceAccountFolder = join(folder, 'sa');
    expect(accessOf(findClusterAccess({ env, serviceAccountFolder })).server.host).toBe('pod');
    env['KUBECONFIG'] = write('listed', at('listed'));
    expect(accessOf(findClusterAccess({ env, serviceAccountFolder })).server.host).toBe('listed');
    expect(
      accessOf(findClusterAccess({ env, serviceAccountFolder, kubeconfig: write('named', at('named')) })).server.host,
    ).toBe('named');
  });

  test('files of a KUBECONFIG list are merged: the first that names a thing wins, and files may be missing', () => {
    const first = write('a/first', {
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'team' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://first' } }],
    });
    const second = write('b/second', {
      'current-context': 'x',
      contexts: [{ name: 'x', context: { cluster: 'other' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://second' } }],
      users: [{ name: 'u', user: { tokenFile: 'token' } }],
    });
    const access = accessOf(
      findClusterAccess({ env: { KUBECONFIG: [join(folder, 'absent'), first, '', second].join(':') } }),
    );
    expect(access).toMatchObject({ namespace: 'team', origin: `${first}, context "x"` });
    expect(access.server.host).toBe('first');
    // Relative to the file that says it.
    expect(access.credentials.description).toBe(`token file ${join(folder, 'b/token')}`);
  });

  test('another context than the current one', () => {
    const content = {
      ...config({}, {}),
      contexts: [...config({}, {}).contexts, { name: 'there', context: { cluster: 'd' } }],
      clusters: [...config({}, {}).clusters, { name: 'd', cluster: { server: 'https://there' } }],
    };
    expect(accessOf(find(content, { context: 'there' })).server.host).toBe('there');
    expect(messageOf(find(content, { context: 'nowhere' }))).toContain(
      'there is no context "nowhere"; the contexts are: here, there',
    );
  });
});

describe('a kubeconfig', () => {
  test('in YAML, with a path in the address and certificates beside it', async () => {
    write('ca.pem', PEM);
    write('me.crt', PEM);
    write('me.key', PEM);
    const outcome = find(
      [
        'current-context: here',
        'contexts: [{name: here, context: {cluster: c, user: u}}]',
        'clusters: [{name: c, cluster: {server: "https://rancher.example/k8s/clusters/c-1", certificate-authority: ca.pem, tls-server-name: kube}}]',
        'users: [{name: u, user: {client-certificate: me.crt, client-key: ./me.key}}]',
      ].join('\n'),
    );
    const access = accessOf(outcome);
    expect(access).toMatchObject({
      ca: { kind: 'file', path: join(folder, 'ca.pem') },
      serverName: 'kube',
      namespace: 'default',
      insecure: false,
    });
    expect(access.server.pathname).toBe('/k8s/clusters/c-1');
    expect(await access.credentials.current(signal)).toMatchObject({
      ok: true,
      credentials: { certificate: Buffer.from(PEM), key: Buffer.from(PEM) },
    });
  });

  test('with everything inline: data beats a path', async () => {
    const access = accessOf(
      find(
        config(
          { 'certificate-authority-data': PEM_DATA, 'certificate-authority': '/nowhere' },
          { 'client-certificate-data': PEM_DATA, 'client-key-data': PEM_DATA, token: 'secret' },
        ),
      ),
    );
    expect(access.ca).toEqual({ kind: 'data', bytes: Buffer.from(PEM) });
    expect(access.credentials.description).toBe('client certificate and token');
    expect(await access.credentials.current(signal)).toMatchObject({
      ok: true,
      credentials: { token: 'secret', certificate: Buffer.from(PEM) },
    });
  });

  test('that does not check the certificate is taken with a warning', () => {
    expect(find(config({ 'insecure-skip-tls-verify': true }, {}))).toMatchObject({
      ok: true,
      access: { insecure: true },
      warnings: [expect.stringContaining('insecure-skip-tls-verify')],
    });
  });

  test('may act as somebody else', () => {
    expect(
      accessOf(find(config({}, { token: 't', as: 'jane', 'as-groups': ['devs', 'ops'], 'as-uid': '7' }))).impersonate,
    ).toEqual({
      'impersonate-user': 'jane',
      'impersonate-uid': '7',
      'impersonate-group': ['devs', 'ops'],
    });
  });

  test('may speak http to this machine, and elsewhere only without a secret', () => {
    expect(accessOf(find(config({ server: 'http://127.0.0.1:8001' }, { token: 't' }))).server.protocol).toBe('http:');
    expect(accessOf(find(config({ server: 'http://[::1]:8001' }, { token: 't' }))).server.protocol).toBe('http:');
    expect(accessOf(find(config({ server: 'http://kube.example' }, {}))).server.protocol).toBe('http:');
    expect(messageOf(find(config({ server: 'http://kube.example' }, { token: 't' })))).toContain(
      'would travel unencrypted',
    );
  });

  test.each([
    { name: 'no YAML', content: 'a: [', want: 'is not YAML' },
    { name: 'a list', content: '- a', want: 'is not a kubeconfig' },
    {
      name: 'no current context',
      content: { contexts: [{ name: 'x', context: {} }] },
      want: 'no current-context is set; the contexts are: x',
    },
    {
      name: 'a cluster that is not there',
      content: config({}, {}, { cluster: 'gone' }),
      want: 'names the cluster "gone", which is not there',
    },
    {
      name: 'a user that is not there',
      content: config({}, {}, { user: 'gone' }),
      want: 'names the user "gone", which is not there',
    },
    { name: 'no address', content: config({ server: '' }, {}), want: 'server is missing' },
    {
      name: 'an address that is none',
      content: config({ server: 'ftp://x' }, {}),
      want: 'not an http or https address: ftp://x',
    },
    {
      name: 'a password in the address',
      content: config({ server: 'https://me:secret@x' }, {}),
      want: 'put credentials under users',
    },
    { name: 'a proxy', content: config({ 'proxy-url': 'http://proxy' }, {}), want: 'proxy-url is not supported' },
    {
      name: 'an authority and none',
      content: config({ 'insecure-skip-tls-verify': true, 'certificate-authority': 'x' }, {}),
      want: 'exclude one another',
    },
    {
      name: 'an authority that is none',
      content: config({ 'certificate-authority-data': 'AAAA' }, {}),
      want: 'certificate-authority-data is not base64 of PEM',
    },
    {
      name: 'basic authentication',
      content: config({}, { username: 'u', password: 'p' }),
      want: 'use a token or a client certificate',
    },
    {
      name: 'an auth-provider',
      content: config({}, { 'auth-provider': { name: 'gcp' } }),
      want: 'auth-provider is not supported',
    },
    {
      name: 'a certificate without a key',
      content: config({}, { 'client-certificate': 'x' }),
      want: 'client-certificate has no client-key',
    },
    {
      name: 'a key without a certificate',
      content: config({}, { 'client-key': 'x' }),
      want: 'client-key has no client-certificate',
    },
    {
      name: 'a plugin of an old version',
      content: config({}, { exec: { apiVersion: 'client.authentication.k8s.io/v1alpha1', command: 'x' } }),
      want: 'supported are client.authentication.k8s.io/v1 and',
    },
    {
      name: 'a plugin without a command',
      content: config({}, { exec: { apiVersion: 'client.authentication.k8s.io/v1' } }),
      want: 'exec.command is missing',
    },
    {
      name: 'a plugin that asks',
      content: config(
        {},
        { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'x', interactiveMode: 'Always' } },
      ),
      want: 'nobody is there to answer',
    },
  ])('with $name is refused in words, and without secrets', ({ content, want }) => {
    const outcome = find(content);
    expect(outcome).toMatchObject({ ok: false, kind: 'invalid' });
    expect(messageOf(outcome)).toContain(want);
    expect(messageOf(outcome)).toContain(join(folder, 'config'));
    expect(messageOf(outcome)).not.toContain('secret');
  });

  test('that was named has to be there', () => {
    expect(messageOf(findClusterAccess({ env: {}, kubeconfig: join(folder, 'gone') }))).toContain('ENOENT');
  });
});

describe('a credential plugin', () => {
  const plugin = (script: string, more: object = {}) => {
    const command = write('plugin', `#!/bin/sh\necho run >>"${folder}/runs"\n${script}\n`);
    chmodSync(command, 0o755);
    return config(
      {},
      { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin', args: ['token', '-q'], ...more } },
    );
  };
  const says = (status: object, apiVersion = 'client.authentication.k8s.io/v1'): string =>
    `echo '${JSON.stringify({ apiVersion, kind: 'ExecCredential', status })}'`;
  const runs = (): number => readFileSync(join(folder, 'runs'), 'utf8').split('\n').length - 1;

  test('is run once for as long as its credential is good, and again when it expires or is refused', async () => {
    const clock = new ManualClock();
    const expirationTimestamp = new Date(clock.nowMs() + 120_000).toISOString();
    const { credentials } = accessOf(find(plugin(says({ token: 'fresh', expirationTimestamp })), { clock }));
    const all = await Promise.all([
      credentials.current(signal),
      credentials.current(signal),
      credentials.current(signal),
    ]);
    expect(all.map((one) => one.ok && one.credentials.token)).toEqual(['fresh', 'fresh', 'fresh']);
    expect(runs()).toBe(1);
    clock.advance(89_000);
    await credentials.current(signal);
    expect(runs()).toBe(1);
    clock.advance(2_000);
    await credentials.current(signal);
    expect(runs()).toBe(2);
  });

  test('gets its arguments, its environment and, where asked for, the cluster', async () => {
    const outcome = find(
      plugin(
        `${says({ token: '@@' })} | sed "s/@@/$1.$2.$STAGE.$(echo "$KUBERNETES_EXEC_INFO" | tr -d '"{}/\\\\' | tr ',' ';')/"`,
        { env: [{ name: 'STAGE', value: 'prod' }], provideClusterInfo: true },
      ),
    );
    const current = await accessOf(outcome).credentials.current(signal);
    const token = current.ok ? (current.credentials.token ?? '') : current.message;
    expect(token).toContain('token.-q.prod.');
    expect(token).toContain('interactive:false');
    expect(token).toContain('server:https:kube.example:6443');
  });

  test('a certificate of a plugin is used like any other', async () => {
    const current = await accessOf(
      find(plugin(says({ clientCertificateData: 'C', clientKeyData: 'K' }))),
    ).credentials.current(signal);
    expect(current).toMatchObject({ ok: true, credentials: { certificate: Buffer.from('C'), key: Buffer.from('K') } });
  });

  test.each([
    { name: 'fails', script: 'echo "no session: log in" >&2; exit 3', want: 'failed (3): no session: log in' },
    { name: 'prints no JSON', script: 'echo hello', want: 'printed something that is not JSON' },
    { name: 'prints something else', script: "echo '{}'", want: 'printed no ExecCredential' },
    {
      name: 'speaks another version',
      script: `echo '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1beta1', kind: 'ExecCredential', status: { token: 'x' } })}'`,
      want: 'asks for client.authentication.k8s.io/v1',
    },
    { name: 'prints nothing of use', script: says({}), want: 'printed neither a token nor a certificate' },
    {
      name: 'prints half a pair',
      script: says({ clientKeyData: 'K' }),
      want: 'printed a certificate or a key, but not both',
    },
    { name: 'prints without end', script: 'yes', want: 'printed more than 1 MiB' },
    { name: 'hangs', script: 'exec sleep 60', want: 'did not end within 0.2 s' },
  ])('that $name is a failure in words', async ({ script, want }) => {
    const { credentials } = accessOf(find(plugin(script), { execTimeoutMs: want.includes('0.2 s') ? 200 : 30_000 }));
    expect(await credentials.current(signal)).toMatchObject({ ok: false, message: expect.stringContaining(want) });
  });

  test('that is not installed: the hint of the kubeconfig is passed on', async () => {
    const { credentials } = accessOf(
      find(
        config(
          {},
          {
            exec: {
              apiVersion: 'client.authentication.k8s.io/v1',
              command: 'surely-not-there',
              installHint: 'Install it with apt.',
            },
          },
        ),
      ),
    );
    expect(await credentials.current(signal)).toMatchObject({
      ok: false,
      message: expect.stringContaining('was not found: Install it with apt.'),
    });
  });
});
