import { setTimeout as pause } from 'node:timers/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { labelsToRecord } from '@binnacle/model';
import { CollectingSink, decodeRemoteWrite2, finishDecoding } from '@binnacle/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { discover } from '../../test/discovered.ts';
import { prometheusBinary, startPrometheus, type RunningPrometheus } from '../../test/prometheus.ts';
import { systemClock } from '../scrape/schedule.ts';
import { TargetScraper } from '../scrape/target-scraper.ts';

const METRICS = `# TYPE clash gauge
clash{job="own",instance="i",a="1"} 1
clash{namespace="x",exported_namespace="y"} 2
clash{env="other",a="2"} 3
drop_me{a="1"} 3
# TYPE keep_me_total counter
keep_me_total{x="y",z="w"} 4
keep_me_total{x="n",z="w"} 5
# TYPE h histogram
h_bucket{le="0.5"} 1
h_bucket{le="+Inf"} 2
h_sum 3
h_count 2
`;

const JOBS = ['plain', 'honor', 'relabel', 'limited'];

describe.skipIf(prometheusBinary === undefined)(
  'the same job stores the same series as in Prometheus (left out without it)',
  () => {
    let target: Server;
    let prometheus: RunningPrometheus;
    const ours = new Map<string, number>();
    const theirs = new Map<string, number>();
    const keyOf = (all: Readonly<Record<string, string>>): string =>
      JSON.stringify(
        Object.entries(all)
          .filter(([name]) => name !== 'cluster')
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      );

    beforeAll(async () => {
      target = createServer((_, response) => {
        response.setHeader('content-type', 'text/plain; version=0.0.4');
        response.end(METRICS);
      }).listen(0, '127.0.0.1');
      await once(target, 'listening');
      const address = `127.0.0.1:${(target.address() as AddressInfo).port}`;
      const statics = `static_configs: [{targets: ['${address}'], labels: {env: prod, namespace: mine}}]`;
      prometheus = await startPrometheus(`
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs:
  - {job_name: plain, ${statics}}
  - {job_name: honor, honor_labels: true, ${statics}}
  - job_name: relabel
    ${statics}
    metric_relabel_configs:
      - {source_labels: [__name__], regex: drop_.*, action: drop}
      - {source_labels: [__name__], regex: 'keep_(.+)', target_label: __name__, replacement: 'kept_$1'}
      - {source_labels: [x], regex: n, action: drop}
      - {regex: z, action: labeldrop}
      - {source_labels: [le], regex: '0.5', action: drop}
      - {source_labels: [a], target_label: b, action: uppercase}
  - {job_name: limited, sample_limit: 3, ${statics}}
`);
      for (let tries = 0; tries < 200 && theirs.size === 0; tries++) {
        const answer = (await prometheus.ask(`query?query=${encodeURIComponent('{env=~".+"}')}`)) as {
          result: { metric: Record<string, string>; value: [number, string] }[];
        };
        const isDone = JOBS.every((name) =>
          answer.result.some(({ metric }) => metric['__name__'] === 'up' && metric['job'] === name),
        );
        if (isDone) for (const { metric, value } of answer.result) theirs.set(keyOf(metric), Number(value[1]));
        else await pause(100);
      }
      const it = discover({}, {}, { scrapeConfigFiles: [prometheus.config] });
      it.discovery.start();
      for (const found of it.running.values()) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const scraper = new TargetScraper(found, {
          clock: systemClock,
          log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
          tags: { cluster: 'c', host: new Map(), election: new Map() },
          election: false,
          userAgent: 'test',
          dataDir: prometheus.folder,
          phaseSeed: '',
          keepRequests: (_, requests) => {
            const sink = new CollectingSink();
            for (const { message } of requests) finishDecoding(decodeRemoteWrite2(message, sink));
            for (const { labels, samples } of sink.series) {
              ours.set(keyOf(labelsToRecord(labels)), Number(samples[0]!.value));
            }
            resolve();
            return Promise.resolve();
          },
          onChange: () => {},
        });
        scraper.start();
        await promise;
        await scraper.stop(false);
      }
      it.discovery.stop();
    });

    afterAll(async () => {
      await prometheus.stop();
      target.closeAllConnections();
      target.close();
    });

    test('labels and values', () => {
      // How long a scrape took differs, and a scrape over its limit is given up at once, where Prometheus goes on counting.
      const mayDiffer = (key: string): boolean =>
        (key.includes('"limited"') && key.includes('scrape_samples_')) ||
        key.includes('scrape_duration_seconds') ||
        key.includes('series_added');
      const without = (stored: ReadonlyMap<string, number>): (string | number)[][] =>
        [...stored].filter(([key]) => !mayDiffer(key)).sort(([a], [b]) => (a < b ? -1 : 1));
      expect(without(theirs).length).toBeGreaterThan(30);
      expect(without(ours)).toEqual(without(theirs));
      expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
    });
  },
);
