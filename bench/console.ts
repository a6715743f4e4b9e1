/**
 * Measures what a reader of the console waits for: views over six hours of the demo's metrics, in Chromium, by the browser's
 * own clocks. Run it with `--help` for its flags.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtInViews } from '@binnacle/views';
import { startServer } from '../e2e/support/binnacle.ts';
import { openBrowser } from '../e2e/support/browser.ts';
import { tokenOfOwner } from '../e2e/support/owner.ts';
import { freePorts } from '../e2e/support/ports.ts';
import { missingPrograms } from '../e2e/support/programs.ts';
import { writeDemoHistory } from './console/demo-history.ts';
import { children, cpuSecondsOf } from './console/cpu-time.ts';
import { hoverOverCharts } from './console/hover.ts';
import { growthOf, refreshForAnHour, switchViews, type Footprint } from './console/memory.ts';
import { makePodPage } from './console/object-page.ts';
import { openView, scrollThrough, type Opening } from './console/open-view.ts';
import { cookieOfOwner, ingestToken, makeDashboard, signIn } from './console/prepare.ts';
import { profiled } from './console/profile.ts';
import { median } from './measure.ts';
import { keepSection, markdownTable } from './results.ts';

const HELP = `node bench/console.ts: what a reader of the console waits for

  --hours N       hours of the demo's metrics that the views are drawn over (6)
  --rounds N      times that each view is opened; figures are medians (3)
  --refreshes N   refreshes, one every 10 s of the page's time, over which memory is watched (360, an hour); 0: not
  --switches N    rounds through all views over which memory is watched (8); 0: not
  --data-dir DIR  keeps the metrics there, and takes those that it finds there (a temporary folder)
  --view ID       this view alone, such as istio-workload (all seven)
  --profile DIR   writes CPU profiles of server and page there, for the DevTools of Chromium
  --write         keeps the result in bench/RESULTS.md

Takes six to seven minutes on an idle machine. Says on standard error what it is at; Ctrl-C ends what it started, and prints what there is so far.
`;

const { values: flags } = parseArgs({
  options: {
    hours: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    refreshes: { type: 'string', default: '360' },
    switches: { type: 'string', default: '8' },
    view: { type: 'string' },
    'data-dir': { type: 'string' },
    profile: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  process.stdout.write(HELP);
  process.exit();
}
const [hours, rounds, refreshes, switches] = [flags.hours, flags.rounds, flags.refreshes, flags.switches].map(
  Number,
) as [number, number, number, number];
const REFRESH_MS = 10_000;
/** Before what is looked at, so that rates have samples from the first step on. */
const WARM_UP_HOURS = 0.25;
/** What the goals are about: the view that comes nearest to 43 panels. */
const GOAL_VIEW = 'istio-workload';

const missing = missingPrograms('chromium');
if (missing.length > 0) {
  console.log(`console: not measured, this machine has no ${missing.join(', ')}`);
  process.exit();
}
const views = builtInViews.filter(({ id }) => flags.view === undefined || id === flags.view);
if (views.length === 0) {
  console.error(`--view: expected one of ${builtInViews.map(({ id }) => id).join(', ')}, got ${flags.view}`);
  process.exit(2);
}
const profileDir = flags.profile;
if (profileDir !== undefined) {
  mkdirSync(profileDir, { recursive: true });
  process.env['NODE_OPTIONS'] = `--cpu-prof --cpu-prof-dir=${profileDir}`;
}
const beganAt = performance.now();
const loadBefore = loadavg()[0]!;
const say = (text: string): void =>
  console.error(`[${((performance.now() - beganAt) / 1000).toFixed(0).padStart(4)} s] ${text}`);
const scratch = mkdtempSync(join(tmpdir(), 'binnacle-bench-console-'));
const [port] = (await freePorts(1)) as [number];
const dataDir = flags['data-dir'] ?? join(scratch, 'data');
const isFilled = existsSync(dataDir);
const server = await startServer(port, dataDir);
delete process.env['NODE_OPTIONS'];
const browser = await openBrowser({ width: 1440, height: 900, onInterrupt: 'stays' });
const browserPid = children().find((pid) => pid !== server.pid) ?? -1;
const table: string[][] = [['goal', 'figure', 'met']];
const openings: string[][] = [
  [
    'view',
    'panels',
    'interactive',
    'longest',
    'longest task',
    'requests',
    'answers',
    'CPU of the server',
    'CPU of the browser',
    'slowest screen when scrolled',
  ],
];
const row = (goal: string, figure: string, met: boolean): void => {
  table.push([goal, figure, met ? 'yes' : 'no']);
  console.log(table.at(-1)!.join(' | '));
};
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const kb = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;

const interrupted = new AbortController();
process.once('SIGINT', () => {
  say('interrupted');
  interrupted.abort();
  // Whatever is being waited for in the page fails now.
  void browser.close().catch(() => {});
});

try {
  const cookie = isFilled ? await cookieOfOwner(server.url) : (await tokenOfOwner(server)).cookie;
  if (!isFilled) {
    say(`records ${hours} h of the demo`);
    const samples = await writeDemoHistory(
      { url: server.url, token: await ingestToken(server.url, cookie) },
      hours + WARM_UP_HOURS,
      interrupted.signal,
    );
    say(`${(samples / 1e6).toFixed(1)} M samples written`);
  }
  const ids = new Map<string, string>();
  for (const view of views) ids.set(view.id, await makeDashboard(server.url, cookie, view, hours));

  const { page } = browser;
  page.setDefaultTimeout(60_000);
  await page.addInitScript({ path: new URL('console/page-probe.js', import.meta.url).pathname });
  await signIn(page, server.url);

  for (const view of views) {
    say(`opens ${view.id}`);
    const all: Opening[] = [];
    const [serverBefore, browserBefore] = cpuSecondsOf(server.pid, browserPid) as [number, number];
    for (let round = 0; round < rounds; round++) all.push(await openView(page, server.url, view.id));
    const [serverAfter, browserAfter] = cpuSecondsOf(server.pid, browserPid) as [number, number];
    const scrolled = await scrollThrough(page);
    const figure = (of: (opening: Opening) => number): number => median(all.map(of));
    const panels = view.definition.groups.reduce((sum, it) => sum + it.panels.length, 0);
    openings.push([
      view.id,
      `${panels} (${figure((it) => it.panels)} in sight)`,
      ms(figure((it) => it.interactiveMs)),
      ms(Math.max(...all.map((it) => it.interactiveMs))),
      ms(figure((it) => it.longestTaskMs)),
      `${figure((it) => it.requests)}`,
      kb(figure((it) => it.bytes)),
      ms(((serverAfter - serverBefore) * 1000) / rounds),
      ms(((browserAfter - browserBefore) * 1000) / rounds),
      `${ms(scrolled.slowestMs)} of ${scrolled.screens}`,
    ]);
    console.log(openings.at(-1)!.join(' | '));
    if (view.id === (flags.view ?? GOAL_VIEW)) {
      const interactive = figure((it) => it.interactiveMs);
      row(
        `${view.id}, ${panels} panels over ${hours} h: interactive after the click, under 1.5 s`,
        ms(interactive),
        interactive < 1500,
      );
      await page.setViewportSize({ width: 1440, height: 8000 });
      const whole: Opening[] = [];
      for (let round = 0; round < rounds; round++) whole.push(await openView(page, server.url, view.id));
      const drawn = median(whole.map((it) => it.interactiveMs));
      row(`the same in a window that shows all its panels at once, under 1.5 s`, ms(drawn), drawn < 1500);
      await page.setViewportSize({ width: 1440, height: 900 });
      if (profileDir !== undefined) {
        await profiled(page, join(profileDir, 'page-opening.cpuprofile'), () => openView(page, server.url, view.id));
      } else await openView(page, server.url, view.id);
      await page.evaluate('binnacleProbe.toCharts()');
      const hover =
        profileDir === undefined
          ? await hoverOverCharts(page, 600)
          : await profiled(page, join(profileDir, 'page-hovering.cpuprofile'), () => hoverOverCharts(page, 600));
      row(
        `hovering, ${hover.charts} charts follow the crosshair: 60 frames a second`,
        `${hover.fps.toFixed(1)} (median ${hover.medianMs.toFixed(1)} ms, p95 ${hover.p95Ms.toFixed(1)} ms, ${hover.dropped} of ${hover.frames} dropped, ${hover.longTasks} long tasks)`,
        hover.fps >= 59,
      );
    }
  }

  const podPage = await makePodPage({ url: server.url, token: await ingestToken(server.url, cookie) });
  const firstViews = {
    'sign-in': '/login',
    scenes: '/scenes',
    dashboard: `/dashboards/${[...ids.values()][0]}`,
    explore: '/explore',
    'a pod': podPage,
  };
  for (const [name, path] of Object.entries(firstViews)) {
    say(`loads ${name} in a fresh browser`);
    const fresh = await openBrowser();
    try {
      await fresh.page.addInitScript({ path: new URL('console/page-probe.js', import.meta.url).pathname });
      if (path !== '/login') await fresh.context.addCookies(await browser.context.cookies());
      await fresh.page.goto(server.url + path);
      await fresh.page.waitForLoadState('networkidle');
      const { files, bytes, allBytes } = await fresh.page.evaluate<{ files: number; bytes: number; allBytes: number }>(
        'binnacleProbe.scripts()',
      );
      row(
        `JavaScript of ${name} as the first page, compressed, under 350 kB`,
        `${kb(bytes)} in ${files} files (${kb(allBytes)} with all else)`,
        bytes < 350_000,
      );
    } finally {
      await fresh.close();
    }
  }

  if (refreshes > 0 || switches > 0) await page.clock.install({ time: Date.now() - 3_600_000 });
  if (refreshes > 0) {
    say('an hour of refreshes');
    const id = ids.get(flags.view ?? GOAL_VIEW)!;
    // Half an hour instead of six: as many panels, series and points, and answers that take the server less.
    await page.goto(`${server.url}/dashboards/${id}?refresh=10s&from=now-30m`);
    await page.evaluate('binnacleProbe.answered()');
    const lookEvery = Math.max(1, Math.round(refreshes / 8));
    const anHour = 3_600_000 / REFRESH_MS;
    memoryRow(
      `memory over an hour of refreshes, one every ${REFRESH_MS / 1000} s: flat`,
      await refreshForAnHour(page, { refreshes, everyMs: REFRESH_MS, lookEvery, onLook }),
      { per: 'an hour', times: anHour, warmUp: 1 / 4 },
    );
  }
  if (switches > 0) {
    say('goes from view to view');
    await page.goto(`${server.url}/scenes`);
    const footprints = await switchViews(page, [...ids.keys()], switches, onLook);
    memoryRow(`memory over ${switches * ids.size} views opened one after the other: flat`, footprints, {
      per: 'in 50 views',
      times: 50,
      // Each view is code and caches that fill when it is opened first: four rounds later all of that is there (docs/decisions/0852).
      warmUp: 1 / 2,
    });
  }
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
} finally {
  await browser.close().catch((error: unknown) => {
    if (!interrupted.signal.aborted) throw error;
  });
  await server.end('SIGTERM');
  rmSync(scratch, { recursive: true, force: true });
}

const markdown = `${markdownTable(table)}\n\n${markdownTable(openings)}`;
console.log(`\n${markdown}`);
if (interrupted.signal.aborted) process.exit(130);
if (flags.write) {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}`;
  const about = `${new Date().toISOString().slice(0, 10)}; ${machine}; headless Chromium without a GPU, window of 1440 × 900; server and browser on the same cores; ${hours} h of the demo's two clusters at 15 s; load of the machine ${loadBefore.toFixed(1)} before. From the click until all panels in sight are drawn and the main thread is idle; medians of ${rounds}. Memory is of a snapshot of the heap after collection; what the engine has compiled is counted apart from what the page holds.`;
  keepSection('Console', `${about}\n\n${markdown}`);
}

function onLook({ after, objectBytes, codeBytes, nodes, listeners }: Footprint): void {
  say(
    `  after ${after}: ${mb(objectBytes)} of objects, ${mb(codeBytes)} compiled, ${nodes} nodes, ${listeners} listeners`,
  );
}

/** One row about what grows, and how much that is in so many `times` of what was watched. */
function memoryRow(
  goal: string,
  footprints: readonly Footprint[],
  { per, times, warmUp }: { readonly per: string; readonly times: number; readonly warmUp: number },
): void {
  const growth = growthOf(footprints, warmUp);
  const last = footprints.at(-1)!;
  const grown = growth.objectBytes * times;
  row(
    goal,
    `objects ${signed(mb(grown))} ${per} of ${mb(last.objectBytes)}, compiled code ${signed(mb(growth.codeBytes * times))} of ${mb(last.codeBytes)}, ${signed((growth.nodes * times).toFixed(0))} DOM nodes of ${last.nodes}, ${signed((growth.listeners * times).toFixed(0))} listeners of ${last.listeners}`,
    grown < last.objectBytes / 50 && growth.nodes * times < last.nodes / 50,
  );
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

function signed(text: string): string {
  return text.startsWith('-') ? text : `+${text}`;
}
