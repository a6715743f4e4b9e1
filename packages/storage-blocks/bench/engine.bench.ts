/**
 * What the engine alone does, without HTTP: CPU and bytes per sample, restart, and reading.
 *
 *   node packages/storage-blocks/bench/engine.bench.ts [SERIES] [HOURS]
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalKey, KEY_CANONICAL } from '@binnacle/storage';
import { labelsFromRecord, type Labels } from '@binnacle/model';
import { openBlocksEngine, type BlocksEngine } from '../src/index.ts';

const SERIES = Number(process.argv[2] ?? 10_000);
const HOURS = Number(process.argv[3] ?? 2);
const STEP_MS = 15_000;
const STEPS = (HOURS * 3_600_000) / STEP_MS;
const START = Date.UTC(2026, 5, 15, 10);
const PER_TARGET = 500;

const dir = await mkdtemp(join(tmpdir(), 'binnacle-bench-'));
const open = (): Promise<BlocksEngine> =>
  openBlocksEngine({ dir, clock: () => START + HOURS * 3_600_000, onEvent: (e) => console.log(e.level, e.message) });

interface Simulated {
  readonly key: Uint8Array;
  readonly labels: Labels;
  value: number;
  next(value: number, step: number): number;
}

let seed = 1;
const random = (): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 0x1_0000_0000;
};

/** Behaviours in about the shares that a scrape of Kubernetes components has. */
function behaviour(i: number): (value: number, step: number) => number {
  const kind = i % 20;
  if (kind < 8) return (value) => value;
  if (kind < 12) return (value) => value + Math.floor(random() * 20);
  if (kind < 14) return (value) => (random() < 0.1 ? value + 1 : value);
  if (kind < 16) return (value) => value + Math.round(random() * 300) / 100;
  if (kind < 17) return (value) => value + random() * 0.05;
  if (kind < 18) return () => Math.floor(random() * 4096) * 4096;
  if (kind < 19) return (_, step) => Math.round((50 + 10 * Math.sin(step / 40) + random()) * 100) / 100;
  return (_, step) => START / 1000 + (step - (step % 4)) * 15;
}

const series: Simulated[] = Array.from({ length: SERIES }, (_, i) => {
  const target = Math.floor(i / PER_TARGET);
  const labels = labelsFromRecord({
    __name__: `metric_${(i % PER_TARGET) % 100}_total`,
    cluster: 'bench',
    instance: `10.0.${target >> 8}.${target & 255}:9100`,
    job: 'kubernetes-pods',
    namespace: `ns-${target % 20}`,
    pod: `workload-${target % 50}-7d9f8c6b5-${target.toString(36).padStart(5, 'x')}`,
    service: `service-${target % 40}`,
    le: String(((i % PER_TARGET) / 100) | 0),
    code: ['200', '404', '500'][i % 3]!,
  });
  return { labels, key: canonicalKey(labels), value: Math.floor(random() * 1e6), next: behaviour(i) };
});

/** All keys in one array, as they are in a request. */
const keys = new Uint8Array(series.reduce((sum, { key }) => sum + key.length, 0));
const keyEnds = new Uint32Array(SERIES + 1);
series.forEach(({ key }, i) => {
  keys.set(key, keyEnds[i]);
  keyEnds[i + 1] = keyEnds[i]! + key.length;
});

const cpuMs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};
const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

let engine = await open();
const samples = SERIES * STEPS;
let generateMs = 0;
let worstCommitMs = 0;
const cpu = process.cpuUsage();
const began = performance.now();
for (let step = 0; step < STEPS; step++) {
  for (let first = 0; first < SERIES; first += 2000) {
    const t0 = performance.now();
    const last = Math.min(SERIES, first + 2000);
    for (let i = first; i < last; i++) series[i]!.value = series[i]!.next(series[i]!.value, step);
    generateMs += performance.now() - t0;
    const appender = engine.appender('default');
    for (let i = first; i < last; i++) {
      const { labels, value } = series[i]!;
      const [from, to] = [keyEnds[i]!, keyEnds[i + 1]!];
      let id = appender.find(KEY_CANONICAL, keys, from, to);
      if (id === 0) id = appender.create(labels, KEY_CANONICAL, keys, from, to);
      const target = Math.floor(i / PER_TARGET);
      appender.float(id, START + step * STEP_MS + ((target * 37) % STEP_MS), value, 0);
    }
    const commitAt = performance.now();
    const outcome = await appender.commit();
    worstCommitMs = Math.max(worstCommitMs, performance.now() - commitAt);
    if (!outcome.ok) throw new Error(outcome.message);
  }
}
const ingestCpu = cpuMs(cpu) - generateMs;
console.log(`${SERIES} series, ${samples / 1e6} M samples`);
console.log(
  `ingest: ${((performance.now() - began - generateMs) / 1000).toFixed(2)} s, CPU ${(ingestCpu / (samples / 1e6)).toFixed(0)} ms per million samples (all threads, without making the values); slowest commit ${worstCommitMs.toFixed(1)} ms`,
);
console.log('figures', engine.stats('default').figures);
console.log(`resident ${mb(process.memoryUsage.rss())}`);

function readRate(label: string, service: string, hours: number): void {
  for (let round = 0; round < 5; round++) {
    const end = START + HOURS * 3_600_000;
    const cpuBefore = process.cpuUsage();
    const querier = engine.querier('default', end - hours * 3_600_000, end);
    let groups = 0;
    let columns = 0;
    let points = 0;
    let sum = 0;
    const into = new Float64Array(100_000);
    const matchers = [
      { name: '__name__', op: '=~' as const, value: 'metric_(1|2|3|4).*' },
      ...(service === '' ? [] : [{ name: 'service', op: '=' as const, value: service }]),
    ];
    for (const group of querier.select(matchers)) {
      groups++;
      for (let i = 0; i < group.size; i++) {
        columns++;
        group.labels(i);
        group.readValues(i, into);
        points += group.timestamps.length;
        sum += into[0]!;
      }
    }
    querier.close();
    const ms = cpuMs(cpuBefore);
    if (round !== 1 && round !== 3)
      console.log(
        `${label}: ${ms.toFixed(1)} ms, ${columns} series in ${groups} groups, ${points} points (${(points / ms / 1000).toFixed(0)} M/s) ${sum > 0 ? '' : '!'}`,
      );
  }
}
readRate('read from memory and blocks, 1 h', '', 1);

let t0 = performance.now();
let before = process.cpuUsage();
await engine.settle('default');
console.log(`flush and merge: ${(performance.now() - t0).toFixed(0)} ms, CPU ${cpuMs(before).toFixed(0)} ms`);
const blocks = join(dir, 'workspaces/default/blocks');
let bytes = 0;
for (const file of await readdir(blocks)) bytes += (await stat(join(blocks, file))).size;
console.log(`on disk ${mb(bytes)}: ${(bytes / samples).toFixed(3)} bytes per sample`);
readRate('read from blocks, 1 h', '', 1);
readRate('read from blocks, one service', 'service-7', 1);
await engine.close();
t0 = performance.now();
before = process.cpuUsage();
engine = await open();
console.log(`open after closing: ${(performance.now() - t0).toFixed(0)} ms, CPU ${cpuMs(before).toFixed(0)} ms`);
await engine.close();
await rm(dir, { recursive: true });
