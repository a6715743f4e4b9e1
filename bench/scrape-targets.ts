/**
 * Targets to scrape, and a server that takes what was scraped, in a process of their own so that their work is not counted.
 * Prints a line of JSON when all listen; `/counts` of the sink tells how many expositions each scraper got.
 *
 *   node bench/scrape-targets.ts TARGETS SERIES
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

const [targets, seriesCount] = process.argv.slice(2).map(Number) as [number, number];
const FAMILIES = 20;

/** What every target exposes: counters and gauges with labels as long as those of a mesh. Values change with each scrape. */
const lines: readonly (readonly [text: string, isCounter: boolean])[] = Array.from({ length: seriesCount }, (_, i) => {
  const family = i % FAMILIES;
  const isCounter = family % 2 === 0;
  const name = isCounter ? `app_requests_${family}_total` : `app_memory_${family}_bytes`;
  const labels = `destination_workload="workload-${i % 37}",namespace="ns-${i % 11}",response_code="${200 + (i % 5)}",route="/api/v1/resource/${i}"`;
  return [`${name}{${labels}} `, isCounter];
});
const byFamily = lines.toSorted(([a], [b]) => (a < b ? -1 : 1));

const served = new Map<string, number>();
const listeners: RequestListener = (request, response) => {
  const scraper = request.url!.split('/')[1]!;
  const n = (served.get(scraper) ?? 0) + 1;
  served.set(scraper, n);
  let body = '';
  let last = '';
  for (const [i, [text, isCounter]] of byFamily.entries()) {
    const name = text.slice(0, text.indexOf('{'));
    if (name !== last) body += `# HELP ${name} What it is.\n# TYPE ${name} ${isCounter ? 'counter' : 'gauge'}\n`;
    last = name;
    body += text + (isCounter ? n * (1 + (i % 7)) : 1e6 + ((n * 7919 + i * 104_729) % 1e6)) + '\n';
  }
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(body);
};

const listen = (handler: RequestListener, host: string): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer({ keepAliveTimeout: 120_000 }, handler);
    server.listen(0, host, () => resolve(`${host}:${(server.address() as AddressInfo).port}`));
  });

const written = {
  'x-prometheus-remote-write-samples-written': '1',
  'x-prometheus-remote-write-histograms-written': '0',
  'x-prometheus-remote-write-exemplars-written': '0',
};
const sink = await listen((request, response) => {
  request.resume().on('end', () => {
    if (request.url === '/counts') response.end(JSON.stringify(Object.fromEntries(served)));
    else response.writeHead(204, written).end();
  });
}, '127.0.0.1');
const addresses: string[] = [];
for (let i = 0; i < targets; i++) addresses.push(await listen(listeners, `127.7.${i >> 8}.${i & 255 || 1}`));
process.stdout.write(`${JSON.stringify({ sink, addresses })}\n`);
