import { expect, test } from 'vitest';
import { etcdConf, findEtcdEndpoints, type Credentials } from './etcd-input.ts';
import type { EtcdProcess } from './etcd-processes.ts';

const member = (urls: readonly string[]): EtcdProcess => ({
  pid: 1,
  urls,
  clientUrls: [],
  certFile: '/pki/server.crt',
  keyFile: '/pki/server.key',
  peerCertFile: '/pki/peer.crt',
  peerKeyFile: '/pki/peer.key',
  trustedCaFile: '/pki/ca.crt',
});

test('the first credentials that a listener accepts are taken, and one listener is enough for a member', async () => {
  const tried: string[] = [];
  const found = await findEtcdEndpoints([member(['https://a:1', 'https://a:2'])], async (url, credentials) => {
    tried.push(`${url} ${credentials?.cert ?? '-'}`);
    return credentials?.cert === '/pki/peer.crt';
  });
  expect(found).toEqual([
    { url: 'https://a:1', credentials: { ca: '/pki/ca.crt', cert: '/pki/peer.crt', key: '/pki/peer.key' } },
  ]);
  expect(tried).toEqual(['https://a:1 /etc/kubernetes/pki/etcd/healthcheck-client.crt', 'https://a:1 /pki/peer.crt']);
});

test('a member that answers nobody is left out, and plain http needs no credentials', async () => {
  const found = await findEtcdEndpoints([member(['https://a:1']), member(['http://b:2'])], async (url) =>
    url.startsWith('http:'),
  );
  expect(found).toEqual([{ url: 'http://b:2', credentials: undefined }]);
});

test('members with the same credentials share a block', () => {
  const credentials: Credentials = { ca: '/pki/ca.crt', cert: '/pki/p "x".crt', key: '/pki/peer.key' };
  expect(
    etcdConf([
      { url: 'https://a:1', credentials },
      { url: 'http://b:2', credentials: undefined },
      { url: 'https://c:3', credentials },
    ])
      .split('\n\n')
      .slice(1),
  ).toEqual([
    '[[inputs.prom]]\n  urls = ["https://a:1/metrics", "https://c:3/metrics"]\n  source = "etcd"\n  interval = "10s"\n  ca_certs = ["/pki/ca.crt"]\n  cert = "/pki/p \\"x\\".crt"\n  cert_key = "/pki/peer.key"',
    '[[inputs.prom]]\n  urls = ["http://b:2/metrics"]\n  source = "etcd"\n  interval = "10s"\n',
  ]);
});
