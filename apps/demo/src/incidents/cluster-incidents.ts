import type { Cluster } from '../cluster/cluster.ts';
import type { Container, Pod } from '../cluster/pod.ts';
import type { Incident } from './incident.ts';

/** How long the crashing process lives. */
const CRASH_AFTER_MS = 7000;
/** How long the leaking process takes to reach its limit. */
const LEAK_MS = 75_000;
const FOREVER = Number.MAX_SAFE_INTEGER;

const firstPod = (cluster: Cluster, namespace: string, app: string): Pod | undefined =>
  cluster.podsOf(namespace, { app }).find(({ deletedMs }) => deletedMs === undefined);

/** Its back-off is over: whatever was wrong with it has been put right. */
function startAtOnce(cluster: Cluster, container: Container): void {
  if (container.phase.kind === 'waiting') container.phase = { ...container.phase, untilMs: cluster.nowMs };
}

export const crashLoop: Incident = {
  name: 'crash-loop',
  title: 'a pod of shop/cart crashes a few seconds after each start',
  look: 'Kubernetes: crash loops, restarts, why containers wait, warning events',
  begin(cluster) {
    const { name } = firstPod(cluster, 'shop', 'cart') ?? {};
    const find = (): Pod | undefined => cluster.pods.get(`shop/${name}`);
    return {
      step() {
        const pod = find();
        if (pod?.app.phase.kind !== 'running') return;
        const { app } = pod;
        if (app.restarts === 0 || cluster.nowMs - pod.app.phase.startedMs >= CRASH_AFTER_MS) {
          cluster.lifecycle.crash(pod, app, 'Error', 1);
        }
      },
      end() {
        const pod = find();
        if (pod) startAtOnce(cluster, pod.app);
      },
    };
  },
};

export const oomKill: Incident = {
  name: 'oom-kill',
  title: 'a pod of shop/payments leaks memory until the kernel kills it',
  look: 'Docker: killed for memory; Kubernetes: memory kills, why containers ended',
  begin(cluster) {
    const { name } = firstPod(cluster, 'shop', 'payments') ?? firstPod(cluster, 'shop', 'web') ?? {};
    const find = (): Pod | undefined => cluster.pods.get(`shop/${name}`);
    let sinceMs: number | undefined;
    return {
      step() {
        const pod = find();
        if (pod === undefined || pod.app.phase.kind !== 'running') return;
        const { app } = pod;
        const limit = app.spec.memoryLimit ?? 256 * 1024 ** 2;
        sinceMs ??= cluster.nowMs;
        app.leakBytes = Math.round((limit * (cluster.nowMs - sinceMs)) / LEAK_MS);
        if (app.memoryBytes < limit * 0.995) return;
        cluster.lifecycle.crash(pod, app, 'OOMKilled', 137);
        sinceMs = undefined;
      },
      end() {
        const pod = find();
        if (pod === undefined) return;
        pod.app.leakBytes = 0;
        startAtOnce(cluster, pod.app);
      },
    };
  },
};

export const nodeNotReady: Incident = {
  name: 'node-not-ready',
  title: 'a worker loses power; its pods are made anew elsewhere',
  look: 'Kubernetes: nodes ready, node table, pods not healthy, events',
  begin(cluster) {
    const node = cluster.nodes.findLast(({ role }) => role === 'worker')!;
    node.isUp = false;
    return {
      end() {
        node.isUp = true;
      },
    };
  },
};

export const etcdLeaderLoss: Incident = {
  name: 'etcd-leader-loss',
  title: 'the leader of etcd crashes; the others elect a new one',
  look: 'ETCD: members up, leader changes, failed proposals, peer failures',
  begin(cluster) {
    const { etcd } = cluster;
    const member = etcd.leader ?? etcd.members[0]!;
    const pod = cluster.pods.get(`kube-system/etcd-${member.node.name}`);
    member.isRunning = false;
    if (pod) {
      cluster.lifecycle.crash(pod, pod.app, 'Error', 2);
      pod.app.phase = { kind: 'waiting', reason: 'CrashLoopBackOff', untilMs: FOREVER };
    }
    return {
      end() {
        member.isRunning = true;
        if (pod) startAtOnce(cluster, pod.app);
      },
    };
  },
};

export const etcdSlowDisk: Incident = {
  name: 'etcd-slow-disk',
  title: "the disk of etcd's leader takes a hundred times as long",
  look: 'ETCD: WAL fsync, backend commit, slow applies; Kubernetes: API latency, iowait',
  begin({ etcd }) {
    const member = etcd.leader ?? etcd.members[0]!;
    member.diskFactor = 300;
    return {
      end() {
        member.diskFactor = 1;
      },
    };
  },
};
