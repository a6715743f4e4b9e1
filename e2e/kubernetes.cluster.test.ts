import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readManifests, type Manifest } from '../deploy/helm-template.ts';
import { signIn } from './compat/sign-in.ts';
import type { Background } from './support/background.ts';
import type { RunningServer } from './support/binnacle.ts';
import { forgetPods, startInPod } from './support/in-pod.ts';
import { hasLab, kubectl, kubernetes } from './support/lab.ts';
import { freePorts } from './support/ports.ts';
import { query, type ResultSeries } from './support/query.ts';
import { until } from './support/until.ts';
import { evaluateView, queriesOfPanel, type PanelState } from './support/view-panels.ts';

const manifests = fileURLToPath(new URL('../deploy/manifests/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'binnacle-k8s-'));
const CLUSTER = 'lab';
const NODES = [1, 2] as const;

/** etcd of this cluster is no pod that tells of itself: it is configured as the article does it. */
const ETCD_CONF = `
[[inputs.prom]]
  urls = ["https://127.0.0.1:12371/metrics"]
  source = "etcd"
  interval = "10s"
  ca_certs = ["/etc/kubernetes/pki/etcd/ca.crt"]
  cert = "/etc/kubernetes/pki/etcd/healthcheck-client.crt"
  cert_key = "/etc/kubernetes/pki/etcd/healthcheck-client.key"
`;

/**
 * Neither are the components of its control plane pods, nor has it endpoints of the API server: they are named, and asked with the
 * service account of the agent.
 */
const COMPONENTS = { apiserver: 16_443, 'kube-controller-manager': 10_257, 'kube-scheduler': 10_259 } as const;
const CONTROL_PLANE_CONF = Object.entries(COMPONENTS)
  .map(
    ([source, port]) => `
[[inputs.prom]]
  urls = ["https://127.0.0.1:${port}/metrics"]
  source = "${source}"
  interval = "15s"
  insecure_skip_verify = true
  [inputs.prom.auth]
    type = "bearer_token"
    token_file = "/var/run/secrets/kubernetes.io/serviceaccount/token"
`,
  )
  .join('');

const OF_DOCKER = 'the nodes run containerd, not Docker';
const OF_DNS = 'the cluster has no DNS server';
const OF_MEMBERS = 'etcd has one member, and so no peers';
/** Panels that may have nothing to show in this cluster, and why. Every other one must have data. */
const EMPTY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  docker: {
    C2: OF_DOCKER,
    'C2-engine': OF_DOCKER,
    C5: 'health checks are those of Docker; Kubernetes has probes',
    C17: 'counts refusals of memory to a container that goes on: those here are killed and begin anew',
    C19: 'no packet was lost',
    C23: 'cgroup v1 has no pressure of containers',
    C26: OF_DOCKER,
    C27: OF_DOCKER,
  },
  kubernetes: {
    K21: 'nothing was killed in the last minutes: restarts are held back longer and longer',
    'K43-time': 'the machine says nothing about its clock',
    'completion-failed': 'no job has failed',
    K52: 'no rollout is stuck',
    K72: 'no volume is filling up',
    'K74-lost': 'no packet was lost',
    A3: 'no request has failed',
    A12: 'nothing waits in a queue',
    N1: OF_DNS,
    N2: OF_DNS,
    N4: OF_DNS,
  },
  etcd: {
    E15: 'this release of etcd (3.4) does not measure it',
    E29: OF_MEMBERS,
    E30: OF_MEMBERS,
    E31: OF_MEMBERS,
    'E31-active': OF_MEMBERS,
  },
};

let server: RunningServer;
let readToken = '';
const agents = new Map<number, Background>();
const statusPorts = new Map<number, number>();

const ask = (promql: string): Promise<ResultSeries[]> => query(server.url, promql, { token: readToken });
const numberOf = (series: readonly ResultSeries[]): number => Number(series[0]?.values[0]?.[1] ?? NaN);
/** Waits until the query has an answer. */
const seen = (promql: string, withinMs = 90_000): Promise<readonly ResultSeries[]> =>
  until(promql, withinMs, async () => {
    const answer = await ask(promql);
    return answer.length > 0 ? answer : undefined;
  });

/** What the manifests say about the agent's container, but for what only a pod's own root file system has. */
function agentVariables(): Record<string, string> {
  const documents = readManifests(readFileSync(`${manifests}21-agent.yaml`, 'utf8'));
  const { containers } = (documents[0] as Manifest & { spec: { template: { spec: PodSpec } } }).spec.template.spec;
  const written = (containers[0]?.env ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  const variables = Object.fromEntries(written) as Record<string, string>;
  for (const mounted of ['BINNACLE_HOST_PROC', 'BINNACLE_HOST_SYS', 'BINNACLE_HOST_ROOT']) delete variables[mounted];
  return variables;
}
interface PodSpec {
  readonly containers: readonly { readonly env: readonly { readonly name: string; readonly value?: string }[] }[];
}

function startAgent(node: number): Background {
  const own = join(folder, `agent${node}`);
  mkdirSync(join(own, 'conf.d'), { recursive: true });
  writeFileSync(join(own, 'conf.d/etcd.conf'), ETCD_CONF);
  writeFileSync(join(own, 'conf.d/control-plane.conf'), CONTROL_PLANE_CONF);
  writeFileSync(join(own, 'agent.yaml'), '{}\n');
  const agent = startInPod(['agent'], {
    node,
    namespace: 'binnacle',
    serviceAccount: 'binnacle-agent',
    folder: own,
    env: {
      ...agentVariables(),
      NODE_NAME: `node${node}`,
      BINNACLE_SERVER_URL: server.url,
      BINNACLE_SERVER_TOKEN_FILE: join(folder, 'secret/token'),
      BINNACLE_CLUSTER_NAME: CLUSTER,
      BINNACLE_CONFIG: join(own, 'agent.yaml'),
      BINNACLE_CONF_DIR: join(own, 'conf.d'),
      BINNACLE_DATA_DIR: join(own, 'data'),
      BINNACLE_LISTEN: `127.0.0.1:${statusPorts.get(node)!}`,
    },
  });
  agents.set(node, agent);
  return agent;
}

/** Who holds the lease of the agents: the number of its node. */
async function leader(): Promise<number> {
  const holder = kubectl(['-n', 'binnacle', 'get', 'lease', 'binnacle-agent', '-o', 'jsonpath={.spec.holderIdentity}']);
  return Number(/^node(\d)/.exec(holder)?.[1]);
}

describe.skipIf(!hasLab)('a real cluster, with the rights of deploy/manifests (skipped without the lab)', () => {
  beforeAll(async () => {
    kubernetes('up', String(NODES.length));
    kubernetes('workload');
    kubectl(['apply', '-f', '-'], UNSCHEDULABLE);
    for (const name of ['00-namespace', '10-agent-rights', '11-server-rights', '20-agent-config']) {
      kubectl(['apply', '-f', `${manifests}${name}.yaml`]);
    }
    const [port = 0, ...others] = await freePorts(NODES.length + 1);
    for (const [i, node] of NODES.entries()) statusPorts.set(node, others[i]!);
    const url = `http://127.0.0.1:${port}`;
    const started = startInPod(
      // prettier-ignore
      [
        'server', '--listen', `127.0.0.1:${port}`, '--data-dir', join(folder, 'server/data'),
        '--bootstrap.agent-token-secret=binnacle/binnacle-agent-token',
      ],
      { namespace: 'binnacle', serviceAccount: 'binnacle-server', folder: join(folder, 'server'), env: {} },
    );
    server = { ...started, url };
    await until('the server is ready', 60_000, async () => {
      if (!started.running()) throw new Error(`the server ended:\n${started.output()}`);
      return (await fetch(`${url}/-/ready`)).ok;
    });
    readToken = (await signIn(server)).read;
    // A kubelet writes the Secret into a folder of the agent's pod.
    const token = await until('the server has filled the Secret', 30_000, () => {
      const data = kubectl(['-n', 'binnacle', 'get', 'secret', 'binnacle-agent-token', '-o', 'jsonpath={.data.token}']);
      return data === '' ? undefined : Buffer.from(data, 'base64').toString();
    });
    mkdirSync(join(folder, 'secret'));
    writeFileSync(join(folder, 'secret/token'), token, { mode: 0o400 });
    for (const node of NODES) startAgent(node);
    await seen('kube_pod_info');
    await seen('etcd_server_has_leader');
    await until('containers of every node', 90_000, async () => {
      const nodes = await ask('count by (instance) (rate(container_cpu_usage_seconds_total{pod!=""}[2m]))');
      return nodes.length === NODES.length;
    });
  }, 420_000);

  afterAll(async () => {
    for (const agent of agents.values()) await agent.end();
    await server?.end();
    forgetPods();
    if (hasLab && process.env['BINNACLE_KEEP_LAB'] === undefined) kubernetes('down');
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  test.each(readdirSync(manifests).filter((name) => name.endsWith('.yaml')))(
    'the API server and its schemas take %s',
    (name) => {
      const text = readFileSync(`${manifests}${name}`, 'utf8');
      // This release serves the older version only, as the file says.
      const served = text.replace('apiVersion: policy/v1\n', 'apiVersion: policy/v1beta1\n');
      expect(kubectl(['apply', '--dry-run=server', '--validate=true', '-f', '-'], served)).toContain(
        '(server dry run)',
      );
    },
  );

  test.each(['docker', 'kubernetes', 'etcd'])(
    'every panel of the view %s has data, or a reason why not',
    async (view) => {
      const known = EMPTY[view] ?? {};
      let states: readonly PanelState[] = [];
      const missing = (): string[] =>
        states.filter(({ id, series }) => series === 0 && known[id] === undefined).map(({ id }) => id);
      try {
        await until(`panels of ${view}`, 100_000, async () => {
          states = await evaluateView(server.url, view, readToken);
          return missing().length === 0;
        });
      } catch {
        // The comparison below names the panels.
      }
      const full = states.filter(({ series }) => series > 0).length;
      console.log(`${view}: ${full} of ${states.length} panels have data`);
      for (const { id, series, expr } of states) if (series === 0) console.log(`  empty: ${id}: ${known[id] ?? expr}`);
      expect(missing()).toEqual([]);
    },
  );

  test('pods that crash, run out of memory, cannot be pulled or placed are told apart', async () => {
    await seen('kube_pod_container_status_waiting_reason{pod="crash",reason="CrashLoopBackOff"} == 1', 180_000);
    // Either its last run, or the one that has just ended.
    await seen(
      '{__name__=~"kube_pod_container_status_(last_)?terminated_reason",pod="oom",reason="OOMKilled"} == 1',
      120_000,
    );
    await seen('kube_pod_container_status_waiting_reason{pod="nopull",reason="ErrImageNeverPull"} == 1');
    await seen('kube_pod_status_unschedulable{pod="nowhere"} == 1');
    expect(numberOf(await ask('sum(kube_pod_status_phase{phase="Pending",pod=~"nopull|nowhere"})'))).toBe(2);
  });

  test('everything carries the name of the cluster', async () => {
    expect(await ask(`count by (job) ({__name__=~".+",cluster!="${CLUSTER}"})`)).toEqual([]);
  });

  test('another agent takes over when the leader is killed, and writes nothing twice', async () => {
    const first = await leader();
    const killedAtMs = Date.now();
    await agents.get(first)!.end('SIGKILL');
    const second = await until('another leader', 40_000, async () => {
      const now = await leader();
      return now !== first && !Number.isNaN(now) ? now : undefined;
    });
    const movedMs = Date.now() - killedAtMs;
    console.log(`the lease moved after ${(movedMs / 1000).toFixed(1)} s`);
    expect(second).not.toBe(first);
    await until('objects are written by the new leader', 90_000, async () => {
      const [sample] = await ask('timestamp(kube_node_info{node="node1"})');
      return Number(sample?.values[0]?.[1] ?? 0) * 1000 > killedAtMs + 20_000;
    });
    expect(
      await ask(
        'count by (__name__) ({__name__=~"kube_pod_info|kube_node_info"}) unless count by (__name__) (group without (job, instance, host) ({__name__=~"kube_pod_info|kube_node_info"}))',
      ),
    ).toEqual([]);
    startAgent(first);
  });

  test('a node whose kubelet died is shown as not ready', async () => {
    await seen('kube_node_status_condition{node="node2",condition="Ready",status="true"} == 1');
    kubernetes('kill', 'kubelet2');
    await seen('kube_node_status_condition{node="node2",condition="Ready",status="true"} == 0', 180_000);
    // The first panel of the view counts ready nodes, and is red.
    const [ready = '', all = '', severity = ''] = queriesOfPanel('kubernetes', 'K1');
    expect(numberOf(await ask(ready))).toBe(1);
    expect(numberOf(await ask(all))).toBe(2);
    expect(numberOf(await ask(severity))).toBeGreaterThan(0);
  });
});

const UNSCHEDULABLE = `
apiVersion: v1
kind: Pod
metadata: {name: nowhere, namespace: default}
spec:
  nodeSelector: {no: such-node}
  containers: [{name: c, image: 'lab.local/busybox:1', imagePullPolicy: Never}]
`;
