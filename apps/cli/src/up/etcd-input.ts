import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { EtcdProcess } from './etcd-processes.ts';

/** Client certificate and CA to try on an etcd. */
export interface Credentials {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** A base URL whose `/metrics` answered as etcd does, and what it took to read it. */
export interface EtcdEndpoint {
  readonly url: string;
  readonly credentials: Credentials | undefined;
}

/** Reads the metrics of `url`; true when they are etcd's. Never throws. */
export type Probe = (url: string, credentials: Credentials | undefined) => Promise<boolean>;

/** Where kubeadm keeps etcd's certificates; its health check has a client certificate of its own. */
const KUBEADM_PKI = '/etc/kubernetes/pki/etcd';

/** Certificates that could open an etcd, the least powerful first. */
export function credentialsFor(etcd: EtcdProcess): Credentials[] {
  const ca = etcd.trustedCaFile;
  const pairs: readonly (readonly [string | undefined, string | undefined])[] = [
    [`${KUBEADM_PKI}/healthcheck-client.crt`, `${KUBEADM_PKI}/healthcheck-client.key`],
    [etcd.peerCertFile, etcd.peerKeyFile],
    [etcd.certFile, etcd.keyFile],
  ];
  const out: Credentials[] = [];
  for (const [cert, key] of pairs) if (cert !== undefined && key !== undefined) out.push({ ca, cert, key });
  out.push({ ca, cert: undefined, key: undefined });
  return out;
}

/** Finds for each listener of each process the first credentials that it accepts. */
export async function findEtcdEndpoints(processes: readonly EtcdProcess[], probe: Probe): Promise<EtcdEndpoint[]> {
  const found: EtcdEndpoint[] = [];
  for (const etcd of processes) {
    // One listener is enough: each of them serves the same member.
    search: for (const url of etcd.urls) {
      for (const credentials of url.startsWith('https:') ? credentialsFor(etcd) : [undefined]) {
        if (await probe(url, credentials)) {
          found.push({ url, credentials });
          break search;
        }
      }
    }
  }
  return found;
}

/** Asks over the network; three seconds and one megabyte are enough to recognise an etcd. */
export const probeEtcd: Probe = (url, credentials) =>
  new Promise((resolve) => {
    let tls: { ca?: Buffer; cert?: Buffer; key?: Buffer } = {};
    try {
      if (credentials?.ca !== undefined) tls = { ...tls, ca: readFileSync(credentials.ca) };
      if (credentials?.cert !== undefined && credentials.key !== undefined) {
        tls = { ...tls, cert: readFileSync(credentials.cert), key: readFileSync(credentials.key) };
      }
    } catch {
      resolve(false);
      return;
    }
    const request = url.startsWith('https:') ? httpsRequest : httpRequest;
    const call = request(`${url}/metrics`, { ...tls, timeout: 3000, agent: false }, (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (part: string) => {
        text += part;
        if (text.length > 1 << 20) call.destroy();
      });
      reply.on('close', () => resolve(reply.statusCode === 200 && /^etcd_server_has_leader /m.test(text)));
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(false));
    call.end();
  });

/** An `inputs.prom` file for the endpoints, one block for each set of credentials. */
export function etcdConf(endpoints: readonly EtcdEndpoint[]): string {
  const groups = Map.groupBy(endpoints, (endpoint) => JSON.stringify(endpoint.credentials ?? null));
  const blocks: string[] = [
    '# Written by `binnacle up` for the etcd members that it found on this machine; made anew at each start.',
  ];
  for (const group of groups.values()) {
    const lines = [
      '[[inputs.prom]]',
      `  urls = [${group.map(({ url }) => quote(`${url}/metrics`)).join(', ')}]`,
      '  source = "etcd"',
      '  interval = "10s"',
    ];
    const credentials = group[0]!.credentials;
    if (credentials) {
      if (credentials.ca !== undefined) lines.push(`  ca_certs = [${quote(credentials.ca)}]`);
      if (credentials.cert !== undefined) lines.push(`  cert = ${quote(credentials.cert)}`);
      if (credentials.key !== undefined) lines.push(`  cert_key = ${quote(credentials.key)}`);
    }
    blocks.push(lines.join('\n'));
  }
  return `${blocks.join('\n\n')}\n`;
}

/** A TOML basic string: its escapes are those of JSON for everything a path or URL can hold. */
const quote = (text: string): string => JSON.stringify(text);
