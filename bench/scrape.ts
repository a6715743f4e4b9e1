/**
 * Measures what it costs to scrape: the agent beside Prometheus in agent mode, on the same targets at the same time. CPU time is
 * user and system time of the whole process, so that a busy machine does not matter much.
 *
 *   node bench/scrape.ts [--targets 100] [--series 1000] [--interval 5] [--seconds 60] [--write]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { keepSection, markdownTable } from './results.ts';
import { peer, versionOf } from './systems.ts';

export interface ScrapeOptions {
  readonly targets: number;
  readonly series: number;
  readonly intervalS: number;
  readonly seconds: number;
}

export interface ScrapeCost {
  readonly name: string;
  readonly version: string;
  readonly samples: number;
  readonly cpuSecondsPerMillion: number;
  readonly residentBytes: number;
  /** Of one core, at the interval that was measured. */
  readonly coreShare: number;
}

interface Scraper {
  readonly name: string;
  readonly version: string;
  readonly process: ChildProcess;
}

const WARM_UP_S = 20;
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Starts everything, lets it warm up, and measures. Where there is no Prometheus the agent is measured alone. */
export async function measureScrapes(options: ScrapeOptions): Promise<readonly ScrapeCost[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'binnacle-scrape-'));
  const started: ChildProcess[] = [];
  const start = (command: readonly string[]): ChildProcess => {
    const [program, ...args] = command as [string, ...string[]];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    started.push(child);
    return child;
  };
  try {
    const { targets, series } = options;
    const world = start([process.execPath, file('scrape-targets.ts'), String(targets), String(series)]);
    const [line] = (await once(createInterface(world.stdout!), 'line')) as [string];
    const { sink, addresses } = JSON.parse(line) as { sink: string; addresses: readonly string[] };
    const scrapers = [startAgent(start, scratch, sink, addresses, options)];
    const prometheus = startPrometheus(start, scratch, sink, addresses, options);
    if (prometheus !== undefined) scrapers.push(prometheus);
    await wait(WARM_UP_S * 1000);
    const before = { counts: await countsOf(sink), cpu: scrapers.map((it) => cpuSeconds(it.process.pid!)) };
    await wait(options.seconds * 1000);
    const counts = await countsOf(sink);
    return scrapers.map(({ name, version, process: { pid } }, i): ScrapeCost => {
      const samples = ((counts[name] ?? 0) - (before.counts[name] ?? 0)) * series;
      const seconds = cpuSeconds(pid!) - before.cpu[i]!;
      return {
        name,
        version,
        samples,
        cpuSecondsPerMillion: seconds / (samples / 1e6),
        residentBytes: residentBytes(pid!),
        coreShare: seconds / options.seconds,
      };
    });
  } finally {
    for (const child of started) {
      if (child.exitCode !== null) continue;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(scratch, { recursive: true, force: true });
  }
}

type Start = (command: readonly string[]) => ChildProcess;

function startAgent(
  start: Start,
  scratch: string,
  sink: string,
  addresses: readonly string[],
  { intervalS }: ScrapeOptions,
): Scraper {
  const conf = join(scratch, 'conf.d');
  mkdirSync(conf);
  const urls = addresses.map((address) => `"http://${address}/Binnacle/metrics"`).join(', ');
  const text = `[[inputs.prom]]\nurls = [${urls}]\nsource = "bench"\ninterval = "${intervalS}s"\nelection = false\n`;
  writeFileSync(join(conf, 'bench.conf'), text);
  // prettier-ignore
  const child = start([
    file('../binnacle'), 'agent', '--server.url', `http://${sink}/api/v1/write`, '--conf-dir', conf,
    '--data-dir', join(scratch, 'agent'), '--listen', 'off', '--inputs', 'none', '--kubernetes', 'off', '--cluster-name', 'bench',
  ]);
  const { version } = JSON.parse(readFileSync(file('../package.json'), 'utf8')) as { version: string };
  return { name: 'Binnacle', version, process: child };
}

function startPrometheus(
  start: Start,
  scratch: string,
  sink: string,
  addresses: readonly string[],
  { intervalS }: ScrapeOptions,
): Scraper | undefined {
  const program = peer('prometheus', 'prometheus');
  if (program === undefined) return undefined;
  const version = versionOf('prometheus');
  const config = {
    global: {
      scrape_interval: `${intervalS}s`,
      scrape_timeout: `${intervalS}s`,
      external_labels: { cluster: 'bench' },
    },
    scrape_configs: [
      { job_name: 'bench', metrics_path: '/Prometheus/metrics', static_configs: [{ targets: addresses }] },
    ],
    remote_write: [{ url: `http://${sink}/api/v1/write` }],
  };
  const path = join(scratch, 'prometheus.yml');
  writeFileSync(path, JSON.stringify(config));
  const isOld = version.startsWith('2.');
  // prettier-ignore
  const child = start([
    program, isOld ? '--enable-feature=agent' : '--agent', `--config.file=${path}`,
    `--storage.agent.path=${join(scratch, 'prometheus')}`, '--web.listen-address=127.0.0.1:0', '--log.level=error',
  ]);
  return { name: 'Prometheus', version: `${version}, agent mode`, process: child };
}

const countsOf = async (sink: string): Promise<Readonly<Record<string, number>>> =>
  (await (await fetch(`http://${sink}/counts`)).json()) as Record<string, number>;

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) * 1024;

const HELP = `node bench/scrape.ts: the agent beside Prometheus in agent mode, on the same targets at the same time

  --targets N    targets (100)
  --series N     series of each (1000)
  --interval N   seconds from scrape to scrape (5)
  --seconds N    how long it is measured, after ${WARM_UP_S} s to warm up (60)
  --write        keeps the result in the section "Agent" of bench/RESULTS.md
`;

/** A row for each figure, as text. */
function tableOf(costs: readonly ScrapeCost[]): string {
  const [own, other] = costs as [ScrapeCost, ScrapeCost | undefined];
  const row = (goal: string, unit: string, digits: number, figure: (cost: ScrapeCost) => number): string[] => {
    const show = (cost: ScrapeCost | undefined): string =>
      cost === undefined ? 'not measured' : `${figure(cost).toFixed(digits)} ${unit}`;
    const ratio = other === undefined ? 'not measured' : `${(figure(own) / figure(other)).toFixed(2)} ×`;
    return [goal, show(own), show(other), ratio];
  };
  return markdownTable([
    ['goal', own.name, other?.name ?? 'Prometheus', 'against Prometheus'],
    row('CPU per million samples scraped', 's', 2, (cost) => cost.cpuSecondsPerMillion),
    row('of one core', '%', 1, (cost) => cost.coreShare * 100),
    row('resident memory', 'MB', 0, (cost) => cost.residentBytes / 1e6),
  ]);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      targets: { type: 'string', default: '100' },
      series: { type: 'string', default: '1000' },
      interval: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '60' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    process.exit();
  }
  const costs = await measureScrapes({
    targets: Number(values.targets),
    series: Number(values.series),
    intervalS: Number(values.interval),
    seconds: Number(values.seconds),
  });
  const table = tableOf(costs);
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}`;
  const about =
    `${new Date().toISOString().slice(0, 10)}; ${machine}; ${costs.map((cost) => `${cost.name} ${cost.version}`).join(', ')}; ` +
    `${values.targets} targets of ${values.series} series at ${values.interval} s, ${costs.map((cost) => (cost.samples / 1e6).toFixed(2)).join(' and ')} ` +
    `M samples in ${values.seconds} s; user and system time of the whole process.`;
  console.log(`${about}\n\n${table}`);
  if (values.write) keepSection('Agent', `${about}\n\n${table}`);
}
