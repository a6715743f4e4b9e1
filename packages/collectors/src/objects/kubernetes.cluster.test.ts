import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ClusterWatch,
  EventFeed,
  findClusterAccess,
  KINDS,
  KubeClient,
  kindSpec,
  leasesOf,
  microTime,
  readServerVersion,
  resourcePath,
  systemClock,
  type KindName,
  type KubeEvent,
} from '@binnacle/kube';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, haveLab, labCluster } from '../../../kube/src/lab-cluster.test-data.ts';
import { objectMetrics } from './object-metrics.ts';
import { MemoryOutput } from './recorded-cluster.test-data.ts';

const namespaceResource = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };
const podResource = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const scratch = mkdtempSync(join(tmpdir(), 'kube-'));

function clientFor(kubeconfig: string): KubeClient {
  const found = findClusterAccess({ env: {}, kubeconfig });
  if (!found.ok) throw new Error(found.message);
  return new KubeClient({ access: found.access });
}

describe.skipIf(!haveLab)('a real cluster (skipped where the scripts that start one are not there)', () => {
  let client: KubeClient;
  let cluster: ClusterWatch;
  const events: KubeEvent[] = [];

  beforeAll(async () => {
    await labCluster.up(2);
    await labCluster.workload();
    client = clientFor(labCluster.kubeconfig);
    const sink = new EventFeed({ clock: systemClock, onEvents: (some) => events.push(...some) });
    cluster = new ClusterWatch({
      client,
      kinds: KINDS.map((spec) => (spec.kind === 'Event' ? { spec, sink } : { spec })),
    });
    cluster.start();
    await cluster.settled();
  }, 900_000);

  afterAll(async () => {
    cluster?.stop();
    client?.close();
    rmSync(scratch, { recursive: true, force: true });
    await labCluster.down();
  }, 120_000);

  /** Samples of a pass now, by name and labels. */
  async function metrics(): Promise<Map<string, Map<string, number>>> {
    const collector = objectMetrics({
      cache: (kind) => cluster.cache(kind),
      states: () => cluster.states(),
      instance: 'test',
    });
    const out = new MemoryOutput();
    out.begin();
    expect(await collector.collect(out, new AbortController().signal)).toEqual({ kind: 'ok' });
    await collector.close?.();
    return out.now();
  }

  /** The labels of those samples of a metric that are 1, as `name=value` in the order asked for. */
  async function ones(name: string, ...labels: readonly string[]): Promise<string[]> {
    const samples = (await metrics()).get(name) ?? new Map<string, number>();
    return [...samples]
      .filter(([, value]) => value === 1)
      .map(([key]) => labels.map((label) => new RegExp(`(?:^|,)${label}="([^"]*)"`).exec(key)?.[1] ?? '').join(' '))
      .sort();
  }

  test('every kind of the table is served by one of its versions, and watched', async () => {
    expect(await readServerVersion(client)).toMatchObject({ ok: true, value: { gitVersion: 'v1.20.2' } });
    expect([...cluster.states()].filter(([, { kind }]) => kind !== 'watching')).toEqual([]);
    const version = (kind: KindName): string | undefined => [...cluster.cache(kind).list()][0]?.apiVersion;
    expect(version('CronJob')).toBe('batch/v1beta1');
    expect(version('PodDisruptionBudget')).toBe('policy/v1beta1');
    expect(version('EndpointSlice')).toBe('discovery.k8s.io/v1beta1');
    expect(version('HorizontalPodAutoscaler')).toBe('autoscaling/v2beta2');
    expect(version('VirtualService')).toBe('networking.istio.io/v1');
  });

  test('as many objects as kubectl sees', async () => {
    const compared: string[] = [];
    for (const { kind, plural, group, scope, use } of KINDS) {
      // Events are not kept.
      if (use === 'events') continue;
      const resource = group === '' ? plural : `${plural}.${group}`;
      const where = scope === 'namespaced' ? ['-A'] : [];
      // Jobs of the cron job and their pods come and go.
      await eventually(`as many ${resource} as kubectl sees`, async () => {
        const listed = await labCluster.kubectl('get', resource, ...where, '-o', 'name', '--ignore-not-found');
        return listed.split('\n').filter((line) => line !== '').length === cluster.cache(kind).size;
      });
      compared.push(kind);
    }
    expect(compared).toHaveLength(KINDS.length - 1);
  });

  test('pods that crash, run out of memory, have no image, or find no node are seen as such', async () => {
    await client.create(podResource, 'default', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'nowhere' },
      spec: {
        nodeSelector: { absent: 'yes' },
        containers: [{ name: 'c', image: 'lab.local/busybox:1', imagePullPolicy: 'Never' }],
      },
    });
    await eventually('restarts of crash and oom', async () => {
      const restarts = (await metrics()).get('kube_pod_container_status_restarts_total') ?? new Map<string, number>();
      return ['crash', 'oom'].every((pod) =>
        [...restarts].some(([key, value]) => key.includes(`pod="${pod}"`) && value > 0),
      );
    });
    await eventually('the waiting reasons', async () => {
      const waiting = await ones('kube_pod_container_status_waiting_reason', 'pod', 'reason');
      return (
        waiting.includes('crash CrashLoopBackOff') &&
        waiting.includes('nopull ErrImageNeverPull') &&
        waiting.includes('oom CrashLoopBackOff')
      );
    });
    const last = await ones('kube_pod_container_status_last_terminated_reason', 'pod', 'reason');
    expect(last).toContain('oom OOMKilled');
    expect(last).toContain('crash Error');
    const exits =
      (await metrics()).get('kube_pod_container_status_last_terminated_exitcode') ?? new Map<string, number>();
    expect([...exits].find(([key]) => key.includes('pod="crash"'))?.[1]).toBe(3);
    expect([...exits].find(([key]) => key.includes('pod="oom"'))?.[1]).toBe(137);
    await eventually('nowhere is unschedulable', async () =>
      (await ones('kube_pod_status_unschedulable', 'pod')).includes('nowhere'),
    );
    expect(await ones('kube_pod_status_phase', 'pod', 'phase')).toEqual(
      expect.arrayContaining(['nowhere Pending', 'nopull Pending', 'crash Running']),
    );
  });

  test('what the objects say is what kubectl says', async () => {
    const found = await metrics();
    const value = (name: string, part: string): number | undefined =>
      [...(found.get(name) ?? [])].find(([key]) => key.includes(part))?.[1];
    expect(value('kube_deployment_status_replicas_available', 'deployment="web"')).toBe(4);
    expect(value('kube_daemonset_status_number_ready', 'daemonset="burn"')).toBe(2);
    expect(value('kube_pod_container_resource_limits', 'container="web"') ?? 0).toBeGreaterThan(0);
    expect(value('kube_poddisruptionbudget_status_desired_healthy', 'poddisruptionbudget="web"')).toBe(3);
    expect(value('kube_horizontalpodautoscaler_spec_target_metric', 'metric_name="cpu"')).toBe(80);
    expect(value('kube_persistentvolume_capacity_bytes', 'persistentvolume="data"')).toBe(2 ** 30);
    expect(value('kube_resourcequota', 'resource="pods",resourcequota="objects",type="hard"')).toBe(50);
    const due = value('kube_cronjob_next_schedule_time', 'cronjob="minutely"') ?? 0;
    expect(due % 60).toBe(0);
    const cpus = JSON.parse(await labCluster.kubectl('get', 'node', 'node1', '-o', 'json')) as {
      status: { capacity: { cpu: string } };
    };
    expect(value('kube_node_status_capacity', 'node="node1",resource="cpu"')).toBe(Number(cpus.status.capacity.cpu));
    expect(await ones('kube_node_status_condition', 'node', 'condition', 'status')).toEqual(
      expect.arrayContaining(['node1 Ready true', 'node2 Ready true', 'node1 MemoryPressure false']),
    );
  });

  test('the content of secrets and config maps does not arrive', async () => {
    const secrets = [...cluster.cache('Secret').list()];
    expect(secrets.length).toBeGreaterThan(10);
    for (const secret of secrets)
      expect(Object.keys(secret).sort()).toEqual(['apiVersion', 'kind', 'metadata', 'type']);
    for (const map of cluster.cache('ConfigMap').list())
      expect(Object.keys(map).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(
      (await ones('kube_secret_type', 'type')).every((type) => type === 'kubernetes.io/service-account-token'),
    ).toBe(true);
  });

  test('events: each told once, and again when it happened again', async () => {
    await eventually('events of the broken pods', () => {
      const seen = new Set(events.map(({ reason, involved }) => `${involved.name} ${reason}`));
      return ['crash BackOff', 'nopull ErrImageNeverPull', 'nowhere FailedScheduling'].every((one) => seen.has(one));
    });
    const told = events.map(({ uid, count, lastAtMs }) => `${uid} ${count} ${lastAtMs}`);
    expect(new Set(told).size).toBe(told.length);
  });

  test('with the rights of an observer, what is not allowed is named, and all else is watched', async () => {
    const tokenFile = join(scratch, 'token');
    writeFileSync(tokenFile, `${await labCluster.token('default', 'observer')}\n`, { mode: 0o600 });
    const kubeconfig = join(scratch, 'config');
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: labCluster.server, 'certificate-authority': labCluster.caFile } }],
        users: [{ name: 'u', user: { tokenFile } }],
      }),
    );
    const observer = clientFor(kubeconfig);
    const seen = new ClusterWatch({
      client: observer,
      kinds: KINDS.filter(({ tier }) => tier === 'standard').map((spec) => ({ spec })),
    });
    seen.start();
    await seen.settled();
    const others = [...seen.states()].filter(([, { kind }]) => kind !== 'watching');
    expect(others).toEqual([
      [
        'ClusterRole',
        expect.objectContaining({
          kind: 'forbidden',
          verb: 'list',
          message: expect.stringContaining('clusterroles.rbac.authorization.k8s.io is forbidden'),
        }),
      ],
    ]);
    expect(seen.cache('Pod').size).toBe(cluster.cache('Pod').size);
    seen.stop();
    observer.close();
  });

  test('leases: whoever is late gets a conflict', async () => {
    const leases = leasesOf(client, 'default');
    const spec = { holderIdentity: 'a', leaseDurationSeconds: 15, renewTime: microTime(Date.now()) };
    expect(await leases.get('test')).toEqual({ kind: 'absent' });
    const created = await leases.create('test', spec);
    if (created.kind !== 'ok') throw new Error(created.kind);
    expect(await leases.create('test', spec)).toEqual({ kind: 'conflict' });
    expect(await leases.update(created.lease, { holderIdentity: 'b' })).toMatchObject({
      kind: 'ok',
      lease: { spec: { holderIdentity: 'b', leaseDurationSeconds: 15 } },
    });
    expect(await leases.update(created.lease, { holderIdentity: 'c' })).toEqual({ kind: 'conflict' });
  });

  test('pods of one node come from the cache of the API server, and only these', async () => {
    const spec = kindSpec('Pod');
    const local = new ClusterWatch({
      client,
      kinds: [{ spec, selection: { fields: { 'spec.nodeName': 'node1' } }, fromCache: true }],
    });
    local.start();
    await local.settled();
    const nodes = [...local.cache('Pod').list()].map((pod) => (pod['spec'] as { nodeName?: string }).nodeName);
    expect(nodes.length).toBeGreaterThan(0);
    expect(new Set(nodes)).toEqual(new Set(['node1']));
    local.stop();
  });

  test('the API server crashes and comes back: every kind is followed again, and nothing was missed', async () => {
    await labCluster.kill('apiserver');
    await eventually('the watches notice', () =>
      [...cluster.states().values()].every(({ kind }) => kind === 'failing'),
    );
    expect(cluster.cache('Pod').size).toBeGreaterThan(5);
    await labCluster.up(2);
    await client.create(namespaceResource, undefined, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'afterwards' },
    });
    await eventually('the watches go on', () =>
      [...cluster.states().values()].every(({ kind }) => kind === 'watching'),
    );
    await eventually(
      'the new namespace is seen',
      () => cluster.cache('Namespace').get(undefined, 'afterwards') !== undefined,
    );
    await client.delete(namespaceResource, undefined, 'afterwards');
    await eventually('and its end', () => cluster.cache('Namespace').get(undefined, 'afterwards') === undefined);
  }, 240_000);

  test('a definition that appears later is found', async () => {
    const spec = {
      ...kindSpec('VirtualService'),
      kind: 'Extra',
      plural: 'extras',
      group: 'example.com',
      versions: ['v2', 'v1'],
    };
    const later = new ClusterWatch({ client, kinds: [{ spec }], clock: hurried });
    later.start();
    await later.settled();
    expect(later.states().get('Extra')).toEqual({ kind: 'not-served' });
    const definitions = {
      group: 'apiextensions.k8s.io',
      version: 'v1',
      plural: 'customresourcedefinitions',
      kind: 'CustomResourceDefinition',
      namespaced: false,
    };
    const created = await client.create(definitions, undefined, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'extras.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Extra', plural: 'extras', singular: 'extra', listKind: 'ExtraList' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    });
    expect(created).toMatchObject({ ok: true });
    await eventually('the kind is watched', () => later.states().get('Extra')?.kind === 'watching');
    const extras = { group: 'example.com', version: 'v1', plural: 'extras', kind: 'Extra', namespaced: true };
    expect(resourcePath(extras, 'default')).toBe('/apis/example.com/v1/namespaces/default/extras');
    await client.create(extras, 'default', { apiVersion: 'example.com/v1', kind: 'Extra', metadata: { name: 'one' } });
    await eventually('its object is seen', () => later.cache('Extra').get('default', 'one') !== undefined);
    // And when the definition goes, so do its objects.
    await client.delete(definitions, undefined, 'extras.example.com');
    await eventually(
      'the kind is gone',
      () => later.states().get('Extra')?.kind === 'not-served' && later.cache('Extra').size === 0,
    );
    later.stop();
  });
});

/** A minute is a second: for what is looked for again each minute. */
const hurried = {
  nowMs: systemClock.nowMs,
  after: (delayMs: number, run: () => void) => systemClock.after(delayMs / 60, run),
};
