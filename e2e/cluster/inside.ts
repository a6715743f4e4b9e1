/**
 * Runs inside the namespaces of enter.sh: an API server, a Binnacle server, an etcd with client certificates and a target in the
 * middle; an agent on each of three nodes, of which the second alone has the certificates. The elected agent is killed. Prints as JSON
 * what everybody saw. `inside.ts SCRATCH`
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KubeApiServer } from '@binnacle/kube-api-server';
import { startBackground, type Background } from '../support/background.ts';
import { startServer } from '../support/binnacle.ts';
import { tokenOfOwner } from '../support/owner.ts';
import { makeAuthority } from '../support/pki.ts';
import { query } from '../support/query.ts';
import { until } from '../support/until.ts';

const scratch = process.argv[2]!;
const INTERVAL_S = 20;
const control = '10.77.0.1';
const pki = '/etc/kubernetes/pki/etcd';
const nodes = ['node1', 'node2', 'node3'];

const authority = makeAuthority(join(scratch, 'pki'));
const pair = authority.issue('server', { san: `IP:${control},IP:127.0.0.1` });
copyFileSync(pair.cert, join(pki, 'server.crt'));
copyFileSync(pair.key, join(pki, 'server.key'));
copyFileSync(authority.caCert, join(pki, 'ca.crt'));
const etcd = startBackground(
  'etcd',
  // prettier-ignore
  [
    '--name', 'm1', '--data-dir', join(scratch, 'm1'),
    '--listen-client-urls', `https://${control}:2379`, '--advertise-client-urls', `https://${control}:2379`,
    '--listen-peer-urls', 'http://127.0.0.1:2380',
    '--cert-file', join(pki, 'server.crt'), '--key-file', join(pki, 'server.key'),
    '--client-cert-auth', '--trusted-ca-file', join(pki, 'ca.crt'),
  ],
);

const api = new KubeApiServer();
await api.listen({ host: control, port: 6443 });
api.store.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } });
api.store.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'binnacle' } });
for (const [i, name] of nodes.entries()) {
  const addresses = [{ type: 'InternalIP', address: `10.77.0.1${i + 1}` }];
  api.store.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { addresses } });
}
const kubeconfig = join(scratch, 'kubeconfig');
const config = {
  'current-context': 'c',
  clusters: [{ name: 'c', cluster: { server: api.url } }],
  users: [{ name: 'u', user: {} }],
  contexts: [{ name: 'c', context: { cluster: 'c', user: 'u', namespace: 'binnacle' } }],
};
writeFileSync(kubeconfig, JSON.stringify(config));

/** Who asked the target, and when. */
const asked: { readonly atMs: number; readonly from: string }[] = [];
const target = createServer((request, response) => {
  asked.push({ atMs: Date.now(), from: request.socket.remoteAddress ?? '' });
  response.end(`asked_total ${asked.length}\n`);
});
await new Promise<void>((resolve) => target.listen(9100, control, resolve));

const confDir = join(scratch, 'conf.d');
mkdirSync(confDir);
writeFileSync(
  join(confDir, 'all.conf'),
  `[[inputs.prom]]
urls = ["http://${control}:9100/metrics"]
source = "once"
interval = "${INTERVAL_S}s"

[[inputs.prom]]
urls = ["https://${control}:2379/metrics"]
source = "etcd"
interval = "${INTERVAL_S}s"
ca_certs = ["${pki}/ca.crt"]
cert = "${pki}/server.crt"
cert_key = "${pki}/server.key"
metric_name_filter = ["^etcd_server_has_leader$"]
`,
);

const tokenFile = join(scratch, 'agent-token');
const server = await startServer(9630, join(scratch, 'server'), ['--bootstrap.agent-token-file', tokenFile]);
const readToken = await tokenOfOwner(server);
// It listens on loopback: the nodes reach it through a door in front of it.
const door = startBackground(process.execPath, [
  '--input-type=module',
  '-e',
  `import { createServer, connect } from 'node:net';
   createServer((from) => {
     const to = connect(9630, '127.0.0.1');
     from.pipe(to).pipe(from);
     for (const end of [from, to]) end.on('error', () => { from.destroy(); to.destroy(); });
   }).listen(9631, '${control}');`,
]);
const onNode = fileURLToPath(new URL('on-node.sh', import.meta.url));
const program = fileURLToPath(new URL('../../binnacle', import.meta.url));
const agents = new Map<string, Background>();
for (const node of nodes) {
  agents.set(
    node,
    startBackground(
      onNode,
      // prettier-ignore
      [
        node, node === 'node2' ? 'with' : 'without', program, 'agent',
        '--server.url', `http://${control}:9631`, '--server.token-file', tokenFile, '--conf-dir', confDir, '--data-dir', join(scratch, node),
        '--listen', 'off', '--host-name', node, '--cluster-name', 'c', '--inputs', 'kubernetes',
        '--kubernetes.kubeconfig', kubeconfig, '--kubernetes.interval', `${INTERVAL_S}s`, '--election', 'on',
      ],
      { env: { PATH: process.env['PATH'] } },
    ),
  );
}

const holderOf = (name: string): string => {
  const lease = api.store.get({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: 'binnacle', name });
  return (lease as { spec?: { holderIdentity?: string } } | undefined)?.spec?.holderIdentity?.split('_')[0] ?? '';
};
const samples = async (selector: string): Promise<number[]> => {
  const [series] = await query(server.url, `${selector}[10m]`, { token: readToken.secret });
  return (series?.values ?? []).map(([seconds]) => Math.round(Number(seconds) * 1000));
};

try {
  await until('the first scrapes', 60_000, async () => {
    const all = await Promise.all([
      samples('asked_total'),
      samples('etcd_server_has_leader'),
      samples('kube_node_info'),
    ]);
    return all.every((it) => it.length >= 2);
  });
  const first = holderOf('binnacle-agent');
  const killedAtMs = Date.now();
  const askedBefore = asked.length;
  await agents.get(first)!.end('SIGKILL');
  const second = await until('another agent is elected', 60_000, () => {
    const holder = holderOf('binnacle-agent');
    return holder !== first && holder;
  });
  const movedAtMs = Date.now();
  await until('its scrapes', 60_000, async () => {
    const all = await Promise.all([samples('asked_total'), samples('kube_node_info{node="node1"}')]);
    return asked.length >= askedBefore + 2 && all.every((it) => it.filter((at) => at > movedAtMs).length >= 2);
  });
  process.stdout.write(
    JSON.stringify({
      first,
      second,
      movedAfterMs: movedAtMs - killedAtMs,
      asked,
      killedAtMs,
      once: await samples('asked_total'),
      objects: await samples('kube_node_info{node="node1"}'),
      etcd: await samples('etcd_server_has_leader'),
      etcdUp: await query(server.url, 'up{job="etcd"}', { token: readToken.secret }),
      targets: await (await fetch(`${server.url}/api/targets`, { headers: { cookie: readToken.cookie } })).json(),
    }),
  );
} catch (error) {
  process.stderr.write(`${(error as Error).stack}\nserver:\n${server.output()}\n`);
  for (const [node, agent] of agents) process.stderr.write(`${node}:\n${agent.output().slice(-4000)}\n`);
  process.exitCode = 1;
} finally {
  await Promise.all([...agents.values(), server, door].map((it) => it.end()));
  await etcd.end('SIGKILL');
  target.closeAllConnections();
  target.close();
  await api.close();
}
