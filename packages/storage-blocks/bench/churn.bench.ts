/**
 * Many series, of which some end and others begin with every scrape: memory, pauses, restart after a kill.
 *
 *   node packages/storage-blocks/bench/churn.bench.ts [SERIES] [SCRAPES] [CHURN_PER_SCRAPE]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEY_TEXT } from '@binnacle/storage';
import { labelsFromSorted, type Labels } from '@binnacle/model';
import { openBlocksEngine, type BlocksEngine } from '../src/index.ts';

const SERIES = Number(process.argv[2] ?? 100_000);
const SCRAPES = Number(process.argv[3] ?? 60);
const CHURN = Number(process.argv[4] ?? 0.005);
const PER_POD = 250;
const STEP_MS = 15_000;
const START = Date.UTC(2026, 5, 15, 10);

let now = START;
const dir = await mkdtemp(join(tmpdir(), 'binnacle-churn-'));
const open = (flushOnClose: boolean): Promise<BlocksEngine> =>
  openBlocksEngine({
    dir,
    clock: () => now,
    flushOnClose,
    onEvent: ({ level, message }) => console.log(level, message),
  });

const labelsFor = (pod: number, i: number): Labels =>
  labelsFromSorted([
    '__name__',
    `metric_${i % 120}_total`,
    'cluster',
    'bench',
    'code',
    ['200', '404', '500'][i % 3]!,
    'container',
    'app',
    'instance',
    `10.${pod >> 16}.${(pod >> 8) & 255}.${pod & 255}:8080`,
    'job',
    'kubernetes-pods',
    'le',
    String(i),
    'namespace',
    `ns-${pod % 50}`,
    'node',
    `node-${pod % 100}`,
    'pod',
    `workload-${pod % 500}-7d9f8c6b5-${pod.toString(36)}`,
    'service',
    `service-${pod % 200}`,
    'zone',
    'a',
  ]);

const key = new Uint8Array(16);
const keyView = new DataView(key.buffer);
const commits: number[] = [];
const lags: number[] = [];
let lastTick = performance.now();
const ticker = setInterval(() => {
  const at = performance.now();
  lags.push(at - lastTick - 10);
  lastTick = at;
}, 10);
const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const at = (sorted: readonly number[], q: number): string =>
  (sorted[Math.floor((sorted.length - 1) * q)] ?? 0).toFixed(1);

let engine = await open(false);
const pods = Array.from({ length: Math.ceil(SERIES / PER_POD) }, (_, i) => i);
let nextPod = pods.length;
let samples = 0;
const cpu = process.cpuUsage();
for (let scrape = 0; scrape < SCRAPES; scrape++) {
  now = START + scrape * STEP_MS;
  for (let replaced = Math.floor(pods.length * CHURN); replaced > 0; replaced--) {
    pods[Math.floor(Math.random() * pods.length)] = nextPod++;
  }
  for (let first = 0; first < pods.length; first += 8) {
    const appender = engine.appender('default');
    for (const pod of pods.slice(first, first + 8)) {
      for (let i = 0; i < PER_POD; i++) {
        keyView.setUint32(0, pod);
        keyView.setUint32(4, i);
        const id = appender.find(KEY_TEXT, key, 0, 16) || appender.create(labelsFor(pod, i), KEY_TEXT, key, 0, 16);
        appender.float(id, now + (pod % 1000), scrape * (i % 7) + pod, 0);
        samples++;
      }
    }
    const began = performance.now();
    for (;;) {
      const outcome = await appender.commit();
      if (outcome.ok) break;
      console.log(outcome.message);
      break;
    }
    commits.push(performance.now() - began);
  }
  if (scrape % Math.ceil(SCRAPES / 6) === 0 || scrape === SCRAPES - 1) {
    const { figures, activeSeries } = engine.stats('default');
    console.log(
      `scrape ${scrape}: ${activeSeries} series, resident ${mb(process.memoryUsage.rss())}, index ${mb(figures['head_index_bytes']!)}, keys ${mb(figures['head_key_bytes']!)}, samples ${mb(figures['head_bytes']!)}, blocks ${figures['blocks']}`,
    );
  }
}
const used = process.cpuUsage(cpu);
clearInterval(ticker);
commits.sort((a, b) => a - b);
lags.sort((a, b) => a - b);
console.log(
  `${(samples / 1e6).toFixed(1)} M samples, ${((used.user + used.system) / 1e3 / (samples / 1e6)).toFixed(0)} ms CPU per million, ${nextPod * PER_POD} series in all`,
);
console.log(
  `commit p50 ${at(commits, 0.5)} p99 ${at(commits, 0.99)} worst ${at(commits, 1)} ms; event loop late p50 ${at(lags, 0.5)} p99 ${at(lags, 0.99)} worst ${at(lags, 1)} ms`,
);
console.log(`resident at most ${mb(process.resourceUsage().maxRSS * 1024)}`);
await engine.close();
const began = performance.now();
const before = process.cpuUsage();
engine = await open(true);
const replay = process.cpuUsage(before);
const { figures } = engine.stats('default');
console.log(
  `open with the log to read: ${(performance.now() - began).toFixed(0)} ms, CPU ${((replay.user + replay.system) / 1e3).toFixed(0)} ms, ${mb(figures['head_bytes']!)} of samples`,
);
await engine.close();
await rm(dir, { recursive: true });
