import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ObservedWorld, type Sample } from '../../test/observed-world.ts';
import { INCIDENTS } from './incidents.ts';

const REVIEWS = 'reviews[.]bookinfo[.]svc[.]cluster[.]local';
const clientsOfReviews = { qrep: 'source|waypoint', service: REVIEWS };

let world: ObservedWorld;
beforeEach(async () => {
  world = new ObservedWorld();
  await world.pass(2 * 60);
}, 120_000);
afterEach(() => world.close());

/** One number of a head panel; no answer is 0. */
const head = async (view: string, panel: string, ref = 'A'): Promise<number> =>
  (await world.panel(view, panel, ref))[0]?.value ?? 0;
const named = (samples: readonly Sample[], label: string, value: string): number =>
  samples.filter(({ labels }) => labels[label] === value).reduce((sum, one) => sum + one.value, 0);

/** Begins an incident, lets minutes pass, looks, ends it, and lets the cluster heal. */
async function during(name: string, minutes: number, look: () => Promise<void>, healMinutes = 6): Promise<void> {
  expect(world.incidents.begin(name)).toBe('begun');
  await world.pass(minutes * 60);
  await look();
  expect(world.incidents.end(name)).toBe('ended');
  await world.pass(healMinutes * 60);
}

describe(
  'each incident is seen where an operator would look, and is over when it has ended',
  { timeout: 120_000 },
  () => {
    test('canary: the mesh table shows the shares of each step', async () => {
      const share = async (version: string): Promise<number> => {
        const by =
          'sum by (destination_version) (increase(istio_requests_total{reporter="source",destination_service_name="reviews"}[1m]))';
        const samples = await world.query(by);
        return named(samples, 'destination_version', version) / samples.reduce((sum, one) => sum + one.value, 0);
      };
      expect(world.incidents.begin('canary')).toBe('begun');
      await world.pass(100);
      expect(await share('v2')).toBeCloseTo(0.1, 1);
      await world.pass(120);
      expect(await share('v2')).toBeCloseTo(0.5, 1);
      await world.pass(120);
      expect(await share('v2')).toBe(1);
      const table = await world.panel('istio-mesh', 'workloads', 'RATE');
      expect(named(table, 'destination_workload', 'reviews-v2')).toBeGreaterThan(5);
      expect(named(table, 'destination_workload', 'reviews-v1')).toBeLessThan(
        named(table, 'destination_workload', 'reviews-v2'),
      );
      world.incidents.end('canary');
      await world.pass(100);
      expect(await share('v3')).toBeCloseTo(0.2, 1);
    });

    test('bad-version: v3 alone fails and is slow', async () => {
      await during('bad-version', 5, async () => {
        const versions = await world.panel('istio-service', 'V31', 'GOOD', clientsOfReviews);
        expect(named(versions, 'destination_version', 'v3')).toBeLessThan(0.8);
        expect(named(versions, 'destination_version', 'v1')).toBeGreaterThan(0.99);
        const slow = await world.panel('istio-service', 'V31', 'P50', clientsOfReviews);
        expect(named(slow, 'destination_version', 'v3')).toBeGreaterThan(5 * named(slow, 'destination_version', 'v2'));
        expect(await head('istio-mesh', 'I2')).toBeLessThan(0.99);
        expect(await head('istio-mesh', 'I10')).toBeGreaterThanOrEqual(1);
      });
      expect(await head('istio-mesh', 'I2')).toBeGreaterThan(0.99);
    });

    test('delay-jason: seven seconds at ratings, and a page without ratings', async () => {
      const chosen = { qrep: 'source|waypoint', service: 'ratings[.]bookinfo[.]svc[.]cluster[.]local' };
      const p99 = async (): Promise<number> =>
        (await world.panel('istio-service', 'V3-clients-p99', 'A', chosen))[0]!.value;
      expect(await p99()).toBeLessThan(250);
      await during('delay-jason', 5, async () => {
        expect(await p99()).toBeGreaterThan(5000);
        const failures = await world.panel('istio-workload', 'W35', 'A', {
          namespace: 'bookinfo',
          workload: 'productpage-v1',
        });
        // The page gives up after three seconds, and its proxy sees the client go.
        expect(named(failures, 'response_flags', 'DC')).toBeGreaterThan(0);
        const flags = await world.panel('istio-mesh', 'I15');
        expect(named(flags, 'response_flags', 'DI')).toBeGreaterThan(0);
      });
      expect(await p99()).toBeLessThan(250);
    });

    test('crash-loop: restarts, the reason, and the workload that is short of replicas', async () => {
      await during('crash-loop', 4, async () => {
        expect(await head('kubernetes', 'K4')).toBe(1);
        expect(await head('kubernetes', 'K6')).toBeGreaterThanOrEqual(3);
        expect(named(await world.panel('kubernetes', 'K15'), 'reason', 'CrashLoopBackOff')).toBe(1);
        expect(await head('kubernetes', 'K5')).toBe(1);
        expect(world.cluster.objects.list('Event').some((event) => event['reason'] === 'BackOff')).toBe(true);
      });
      expect(await head('kubernetes', 'K4')).toBe(0);
      expect(await head('kubernetes', 'K5')).toBe(0);
    });

    test('oom-kill: memory runs up to its limit, and the kill is counted', async () => {
      const before = named(await world.panel('kubernetes', 'K16'), 'reason', 'OOMKilled');
      await during('oom-kill', 5, async () => {
        expect(await head('docker', 'C4')).toBeGreaterThanOrEqual(1);
        expect(named(await world.panel('kubernetes', 'K21'), 'namespace', 'shop')).toBeGreaterThanOrEqual(1);
        expect(named(await world.panel('kubernetes', 'K16'), 'reason', 'OOMKilled')).toBe(before + 1);
        const killed =
          'container_memory_working_set_bytes{namespace="shop",container="payments"} / on (pod,container) group_left () kube_pod_container_resource_limits{namespace="shop",container="payments",resource="memory"}';
        const peak = await world.number(`max(max_over_time((${killed})[5m:15s]))`);
        expect(peak).toBeGreaterThan(0.8);
      });
    });

    test('node-not-ready: the node, its pods, and their successors elsewhere', async () => {
      const all = world.cluster.nodes.length;
      const lost = world.cluster.nodes.at(-1)!.name;
      expect(await head('kubernetes', 'K1')).toBe(all);
      await during(
        'node-not-ready',
        4,
        async () => {
          expect(await head('kubernetes', 'K1')).toBe(all - 1);
          expect(named(await world.panel('kubernetes', 'K30', 'RDY'), 'node', lost)).toBe(0);
          expect(await head('kubernetes', 'K3')).toBeGreaterThan(0);
          const reviews = world.cluster.podsOf('bookinfo', { app: 'reviews' }).filter(({ isReady }) => isReady);
          expect(reviews).toHaveLength(6);
          expect(reviews.every(({ node }) => node.name !== lost)).toBe(true);
          expect(world.cluster.objects.list('Event').some((event) => event['reason'] === 'NodeNotReady')).toBe(true);
          expect(await world.query(`up{job="kubelet",node="${lost}"} == 0`)).toHaveLength(1);
        },
        8,
      );
      expect(await head('kubernetes', 'K1')).toBe(all);
      expect(await head('kubernetes', 'K3')).toBe(0);
    });

    test('etcd-leader-loss: a member less, another leader, proposals that failed', async () => {
      const job = { job: 'etcd' };
      const up = async (): Promise<number> => (await world.panel('etcd', 'E1', 'A', job))[0]!.value;
      const leader = async (): Promise<string | undefined> =>
        (await world.query('etcd_server_is_leader == 1'))[0]?.labels['instance'];
      const [first, members] = [await leader(), await up()];
      await during('etcd-leader-loss', 3, async () => {
        expect(await up()).toBe(members - 1);
        expect(await leader()).not.toBe(first);
        expect(await head('etcd', 'E2')).toBe(1);
        expect(await head('etcd', 'E3')).toBeGreaterThan(0.9);
        expect(await head('etcd', 'E7')).toBeGreaterThan(0);
        expect(await world.number('sum(etcd_network_active_peers)')).toBe(2);
      });
      expect(await up()).toBe(members);
      expect(await world.number('sum(etcd_network_active_peers)')).toBe(6);
    });

    test('etcd-slow-disk: writes take a hundred times as long', async () => {
      const [fsync, commit] = [await head('etcd', 'E4'), await head('etcd', 'E5')];
      await during('etcd-slow-disk', 5, async () => {
        expect(await head('etcd', 'E4')).toBeGreaterThan(Math.max(0.5, 50 * fsync));
        expect(await head('etcd', 'E5')).toBeGreaterThan(Math.max(0.5, 50 * commit));
        const api = await world.panel('kubernetes', 'A4');
        expect(named(api, 'verb', 'PUT')).toBeGreaterThan(0.2);
      });
      expect(await head('etcd', 'E4')).toBeLessThan(0.05);
    });

    test('istiod-push-errors: rejects, internal errors, slow convergence', async () => {
      expect(await head('istio-control-plane', 'X4')).toBe(0);
      await during('istiod-push-errors', 5, async () => {
        expect(await head('istio-control-plane', 'X4')).toBeGreaterThanOrEqual(5);
        expect(await head('istio-control-plane', 'X5')).toBeGreaterThanOrEqual(1);
        expect(await head('istio-control-plane', 'X3')).toBeGreaterThan(1);
      });
      expect(await head('istio-control-plane', 'X3')).toBeLessThan(1);
    });

    test('istiod-rejected-config: invalid configuration, with its reason', async () => {
      expect(await head('istio-control-plane', 'X6')).toBe(0);
      await during('istiod-rejected-config', 5, async () => {
        expect(await head('istio-control-plane', 'X6')).toBeGreaterThanOrEqual(1);
        const reasons = await world.panel('istio-control-plane', 'X20-reasons');
        expect(reasons.some(({ labels }) => labels['reason'] === 'invalid_resource')).toBe(true);
      });
    });

    test('root-cert-expired: no time left, and connections that fail', async () => {
      expect(await head('istio-control-plane', 'X8')).toBeGreaterThan(86_400);
      await during('root-cert-expired', 5, async () => {
        expect(await head('istio-control-plane', 'X8')).toBeLessThan(0);
        expect(named(await world.panel('istio-mesh', 'I15'), 'response_flags', 'URX,UF')).toBeGreaterThan(0);
        expect(await head('istio-mesh', 'I2')).toBeLessThan(0.98);
        expect(await world.number('min(istio_agent_cert_expiry_seconds)')).toBeLessThan(0);
      });
      expect(await head('istio-control-plane', 'X8')).toBeGreaterThan(86_400);
      expect(await head('istio-mesh', 'I2')).toBeGreaterThan(0.99);
    });

    test('mtls-off: part of the traffic is no longer encrypted', async () => {
      expect(await head('istio-mesh', 'I7')).toBe(1);
      await during('mtls-off', 5, async () => {
        expect(await head('istio-mesh', 'I7')).toBeLessThan(0.95);
        const plain = await world.query(
          'sum by (destination_workload) (rate(istio_requests_total{connection_security_policy="none"}[2m])) > 0',
        );
        expect(plain.map(({ labels }) => labels['destination_workload'])).toEqual(['ratings-v1']);
      });
      expect(await head('istio-mesh', 'I7')).toBe(1);
    });
  },
);

test('every incident of the list has a test above', async () => {
  const { readFileSync } = await import('node:fs');
  const text = readFileSync(new URL(import.meta.url), 'utf8');
  for (const { name } of INCIDENTS) expect(text).toContain(`test('${name}: `);
});
