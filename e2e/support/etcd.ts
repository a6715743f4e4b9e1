import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startBackground, type Background } from './background.ts';
import type { Authority, KeyPair } from './pki.ts';
import { freePorts } from './ports.ts';
import { until } from './until.ts';

const run = promisify(execFile);

export interface EtcdMember {
  readonly name: string;
  /** `host:port` of the client listener, which serves `/metrics` too. */
  readonly address: string;
  readonly process: Background;
}

export interface EtcdCluster {
  readonly members: readonly EtcdMember[];
  readonly client: KeyPair;
  /** Runs etcdctl against the members that run. */
  ctl(...args: string[]): Promise<string>;
  /** The text that a member serves under `/metrics`. */
  metrics(member: EtcdMember): Promise<string>;
  leader(): Promise<EtcdMember>;
  stop(): Promise<void>;
}

/** Starts etcd members with mutual TLS between clients and peers, and waits until all of them are healthy. */
export async function startEtcd(dir: string, authority: Authority, size: number): Promise<EtcdCluster> {
  const server = authority.issue('etcd-server', { san: 'IP:127.0.0.1,DNS:localhost' });
  const client = authority.issue('etcd-client', { usage: 'clientAuth' });
  const ports = await freePorts(2 * size);
  const clientUrl = (n: number): string => `https://127.0.0.1:${ports[2 * n]}`;
  const peerUrl = (n: number): string => `https://127.0.0.1:${ports[2 * n + 1]}`;
  const names = Array.from({ length: size }, (_, n) => `m${n + 1}`);
  // etcd refuses to start when a flag and its variable are both given.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ETCD_')));
  const members: EtcdMember[] = names.map((name, n) => ({
    name,
    address: clientUrl(n).slice('https://'.length),
    process: startBackground(
      'etcd',
      // prettier-ignore
      [
        '--name', name, '--data-dir', join(dir, name), '--initial-cluster-token', `test-${ports[0]}`,
        '--initial-cluster', names.map((other, m) => `${other}=${peerUrl(m)}`).join(','),
        '--listen-client-urls', clientUrl(n), '--advertise-client-urls', clientUrl(n),
        '--listen-peer-urls', peerUrl(n), '--initial-advertise-peer-urls', peerUrl(n),
        '--metrics', 'extensive',
        '--cert-file', server.cert, '--key-file', server.key, '--client-cert-auth', '--trusted-ca-file', authority.caCert,
        '--peer-cert-file', server.cert, '--peer-key-file', server.key, '--peer-client-cert-auth', '--peer-trusted-ca-file', authority.caCert,
      ],
      { env },
    ),
  }));
  const ctl = async (endpoints: readonly EtcdMember[], args: readonly string[]): Promise<string> => {
    const urls = endpoints.map((member) => `https://${member.address}`).join(',');
    const tls = ['--cacert', authority.caCert, '--cert', client.cert, '--key', client.key];
    return (await run('etcdctl', ['--endpoints', urls, ...tls, ...args], { env: { ...env, ETCDCTL_API: '3' } })).stdout;
  };
  const alive = (): EtcdMember[] => members.filter((member) => member.process.running());
  const cluster: EtcdCluster = {
    members,
    client,
    ctl: (...args) => ctl(alive(), args),
    metrics: (member) =>
      new Promise((resolve, reject) => {
        const tls = {
          ca: readFileSync(authority.caCert),
          cert: readFileSync(client.cert),
          key: readFileSync(client.key),
        };
        request(`https://${member.address}/metrics`, { ...tls, agent: false }, (reply) => {
          let text = '';
          reply.setEncoding('utf8').on('data', (part: string) => (text += part));
          reply.on('end', () => resolve(text)).on('error', reject);
        })
          .on('error', reject)
          .end();
      }),
    leader: () =>
      until('a leader', 15_000, async () => {
        for (const member of alive()) {
          const [status] = JSON.parse(await ctl([member], ['endpoint', 'status', '-w', 'json'])) as [
            { Status: { leader: number; header: { member_id: number } } },
          ];
          if (status.Status.leader === status.Status.header.member_id) return member;
        }
        return undefined;
      }),
    async stop() {
      await Promise.all(members.map((member) => member.process.end('SIGKILL')));
    },
  };
  try {
    // etcdctl ends with an error while a member is not healthy; what it prints goes to standard error in some versions.
    await until('a healthy etcd cluster', 30_000, () => ctl(members, ['endpoint', 'health']).then(() => true));
  } catch (error) {
    const logs = members.map((member) => `${member.name}:\n${member.process.output().slice(-2000)}`).join('\n');
    await cluster.stop();
    throw new Error(`etcd did not become healthy\n${logs}`, { cause: error });
  }
  return cluster;
}
