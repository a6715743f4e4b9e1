/**
 * Measures Binnacle against the Prometheus and VictoriaMetrics that this machine has, in one run over the same data, and
 * prints the table of goals with ratios.
 *
 *   node bench/run.ts [--series 10000] [--hours 2] [--rounds 21] [--active 100000] [--write]     --write: keep the result in bench/RESULTS.md
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureActiveSeries, quantile, type ActiveSeriesFigures } from './active-series.ts';
import { Fleet } from './fleet.ts';
import { queries } from './goal-queries.ts';
import { median, post, timeQuery, type TimedAnswer } from './measure.ts';
import { keepSection, markdownTable } from './results.ts';
import { encodeLabels, encodeRequest } from './remote-write.ts';
import { measureUnderLoad, type UnderLoad } from './under-load.ts';
import { recipes, startSystem, type System } from './systems.ts';
import { makeWorkload } from './workload.ts';

const HELP = `node bench/run.ts: Binnacle beside the Prometheus and VictoriaMetrics of this machine

  --series N   series of the workload (10000)
  --hours N    hours of scrapes at 15 s (2)
  --rounds N   rounds of three questions to each system in turn; figures are medians (21)
  --active L   numbers of active series whose memory is measured besides, one system after the other (100000); "" for none.
               1000000 takes a quarter of an hour
  --write      keeps the result in the section "Engine" of bench/RESULTS.md

\`make bench\` runs this and then

  node bench/scrape.ts     what the agent costs, beside Prometheus in agent mode (--help)
  node bench/console.ts    what a reader of the console waits for, in Chromium (--help)

which can be run alone, as can the parts listed in bench/README.md.
`;

const { values: flags } = parseArgs({
  options: {
    series: { type: 'string', default: '10000' },
    hours: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '21' },
    active: { type: 'string', default: '100000' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  process.stdout.write(HELP);
  process.exit();
}
const seriesCount = Number(flags.series);
const rounds = Number(flags.rounds);
/** A page asks for many panels at once, and so does a round; the first round warms up. */
const IN_A_ROW = 3;
const stepMs = 15_000;
const steps = Math.round((Number(flags.hours) * 3_600_000) / stepMs);
const perRequest = 2000;
/** A quarter of an hour, and the share of its pods that each scrape of it replaces. */
const ACTIVE_SCRAPES = 60;
const ACTIVE_CHURN = 0.0025;
const endMs = Math.floor(Date.now() / stepMs) * stepMs;
const startMs = endMs - (steps - 1) * stepMs;

const scratch = mkdtempSync(join(tmpdir(), 'binnacle-bench-'));
const systems: System[] = [];
let versions = '';
const table: string[][] = [];
const ratio = (own: number, other: number | undefined): string =>
  other === undefined || !(other > 0) ? 'not measured' : `${(own / other).toFixed(2)} ×`;
function row(goal: string, unit: string, figures: ReadonlyMap<string, number>, digits = 2): void {
  const own = figures.get('Binnacle') ?? NaN;
  const show = (name: string): string =>
    figures.has(name) ? `${figures.get(name)!.toFixed(digits)} ${unit}` : 'not measured';
  table.push([
    goal,
    show('Binnacle'),
    show('VictoriaMetrics'),
    show('Prometheus'),
    ratio(own, figures.get('VictoriaMetrics')),
    ratio(own, figures.get('Prometheus')),
  ]);
  console.log(table.at(-1)!.join(' | '));
}

try {
  for (const recipe of recipes()) systems.push(await startSystem(recipe, scratch));
  versions = systems.map((s) => `${s.name} ${s.version}`).join(', ');
  console.log(`${versions}; ${seriesCount} series, ${steps} scrapes`);

  const workload = makeWorkload(seriesCount);
  const labels = workload.map(encodeLabels);
  // What a system does by itself after a start is no part of taking samples in.
  for (const system of systems) await system.rest();
  const cpuBefore = new Map(systems.map((s) => [s.name, s.cpuSeconds()]));
  const values = new Float64Array(seriesCount);
  let sent = 0;
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < seriesCount; i++) values[i] = workload[i]!.next();
    for (let from = 0; from < seriesCount; from += perRequest) {
      const to = Math.min(seriesCount, from + perRequest);
      const body = encodeRequest(labels, values, from, to, startMs + step * stepMs);
      for (const system of systems) await post(system, body);
      sent += to - from;
    }
    if (step % 60 === 59) console.log(`  sent ${(sent / 1e6).toFixed(1)} M samples to each`);
  }
  row(
    'CPU per million samples taken in',
    's',
    new Map(systems.map((s) => [s.name, (s.cpuSeconds() - cpuBefore.get(s.name)!) / (sent / 1e6)])),
  );
  for (const system of systems) await system.settle();
  for (const system of systems) await system.rest();
  row('resident memory after ingest', 'MB', new Map(systems.map((s) => [s.name, s.residentBytes() / 1e6])), 0);

  for (const query of queries) {
    const times = new Map<string, number[]>(systems.map((s) => [s.name, []]));
    const found = new Set<number>();
    const spent = new Map(systems.map((s) => [s.name, 0]));
    const asks = rounds * IN_A_ROW;
    for (let ask = 0; ask < asks; ask += IN_A_ROW) {
      for (const system of inTurn(ask / IN_A_ROW)) {
        const before = system.cpuSeconds();
        const answers: TimedAnswer[] = [];
        for (let k = ask; k < ask + IN_A_ROW; k++) {
          // Moved on by a step each time, as a panel does: nobody answers with the result of the round before.
          answers.push(await timeQuery(system, query, endMs - (asks - 1 - k) * stepMs));
        }
        for (const { ms, countSeries } of answers) {
          if (ask > 0) times.get(system.name)!.push(ms);
          found.add(countSeries());
        }
        if (ask > 0) spent.set(system.name, spent.get(system.name)! + system.cpuSeconds() - before);
      }
    }
    if (found.size > 1) console.log(`  the systems differ in the number of series: ${[...found].join(', ')}`);
    row(query.name, 'ms', new Map([...times].map(([name, list]) => [name, median(list)])), 1);
    // The clock of CPU time has ticks of 10 ms: too coarse for small queries. It does not mind what else the machine does.
    if (query.name.startsWith('heavy')) {
      row(
        '– its CPU time',
        'ms',
        new Map([...spent].map(([name, s]) => [name, (s * 1000) / ((rounds - 1) * IN_A_ROW)])),
        1,
      );
    }
  }
  const underLoad = new Map<string, UnderLoad>();
  for (const system of systems) {
    let step = 0;
    const nextBody = (): Uint8Array => encodeRequest(labels, values, 0, perRequest, endMs + ++step * 100);
    underLoad.set(system.name, await measureUnderLoad(system, queries[0]!, endMs, nextBody));
  }
  const loaded = (figure: (found: UnderLoad) => number): Map<string, number> =>
    new Map([...underLoad].map(([name, found]) => [name, figure(found)]));
  const while10 = 'while ten clients ask the first of these';
  row(
    `${while10}: health, p99`,
    'ms',
    loaded((found) => found.healthP99Ms),
    1,
  );
  row(
    `${while10}: health, worst`,
    'ms',
    loaded((found) => found.healthWorstMs),
    1,
  );
  row(
    `${while10}: ingest of ${perRequest} samples, median`,
    'ms',
    loaded((found) => found.ingestP50Ms),
    1,
  );
  row(
    `${while10}: ingest of ${perRequest} samples, p99`,
    'ms',
    loaded((found) => found.ingestP99Ms),
    1,
  );
  row(
    `${while10}: answers`,
    '/s',
    loaded((found) => found.queriesPerSecond),
    1,
  );
  for (const system of systems) await system.rest();
  row('resident memory after queries', 'MB', new Map(systems.map((s) => [s.name, s.residentBytes() / 1e6])), 0);
  row('ready after a restart', 'ms', new Map(await oneByOne((s) => s.restart('SIGTERM'))), 0);
  row('ready after kill -9', 'ms', new Map(await oneByOne((s) => s.restart('SIGKILL'))), 0);
  row('bytes per sample on disk', 'B', new Map(systems.map((s) => [s.name, s.diskBytes() / sent])));
  for (const system of systems.splice(0)) await system.stop();
  for (const count of flags.active.split(',').filter(Boolean).map(Number)) await measureMany(count);
} finally {
  for (const system of systems) await system.stop().catch(() => undefined);
  rmSync(scratch, { recursive: true, force: true });
}

/** Memory, CPU and restarts with many series, in systems that have the machine to themselves, one after the other. */
async function measureMany(count: number): Promise<void> {
  const found = new Map<string, ActiveSeriesFigures & Restarts>();
  for (const recipe of recipes()) {
    const system = await startSystem(recipe, scratch);
    try {
      await system.rest();
      const figures = await measureActiveSeries(system, {
        fleet: new Fleet(count),
        scrapes: ACTIVE_SCRAPES,
        stepMs,
        endMs,
        churn: ACTIVE_CHURN,
        clients: 4,
        signal: new AbortController().signal,
      });
      await system.settle();
      await system.rest();
      const residentBytes = system.residentBytes();
      found.set(recipe.name, {
        ...figures,
        residentBytes,
        killed: await system.restart('SIGKILL'),
        stopped: await system.restart('SIGTERM'),
      });
    } finally {
      await system.stop();
    }
  }
  const of = (figure: (each: ActiveSeriesFigures & Restarts) => number): Map<string, number> =>
    new Map([...found].map(([name, each]) => [name, figure(each)]));
  const what = `${count} active series, ${ACTIVE_SCRAPES} scrapes`;
  row(
    `${what}: resident memory after ingest`,
    'MB',
    of((each) => each.residentBytes / 1e6),
    0,
  );
  row(
    `${what}: resident memory, the most`,
    'MB',
    of((each) => each.peakBytes / 1e6),
    0,
  );
  row(
    `${what}: CPU per million samples taken in`,
    's',
    of((each) => (each.cpuSeconds * 1e6) / each.samples),
  );
  row(
    `${what}: ingest of 2016 samples, p99`,
    'ms',
    of((each) => quantile(each.answersMs, 0.99)),
    1,
  );
  row(
    `${what}: ready after kill -9`,
    'ms',
    of((each) => each.killed),
    0,
  );
  row(
    `${what}: ready after a restart`,
    'ms',
    of((each) => each.stopped),
    0,
  );
}

interface Restarts {
  readonly killed: number;
  readonly stopped: number;
}

/** The systems, beginning with another one in each round: what one leaves behind (caches, garbage) meets each of the others alike. */
function inTurn(round: number): System[] {
  const first = round % systems.length;
  return [...systems.slice(first), ...systems.slice(0, first)];
}

async function oneByOne(measure: (system: System) => Promise<number>): Promise<[string, number][]> {
  const out: [string, number][] = [];
  for (const system of systems) out.push([system.name, await measure(system)]);
  return out;
}

const head = ['goal', 'Binnacle', 'VictoriaMetrics', 'Prometheus', 'against VictoriaMetrics', 'against Prometheus'];
const markdown = markdownTable([head, ...table]);
console.log(`\n${markdown}`);
if (flags.write) {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}`;
  const about = `${new Date().toISOString().slice(0, 10)}; ${machine}; ${versions}; ${seriesCount} series, ${flags.hours} h at 15 s, remote write 1.0 of ${perRequest} series a request.`;
  keepSection('Engine', `${about}\n\n${markdown}`);
}
