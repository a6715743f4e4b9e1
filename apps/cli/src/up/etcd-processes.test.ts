import { expect, test } from 'vitest';
import { findEtcdProcesses, type ProcFs } from './etcd-processes.ts';

const machine = (processes: Record<number, string>, env: Record<string, string> = {}): ProcFs => ({
  pids: () => Object.keys(processes).map(Number),
  argv: (pid) => processes[pid]!.split(' '),
  environ: () => env,
});

test.each([
  { name: 'no etcd', argv: 'postgres -D /data', urls: undefined },
  { name: 'etcdctl is not etcd', argv: 'etcdctl --endpoints http://x:1 get k', urls: undefined },
  { name: 'defaults', argv: '/usr/bin/etcd', urls: ['http://localhost:2379'] },
  {
    name: 'client listeners',
    argv: 'etcd --listen-client-urls=https://10.1.2.3:2379,https://127.0.0.1:2379',
    urls: ['https://10.1.2.3:2379', 'https://127.0.0.1:2379'],
  },
  {
    name: 'the metrics listener wins',
    argv: 'etcd --listen-client-urls https://127.0.0.1:2379 --listen-metrics-urls http://127.0.0.1:2381/',
    urls: ['http://127.0.0.1:2381'],
  },
  {
    name: 'every address means loopback',
    argv: 'etcd -listen-client-urls http://0.0.0.0:2379',
    urls: ['http://127.0.0.1:2379'],
  },
  {
    name: 'Unix sockets are left out',
    argv: 'etcd --listen-client-urls unix://localhost:2379,http://127.0.0.1:2379',
    urls: ['http://127.0.0.1:2379'],
  },
])('findEtcdProcesses: $name', ({ argv, urls }) => {
  expect(findEtcdProcesses(machine({ 7: argv }))[0]?.urls).toEqual(urls);
});

test('client URLs are known beside the metrics listener', () => {
  const argv = 'etcd --listen-client-urls https://0.0.0.0:2379 --listen-metrics-urls http://127.0.0.1:2381';
  expect(findEtcdProcesses(machine({ 7: argv }))[0]).toMatchObject({
    urls: ['http://127.0.0.1:2381'],
    clientUrls: ['https://127.0.0.1:2379'],
  });
});

test('certificates come from flags, else from the environment', () => {
  const [etcd] = findEtcdProcesses(
    machine(
      { 7: 'etcd --cert-file /pki/server.crt --trusted-ca-file=/pki/ca.crt' },
      { ETCD_KEY_FILE: '/pki/server.key', ETCD_CERT_FILE: '/other.crt' },
    ),
  );
  expect(etcd).toMatchObject({
    certFile: '/pki/server.crt',
    keyFile: '/pki/server.key',
    trustedCaFile: '/pki/ca.crt',
    peerCertFile: undefined,
  });
});
