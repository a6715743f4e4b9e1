/**
 * What it costs an agent to follow a large cluster: 5,000 pods, 500 changes a minute, metrics of all objects each 15 s. The API
 * server runs in a process of its own. Run it with `node --expose-gc bench/kube-objects.bench.ts [PODS [CHANGES-A-MINUTE [SECONDS]]]`.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  objectMetrics,
  type CollectorOutput,
  type LabelRecord,
  type MetricFamily,
  type SeriesRef,
} from '@binnacle/collectors';
import { ClusterWatch, findClusterAccess, KINDS, KubeClient } from '@binnacle/kube';
import { KubeApiServer } from '@binnacle/kube-api-server';
import { podOf } from './kube-pods.ts';

const [pods = 5000, changesAMinute = 500, seconds = 60] = process.argv
  .slice(2)
  .map(Number)
  .filter((n) => !Number.isNaN(n));
const PASS_MS = 15_000;

/** The child: the cluster, and what happens in it. */
async function serve(): Promise<void> {
  const server = new KubeApiServer({ customResources: ['istio', 'monitoring'] });
  for (let i = 0; i < 100; i++)
    server.store.apply({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `node-${i}` },
      status: { capacity: { cpu: '8', memory: '32Gi' } },
    });
  for (let i = 0; i < pods; i++) server.store.apply(podOf(i, 0));
  const url = await server.listen({ port: 0 });
  process.send?.(url);
  let change = 0;
  process.on('disconnect', () => process.exit());
  process.on('message', () => {
    setInterval(() => {
      change++;
      server.store.apply(podOf((change * 31) % pods, change));
    }, 60_000 / changesAMinute);
  });
}

/** Counts what is written, and resolves labels as an agent has to: to a number for each label set. */
class CountingOutput implements CollectorOutput {
  readonly #ids = new Map<string, number>();
  samples = 0;

  series(family: MetricFamily, labels: LabelRecord): SeriesRef {
    let key = family.name;
    for (const name in labels) if (labels[name] !== '') key += `\u0001${name}\u0002${labels[name]}`;
    let id = this.#ids.get(key);
    if (id === undefined) this.#ids.set(key, (id = this.#ids.size));
    return id as unknown as SeriesRef;
  }
  sample(): void {
    this.samples++;
  }
  add(): void {
    this.samples++;
  }
}

async function measure(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2));
  const url = await new Promise<string>((resolve) => child.once('message', (text) => resolve(String(text))));
  const kubeconfig = {
    clusters: [{ name: 'c', cluster: { server: url } }],
    contexts: [{ name: 'c', context: { cluster: 'c' } }],
    'current-context': 'c',
  };
  const { writeFileSync, mkdtempSync } = await import('node:fs');
  const file = `${mkdtempSync('/tmp/kube-bench-')}/config`;
  writeFileSync(file, JSON.stringify(kubeconfig));
  const found = findClusterAccess({ env: {}, kubeconfig: file });
  if (!found.ok) throw new Error(found.message);
  const client = new KubeClient({ access: found.access });
  const collect = globalThis.gc ?? (() => {});
  const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const memory = (): string => {
    collect();
    const { rss, heapUsed } = process.memoryUsage();
    return `heap ${megabytes(heapUsed)}, resident ${megabytes(rss)}`;
  };
  // The CPU that the main thread takes between two turns of its event loop: what others do on the machine does not count.
  const cpuOf = async (run: () => Promise<unknown>): Promise<string> => {
    let longestMicros = 0;
    let last = process.threadCpuUsage();
    let isOver = false;
    const turn = (): void => {
      const now = process.threadCpuUsage();
      longestMicros = Math.max(longestMicros, now.user + now.system - last.user - last.system);
      last = now;
      // A timer, so that waiting costs nothing.
      if (!isOver) setTimeout(turn, 1);
    };
    turn();
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    isOver = true;
    return `${((user + system) / 1000).toFixed(0)} ms of CPU, longest hold of the event loop ${(longestMicros / 1000).toFixed(0)} ms`;
  };

  console.log(`${pods} pods, ${changesAMinute} changes a minute, ${seconds} s`);
  console.log(`before: ${memory()}`);
  const cluster = new ClusterWatch({
    client,
    kinds: KINDS.filter(({ tier, use }) => tier === 'standard' && use !== 'events').map((spec) => ({ spec })),
  });
  const output = new CountingOutput();
  const collector = objectMetrics({
    cache: (kind) => cluster.cache(kind),
    states: () => cluster.states(),
    instance: 'bench',
  });
  console.log(
    `list of everything: ${await cpuOf(async () => {
      cluster.start();
      await cluster.settled();
    })}`,
  );
  console.log(`then: ${memory()}`);
  const pass = async (): Promise<void> => {
    output.samples = 0;
    await collector.collect(output, new AbortController().signal);
  };
  console.log(`first pass: ${await cpuOf(pass)}, ${output.samples} samples`);
  console.log(`then: ${memory()}`);
  console.log(`pass without a change: ${await cpuOf(pass)}`);
  child.send('go');
  const endMs = Date.now() + seconds * 1000;
  let passes = 0;
  const total = await cpuOf(async () => {
    while (Date.now() < endMs) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(PASS_MS, endMs - Date.now())));
      await pass();
      passes++;
    }
  });
  console.log(`${seconds} s of changes with ${passes} passes: ${total}`);
  console.log(`then: ${memory()}`);
  cluster.stop();
  client.close();
  child.kill();
}

if (process.send !== undefined) await serve();
else await measure();
