/**
 * Runs inside the namespaces of enter.sh: etcd at the article's address, a server, and an agent that is given nothing but
 * the article's environment, its etcd.conf at the article's path and the certificates at theirs. Prints as JSON what the
 * server then knows. `inside.ts SCRATCH`
 */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBackground } from '../support/background.ts';
import { startBinnacle, startServer } from '../support/binnacle.ts';
import { tokenOfOwner } from '../support/owner.ts';
import { makeAuthority } from '../support/pki.ts';
import { query } from '../support/query.ts';
import { until } from '../support/until.ts';

const scratch = process.argv[2]!;
const address = '172.16.0.229';
const pki = '/etc/kubernetes/pki/etcd';
mkdirSync(pki, { recursive: true });
const authority = makeAuthority(join(scratch, 'pki'));
for (const name of ['server', 'peer']) {
  const pair = authority.issue(name, { san: `IP:${address},IP:127.0.0.1,DNS:localhost` });
  copyFileSync(pair.cert, join(pki, `${name}.crt`));
  copyFileSync(pair.key, join(pki, `${name}.key`));
}
copyFileSync(authority.caCert, join(pki, 'ca.crt'));
const confDir = '/usr/local/datakit/conf.d/etcd';
mkdirSync(confDir, { recursive: true });
copyFileSync(process.argv[3] ?? new URL('etcd.conf', import.meta.url), join(confDir, 'etcd.conf'));

const etcd = startBackground(
  'etcd',
  // prettier-ignore
  [
    '--name', 'm1', '--data-dir', join(scratch, 'm1'),
    '--listen-client-urls', `https://${address}:2379`, '--advertise-client-urls', `https://${address}:2379`,
    '--cert-file', join(pki, 'server.crt'), '--key-file', join(pki, 'server.key'),
    '--client-cert-auth', '--trusted-ca-file', join(pki, 'ca.crt'),
  ],
);
const tokenFile = join(scratch, 'agent-token');
const server = await startServer(9630, join(scratch, 'server'), ['--bootstrap.agent-token-file', tokenFile]);
const token = await until('the token of the agent', 10_000, () => readFileSync(tokenFile, 'utf8').trim());
const agent = startBinnacle(['agent', '--data-dir', join(scratch, 'agent')], {
  ENV_DATAWAY: `${server.url}?token=${token}`,
  ENV_GLOBAL_HOST_TAGS: 'host=__datakit_hostname,host_ip=__datakit_ip,cluster_name_k8s=k8s-istio',
  ENV_NAMESPACE: 'k8s-istio',
  ENV_DEFAULT_ENABLED_INPUTS: 'cpu,disk,diskio,mem,swap,system,hostobject,net,host_processes,container,statsd,ddtrace',
  ENV_ENABLE_ELECTION: 'enable',
  ENV_HTTP_LISTEN: '0.0.0.0:9529',
});
try {
  const { secret } = await tokenOfOwner(server);
  const series = await until('the metrics of the article', 60_000, async () => {
    if (!agent.running()) throw new Error(agent.output());
    const found = await query(server.url, '{job="etcd",__name__=~"etcd_.*"}', { token: secret });
    return found.length >= 8 && found;
  });
  process.stdout.write(
    JSON.stringify({ series, up: await query(server.url, 'up{job="etcd"}', { token: secret }), log: agent.output() }),
  );
} catch (error) {
  process.stderr.write(
    `${(error as Error).stack}\nserver:\n${server.output()}\nagent:\n${agent.output()}\netcd:\n${etcd.output().slice(-2000)}\n`,
  );
  process.exitCode = 1;
} finally {
  await Promise.all([agent.end(), server.end(), etcd.end('SIGKILL')]);
}
