import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtInView, textIn } from '@binnacle/views';
import { startBinnacle } from './support/binnacle.ts';
import type { Background } from './support/background.ts';
import { openBrowser, type Browser } from './support/browser.ts';
import { freePorts } from './support/ports.ts';
import { findProgram, missingPrograms } from './support/programs.ts';
import { query, type ResultSeries } from './support/query.ts';
import { until } from './support/until.ts';

const missing = missingPrograms('chromium');
const screenshots = fileURLToPath(new URL('../test-results/screenshots/demo/', import.meta.url));
const manifests = fileURLToPath(new URL('../apps/demo/manifests/', import.meta.url));
const run = promisify(execFile);

/** Views, and what is empty in each of them as long as nothing is wrong; the reasons are in apps/demo/src/views.test.ts. */
const VIEWS: Readonly<Record<string, readonly string[]>> = {
  docker: [
    'Not running',
    'Not running, engine',
    'Failing health checks',
    'Starts in the last hour',
    'Engine actions, mean time',
    'Health-check failures',
  ],
  kubernetes: [
    'Why containers wait',
    'Restarts by namespace',
    'Memory kills by namespace',
    'Completion failed',
    'Rollout state',
    // Every pod is well, and nothing warns.
    'Pods that need a look',
    'Recent warnings',
  ],
  etcd: [],
  'istio-mesh': ['Error reasons'],
  'istio-control-plane': [
    'Why configuration is refused',
    'Injection time p99',
    'Controller queues',
    'Pods served by ztunnel',
    'Connections of ztunnel',
    'CNI agent',
  ],
  'istio-service': ['Error reasons'],
  'istio-workload': ['Failures By Destination'],
};

interface LedgerAnswer {
  readonly requests: readonly { readonly reporter: string; readonly service: string; readonly count: number }[];
}

/** `binnacle demo` as somebody starts it who wants to see the product; the steps build on one another. */
describe.skipIf(missing.length > 0)(`the demo${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'binnacle-demo-'));
  let demo: Background;
  let url: string;
  let control: string;
  let browser: Browser | undefined;
  const ask = (promql: string): Promise<ResultSeries[]> => query(url, promql);
  const number = async (promql: string): Promise<number> =>
    Number((await ask(promql))[0]?.values[0]?.[1] ?? Number.NaN);
  const ledger = async (service?: string): Promise<number> => {
    const { requests } = (await (await fetch(`${control}/ledger`)).json()) as LedgerAnswer;
    return requests
      .filter((entry) => entry.reporter === 'source' && (service === undefined || entry.service === service))
      .reduce((sum, { count }) => sum + count, 0);
  };

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    const [port, controlPort] = (await freePorts(2)) as [number, number];
    url = `http://127.0.0.1:${port}`;
    control = `http://127.0.0.1:${controlPort}`;
    demo = startBinnacle(
      // prettier-ignore
      ['demo', '--listen', `127.0.0.1:${port}`, '--control', `127.0.0.1:${controlPort}`, '--data-dir', join(dir, 'data'),
       '--history', '20m', '--auth', 'off'],
    );
    await until('the demo says that it is ready', 120_000, async () => {
      if (!demo.running()) throw new Error(`the demo ended:\n${demo.output()}`);
      return demo.output().includes('Ctrl-C stops everything');
    });
  });

  afterAll(async () => {
    await browser?.close();
    await demo?.end('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  test('it says that the clusters are simulated, and how kubectl reaches them', () => {
    expect(demo.output()).toContain('These clusters are SIMULATED');
    expect(demo.output()).toContain(`kubectl --kubeconfig ${join(dir, 'data/clusters/demo-prod/kubeconfig')}`);
  });

  test('the real agents find every target of both clusters by themselves, and all of them answer', async () => {
    const status = (await (await fetch(`${control}/status`)).json()) as {
      clusters: readonly { name: string; targets: number }[];
    };
    for (const { name, targets } of status.clusters) {
      await until(`${targets} targets of ${name} are up`, 60_000, async () => {
        const up = await number(
          `count(timestamp(up{cluster="${name}",job!="kube-state-metrics"}) > time() - 40 and up == 1)`,
        );
        return up >= targets;
      });
      expect(await ask(`up{cluster="${name}"} == 0`)).toEqual([]);
    }
  });

  test('the history goes on in the same series', async () => {
    const nowMs = Date.now();
    const seriesAt = async (job: string, fromMs: number, toMs: number): Promise<Set<string>> => {
      const range = new URLSearchParams({
        'match[]': `{cluster="demo-prod",job="${job}",__name__!~"scrape_.+|up"}`,
        start: String(fromMs / 1000),
        end: String(toMs / 1000),
      });
      const body = (await (await fetch(`${url}/api/v1/series?${range}`)).json()) as { data: Record<string, string>[] };
      return new Set(
        body.data.map((labels) => JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))),
      );
    };
    const jobs = await ask('group by (job) (up{cluster="demo-prod"})');
    for (const { metric } of jobs) {
      const job = metric['job']!;
      const before = await seriesAt(job, nowMs - 19 * 60_000, nowMs - 8 * 60_000);
      const after = await seriesAt(job, nowMs - 20_000, nowMs);
      const ended = [...before].filter((one) => !after.has(one) && !CHURN.test(one));
      expect({ job, ended: ended.slice(0, 3), count: ended.length }).toEqual({ job, ended: [], count: 0 });
      // Of the same metrics, with the same labels: only values of labels come and go.
      const shapes = (all: Iterable<string>): Set<string> =>
        new Set([...all].filter((one) => !CHURN.test(one)).map(shapeOf));
      const [old, fresh] = [shapes(before), shapes(after)];
      expect({ job, fresh: [...fresh].filter((one) => !old.has(one)) }).toEqual({ job, fresh: [] });
    }
  });

  test("requests are those of the model's own books", async () => {
    const low = await ledger();
    await until('the next scrapes', 60_000, async () => {
      const value = await number('sum(istio_requests_total{cluster="demo-prod",reporter="source"})');
      return value >= low;
    });
    const value = await number('sum(istio_requests_total{cluster="demo-prod",reporter="source"})');
    expect(value).toBeLessThanOrEqual(await ledger());
  });

  test('kubectl apply of the 90/10 weights: the mesh table shows 9:1 within two scrape intervals', async () => {
    await applyWeights(join(dir, 'data/clusters/demo-prod'));
    const scrapedAfter = (seconds: number): Promise<boolean> =>
      until(
        'scrapes',
        60_000,
        async () => (await number('min(timestamp(up{cluster="demo-prod",job="istio-proxy"}))')) > seconds,
      );
    const appliedAt = Date.now() / 1000;
    await scrapedAfter(appliedAt + 2);
    const from = await shares();
    // Two intervals with the new weights alone.
    await scrapedAfter(appliedAt + 32);
    const to = await shares();
    const [v1, v2] = ['v1', 'v2'].map((version) => (to.get(version) ?? 0) - (from.get(version) ?? 0)) as [
      number,
      number,
    ];
    expect(v1 + v2).toBeGreaterThan(200);
    // Five standard deviations of a binomial.
    expect(Math.abs(v2 / (v1 + v2) - 0.1)).toBeLessThan(5 * Math.sqrt((0.1 * 0.9) / (v1 + v2)));
    expect((to.get('v3') ?? 0) - (from.get('v3') ?? 0)).toBe(0);
  }, 120_000);

  const shares = async (): Promise<ReadonlyMap<string, number>> => {
    const rows = await ask(
      'sum by (destination_version) (istio_requests_total{cluster="demo-prod",reporter="source",destination_service_name="reviews"})',
    );
    return new Map(rows.map(({ metric, values }) => [metric['destination_version']!, Number(values[0]![1])]));
  };

  test('all seven views are full, light and dark', async () => {
    browser = await openBrowser({ width: 1440 });
    const { page } = browser;
    page.setDefaultTimeout(30_000);
    for (const view of Object.keys(VIEWS)) {
      const reply = await fetch(`${url}/api/dashboards`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ title: view, fromView: view }),
      });
      const { id } = (await reply.json()) as { id: string };
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width: 1440, height: 1000 });
        await page.goto(`${url}/dashboards/${id}?time=15m`);
        await page.getByRole('article').first().waitFor();
        // Panels are asked for when they come into sight.
        const height = await page.evaluate('document.querySelector("main").scrollHeight');
        await page.setViewportSize({ width: 1440, height: Math.min(12_000, Number(height) + 200) });
        await until('panels are drawn', 30_000, async () => (await page.evaluate(BUSY)) === false);
        await page.waitForLoadState('networkidle');
        await page.screenshot({ path: join(screenshots, `${view}-${scheme}.png`) });
        const empty = (await page.evaluate(emptyPanels(view))) as string[];
        expect({ view, empty: empty.filter((title) => !VIEWS[view]!.includes(title)) }).toEqual({ view, empty: [] });
      }
      await page.getByRole('note').filter({ hasText: 'demo-prod' }).first().waitFor();
    }
    expect(browser.problems).toEqual([]);
  });

  test('an incident begins and ends on the command line, and the view shows it', async () => {
    const success =
      'sum(rate(istio_requests_total{cluster="demo-prod",reporter="source",response_code!~"5.."}[1m])) / sum(rate(istio_requests_total{cluster="demo-prod",reporter="source"}[1m]))';
    expect(await number(success)).toBeGreaterThan(0.99);
    const command = async (...words: string[]): Promise<string> => {
      const child = startBinnacle(['demo', 'incident', ...words, '--url', control]);
      await until('the command ends', 20_000, () => Promise.resolve(!child.running()));
      return child.output();
    };
    expect(await command('list')).toContain('node-not-ready');
    expect(await command('root-cert-expired')).toContain('root-cert-expired runs');
    // Retries hide most of the failed connections; the window of a minute has to fill.
    await until('errors in the mesh', 100_000, async () => (await number(success)) < 0.98);
    expect(await number('min(citadel_server_root_cert_expiry_seconds{cluster="demo-prod"})')).toBeLessThan(0);
    expect(await command('end', 'root-cert-expired')).toContain('has ended');
  });

  test('Ctrl-C stops everything', async () => {
    await demo.end('SIGINT');
    await expect(fetch(`${url}/-/healthy`)).rejects.toThrow('fetch failed');
    await expect(fetch(`${control}/status`)).rejects.toThrow('fetch failed');
  });
});

/** What comes and goes in any cluster: jobs, events, replicas that follow the load, versions that had no traffic. */
const CHURN =
  /stock-report|"shop"|"reason"|"code"|"horizontalpodautoscaler"|resource_version|"response_code"|istiod_uptime/;

const shapeOf = (series: string): string => {
  const labels = JSON.parse(series) as readonly (readonly [string, string])[];
  return labels.map(([name, value]) => (name === '__name__' ? value : name)).join(' ');
};

/** Whether a panel still waits for its answer. */
const BUSY = 'document.querySelector("article [aria-busy=true], article[aria-busy=true]") !== null';

/** Titles of the panels that say that they have nothing to show, in their own words. */
const emptyPanels = (view: string): string => {
  const words = builtInView(view)!.definition.groups.flatMap(({ panels }) =>
    panels.map(({ title, noValue }) => [textIn(title, 'en'), noValue === undefined ? NOTHING : textIn(noValue, 'en')]),
  );
  return `{
    const words = new Map(${JSON.stringify(words)});
    [...document.querySelectorAll('article')].map((it) => [it.getAttribute('aria-label'), it.innerText])
      .filter(([title, text]) => text.includes(words.get(title) ?? ${JSON.stringify(NOTHING)}) || text.includes(${JSON.stringify(NOTHING)}))
      .map(([title]) => title);
  }`;
};
const NOTHING = 'No samples in this range';

/** With kubectl where there is one, else the request that it sends. */
async function applyWeights(clusterDir: string): Promise<void> {
  const kubeconfig = join(clusterDir, 'kubeconfig');
  const kubectl = findProgram('kubectl');
  if (kubectl !== undefined) {
    await run(kubectl, ['--kubeconfig', kubeconfig, 'apply', '-f', join(manifests, 'virtual-service-90-10.yaml')]);
    return;
  }
  const text = readFileSync(kubeconfig, 'utf8');
  const field = (name: string): string => new RegExp(`${name}: (\\S+)`).exec(text)![1]!;
  const route = [
    { destination: { host: 'reviews', subset: 'v1' }, weight: 90 },
    { destination: { host: 'reviews', subset: 'v2' }, weight: 10 },
  ];
  await new Promise<void>((resolve, reject) => {
    const patch = request(
      `${field('server')}/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/reviews`,
      {
        method: 'PATCH',
        ca: Buffer.from(field('certificate-authority-data'), 'base64'),
        headers: { 'content-type': 'application/merge-patch+json', authorization: `Bearer ${field('token')}` },
      },
      (reply) => {
        reply.resume();
        if (reply.statusCode === 200) resolve();
        else reject(new Error(`the API server answered ${reply.statusCode}`));
      },
    );
    patch.on('error', reject);
    patch.end(JSON.stringify({ spec: { http: [{ route }] } }));
  });
}
