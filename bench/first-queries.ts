/**
 * What the first queries after a start take: starts each system on an empty folder, loads the workload of the benchmark through remote
 * write, and asks each query a few times, as somebody does who tries the product.
 *
 *   node bench/first-queries.ts [--series 10000] [--hours 2] [--asks 20] [--wait 3] [--systems Binnacle,VictoriaMetrics] [--order as-is]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { queries } from './goal-queries.ts';
import { fetchBytes, median, post, timeQuery } from './measure.ts';
import { encodeLabels, encodeRequest } from './remote-write.ts';
import { markdownTable } from './results.ts';
import { recipes, startSystem, type System } from './systems.ts';
import { makeWorkload } from './workload.ts';

const HELP = `node bench/first-queries.ts: what the first queries after a start take, beside other systems

  --series N     series of the workload (10000)
  --hours N      hours of scrapes at 15 s (2)
  --asks N       how often each query is asked, one after the other (20)
  --wait N       seconds between the last sample and the first query (3)
  --restart N    starts each system again after loading, and waits so many seconds instead
  --systems L    names of systems (Binnacle,VictoriaMetrics)
  --order O      "heavy" first, as in the table of goals, or "small" first (heavy)
`;

const { values: flags } = parseArgs({
  options: {
    series: { type: 'string', default: '10000' },
    hours: { type: 'string', default: '2' },
    asks: { type: 'string', default: '20' },
    wait: { type: 'string', default: '3' },
    restart: { type: 'string' },
    systems: { type: 'string', default: 'Binnacle,VictoriaMetrics' },
    order: { type: 'string', default: 'heavy' },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  process.stdout.write(HELP);
  process.exit();
}
const STEP_MS = 15_000;
const PER_REQUEST = 2000;
/** The code of the client is compiled before anything is measured. */
const CLIENT_ROUNDS = 1500;
/** The answers that are shown: the first, the second, and so on. */
const SHOWN = [1, 2, 3, 5, 7, 10, 20];
const FIRST = 7;

const seriesCount = Number(flags.series);
const asks = Number(flags.asks);
const steps = Math.round((Number(flags.hours) * 3_600_000) / STEP_MS);
const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
const startMs = endMs - (steps - 1) * STEP_MS;
const wanted = flags.systems.split(',');
const ordered = flags.order === 'small' ? [...queries].reverse() : queries;

const scratch = mkdtempSync(join(tmpdir(), 'binnacle-first-'));
const systems: System[] = [];
try {
  for (const recipe of recipes()) if (wanted.includes(recipe.name)) systems.push(await startSystem(recipe, scratch));
  await load();
  for (const system of systems) await system.settle();
  if (flags.restart !== undefined) {
    for (const system of systems)
      console.log(`${system.name}: ready after ${(await system.restart('SIGTERM')).toFixed(0)} ms`);
  }
  for (const system of systems.toReversed()) await warmClient(system);
  await wait(1000 * Number(flags.restart ?? flags.wait));
  const memory = new Map(systems.map((s) => [s.name, s.residentBytes()]));
  const cpu = new Map(systems.map((s) => [s.name, s.cpuSeconds()]));
  const rows: string[][] = [];
  for (const query of ordered) {
    for (const system of systems) {
      const times: number[] = [];
      for (let ask = 0; ask < asks; ask++) {
        const { ms, countSeries } = await timeQuery(system, query, endMs - (asks - 1 - ask) * STEP_MS);
        countSeries();
        times.push(ms);
      }
      rows.push([
        query.name,
        system.name,
        ...SHOWN.map((n) => times[n - 1]?.toFixed(2) ?? ''),
        median(times.slice(0, FIRST)).toFixed(2),
        median(times).toFixed(2),
      ]);
    }
  }
  const head = ['query', 'system', ...SHOWN.map((n) => `${n}.`), `median of ${FIRST}`, 'median'];
  console.log(markdownTable([head, ...rows]));
  for (const system of systems) {
    const [before, after] = [memory.get(system.name)! / 1e6, system.residentBytes() / 1e6];
    const spent = system.cpuSeconds() - cpu.get(system.name)!;
    console.log(
      `${system.name}: resident ${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after; CPU before ${cpu.get(system.name)!.toFixed(2)} s, of the queries ${spent.toFixed(2)} s`,
    );
  }
} finally {
  for (const system of systems) await system.stop().catch(() => undefined);
  rmSync(scratch, { recursive: true, force: true });
}

async function load(): Promise<void> {
  const workload = makeWorkload(seriesCount);
  const labels = workload.map(encodeLabels);
  const values = new Float64Array(seriesCount);
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < seriesCount; i++) values[i] = workload[i]!.next();
    for (let from = 0; from < seriesCount; from += PER_REQUEST) {
      const body = encodeRequest(
        labels,
        values,
        from,
        Math.min(seriesCount, from + PER_REQUEST),
        startMs + step * STEP_MS,
      );
      await Promise.all(systems.map((system) => post(system, body)));
    }
  }
}

/** Asks VictoriaMetrics for its health alone, or whoever is there: what a system compiles of its own must not be compiled here. */
async function warmClient(system: System): Promise<void> {
  if (system.name === 'Binnacle' && systems.length > 1) return;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  if (system.name !== 'Binnacle') for (let i = 0; i < CLIENT_ROUNDS; i++) await fetchBytes(system.healthUrl, agent);
  agent.destroy();
}
