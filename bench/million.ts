/**
 * A million active series, some of them replaced with each scrape, for an hour of compressed time, through the server: memory, and how long
 * senders wait for their answers.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureActiveSeries, quantile, type ActiveSeriesFigures } from './active-series.ts';
import { Fleet } from './fleet.ts';
import { keepSection, markdownTable } from './results.ts';
import { recipes, startSystem } from './systems.ts';

const HELP = `node bench/million.ts: many active series with churn, by remote write, as fast as the server takes them

  --series N     active series (1000000)
  --scrapes N    scrapes of 15 s; 240 are an hour (240)
  --churn N      percent of the pods that are replaced with each scrape (0.25)
  --clients N    requests at a time (4)
  --systems L    which to measure, one after the other (Binnacle); Binnacle,VictoriaMetrics,Prometheus are known
  --profile DIR  writes a CPU profile of each of the server's threads there
  --write        keeps the result in the section "Active series" of bench/RESULTS.md

Beside the senders one client asks for health every 50 ms, one for the rates of a pod every second. Ctrl-C ends it with what it has
until then. With 240 scrapes it takes some five minutes.
`;

const { values: flags } = parseArgs({
  options: {
    series: { type: 'string', default: '1000000' },
    scrapes: { type: 'string', default: '240' },
    churn: { type: 'string', default: '0.25' },
    clients: { type: 'string', default: '4' },
    systems: { type: 'string', default: 'Binnacle' },
    profile: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  process.stdout.write(HELP);
  process.exit();
}
const stepMs = 15_000;
const wanted = flags.systems.split(',');
const known = recipes().filter(({ name }) => wanted.includes(name));
for (const name of wanted) {
  if (!known.some((recipe) => recipe.name === name)) console.log(`${name} is not on this machine: not measured`);
}
const stop = new AbortController();
process.once('SIGINT', () => {
  console.log('\nending: once more to give up at once');
  stop.abort();
  process.once('SIGINT', () => process.exit(130));
});

const mb = (bytes: number): string => (bytes / 1e6).toFixed(0);
const ms = (time: number): string => (time < 10 ? time.toFixed(1) : time.toFixed(0));
const spread = (times: Float64Array): string =>
  `p50 ${ms(quantile(times, 0.5))}, p90 ${ms(quantile(times, 0.9))}, p99 ${ms(quantile(times, 0.99))}, worst ${ms(quantile(times, 1))} ms`;

interface Result extends ActiveSeriesFigures {
  readonly name: string;
  readonly series: number;
  readonly seriesEver: number;
  readonly scrapes: number;
  readonly afterKillMs: number;
  readonly afterStopMs: number;
  readonly diskBytes: number;
}

async function measure(recipe: (typeof known)[number], parent: string): Promise<Result> {
  console.log(`${recipe.name} ${recipe.version()}: making ${flags.series} series`);
  const fleet = new Fleet(Number(flags.series));
  const env = flags.profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${flags.profile}` };
  const system = await startSystem(recipe, parent, { env: recipe.name === 'Binnacle' ? env : {}, ownGroup: true });
  let scrapes = 0;
  try {
    await system.rest();
    const found = await measureActiveSeries(system, {
      fleet,
      scrapes: Number(flags.scrapes),
      stepMs,
      endMs: Math.floor(Date.now() / stepMs) * stepMs,
      churn: Number(flags.churn) / 100,
      clients: Number(flags.clients),
      signal: stop.signal,
      onScrape(scrape, figures) {
        scrapes = scrape + 1;
        if (scrape % 10 !== 9) return;
        const { samples, seconds, cpuSeconds, answersMs, residentBytes, peakBytes } = figures();
        const pace = `${(samples / 1e6).toFixed(1)} M samples in ${seconds.toFixed(0)} s, CPU ${((cpuSeconds * 1e6) / samples).toFixed(2)} s a million`;
        console.log(
          `  scrape ${scrapes}: ${pace}; ${(fleet.seriesEver / 1e6).toFixed(2)} M series so far; resident ${mb(residentBytes)}, at most ${mb(peakBytes)} MB; answers ${spread(answersMs)}`,
        );
      },
    });
    console.log(`  answers ${spread(found.answersMs)}; put off ${found.putOff}`);
    console.log(`  health ${spread(found.healthMs)}`);
    console.log(`  queries ${spread(found.queriesMs)}`);
    await system.settle();
    const diskBytes = system.diskBytes();
    const afterKillMs = stop.signal.aborted ? NaN : await system.restart('SIGKILL');
    const afterStopMs = stop.signal.aborted ? NaN : await system.restart('SIGTERM');
    console.log(`  ready after kill -9 ${ms(afterKillMs)} ms, after a stop ${ms(afterStopMs)} ms`);
    const { seriesCount, seriesEver } = fleet;
    return {
      ...found,
      name: recipe.name,
      series: seriesCount,
      seriesEver,
      scrapes,
      afterKillMs,
      afterStopMs,
      diskBytes,
    };
  } finally {
    await system.stop();
  }
}

const results: Result[] = [];
const scratch = mkdtempSync(join(tmpdir(), 'binnacle-million-'));
try {
  for (const recipe of known) if (!stop.signal.aborted) results.push(await measure(recipe, scratch));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const row = (what: string, figure: (result: Result) => string): string[] => [what, ...results.map(figure)];
const table = markdownTable([
  ['what', ...results.map(({ name }) => name)],
  row('samples', ({ samples, scrapes }) => `${(samples / 1e6).toFixed(1)} M in ${scrapes} scrapes`),
  row('series', ({ series, seriesEver }) => `${series} active, ${seriesEver} in all`),
  row(
    'time',
    ({ seconds, samples }) => `${seconds.toFixed(0)} s, ${(samples / 1e6 / seconds).toFixed(2)} M samples a second`,
  ),
  row('CPU per million samples', ({ cpuSeconds, samples }) => `${((cpuSeconds * 1e6) / samples).toFixed(2)} s`),
  row('resident memory at the end', ({ residentBytes }) => `${mb(residentBytes)} MB`),
  row('resident memory, the most', ({ peakBytes }) => `${mb(peakBytes)} MB`),
  row('ingest answers', ({ answersMs }) => spread(answersMs)),
  row('requests told to come back', ({ putOff }) => String(putOff)),
  row('health', ({ healthMs }) => spread(healthMs)),
  row('rates of one pod over the hour', ({ queriesMs }) => spread(queriesMs)),
  row('ready after kill -9', ({ afterKillMs }) => `${afterKillMs.toFixed(0)} ms`),
  row('ready after a restart', ({ afterStopMs }) => `${afterStopMs.toFixed(0)} ms`),
  row('bytes per sample on disk, at the end', ({ diskBytes, samples }) => `${(diskBytes / samples).toFixed(2)} B`),
]);
console.log(`\n${table}`);
if (flags.write && !stop.signal.aborted) {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}; load ${loadavg()[0]!.toFixed(1)} at the end`;
  const about = `${new Date().toISOString().slice(0, 10)}; ${machine}; ${known.map((recipe) => `${recipe.name} ${recipe.version()}`).join(', ')}; ${flags.scrapes} scrapes of 15 s as fast as they are taken, ${flags.churn} % of the pods replaced with each, remote write 1.0 of 2016 series a request, ${flags.clients} at a time.`;
  keepSection('Active series', `${about}\n\n${table}`);
}
if (stop.signal.aborted) process.exitCode = 130;
