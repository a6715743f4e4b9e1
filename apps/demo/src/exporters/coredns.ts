import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import { demand } from '../mesh/users.ts';
import { MetricSet, type LabelPairs } from '../metrics/metric-set.ts';
import { Random } from '../random.ts';
import { exponentialBounds, type Exporter } from './exporter.ts';
import { GoProcess } from './go-process.ts';

const DURATION_BOUNDS = exponentialBounds(0.000_25, 2, 16);
const ZONE: LabelPairs = [
  ['server', 'dns://:53'],
  ['zone', '.'],
  ['view', ''],
];
const ZONES: LabelPairs = [
  ['server', 'dns://:53'],
  ['zones', '.'],
  ['view', ''],
];

/** `/metrics` of one CoreDNS. */
export class CoreDns implements Exporter {
  readonly set = new MetricSet();
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #process: GoProcess;
  #updatedMs: number;

  constructor(cluster: Cluster, pod: Pod) {
    this.#cluster = cluster;
    this.#updatedMs = cluster.nowMs;
    this.#random = Random.of(cluster.seed, `coredns ${pod.uid}`);
    this.#process = new GoProcess({
      set: this.set,
      name: pod.uid,
      startedMs: pod.startedMs ?? cluster.nowMs,
      memoryMib: 42,
      goroutines: 54,
      openFiles: 12,
    });
    this.set.gauge(
      'coredns_build_info',
      "A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.",
      [
        ['goversion', 'go1.21.11'],
        ['revision', 'a6338e9'],
        ['version', '1.11.3'],
      ],
    ).value = 1;
    this.set.counter('coredns_panics_total', 'A metrics that counts the number of panics.');
    this.set.counter(
      'coredns_forward_healthcheck_broken_total',
      'Counter of the number of complete failures of the healthchecks.',
    );
  }

  update(): void {
    const { nowMs, dayMs, seed } = this.#cluster;
    const random = this.#random;
    const seconds = (nowMs - this.#updatedMs) / 1000;
    this.#updatedMs = nowMs;
    const queries = random.poisson(14 * demand(1, dayMs, seed) * seconds);
    const missing = Math.min(queries, random.poisson(queries * 0.22));
    const failed = Math.min(queries - missing, random.poisson(queries * 0.0006));
    for (const [type, share] of [
      ['A', 0.56],
      ['AAAA', 0.42],
      ['PTR', 0.02],
    ] as const) {
      this.#count(
        'coredns_dns_requests_total',
        'Counter of DNS requests made per zone, protocol and family.',
        [...ZONE, ['proto', 'udp'], ['family', '1'], ['type', type]],
        type === 'PTR'
          ? queries - Math.round(queries * 0.56) - Math.round(queries * 0.42)
          : Math.round(queries * share),
      );
    }
    for (const [rcode, count] of [
      ['NOERROR', queries - missing - failed],
      ['NXDOMAIN', missing],
      ['SERVFAIL', failed],
    ] as const) {
      this.#count(
        'coredns_dns_responses_total',
        'Counter of response status codes.',
        [...ZONE, ['rcode', rcode], ['plugin', rcode === 'NOERROR' ? 'kubernetes' : '']],
        count,
      );
    }
    const duration = this.set.histogram(
      'coredns_dns_request_duration_seconds',
      'Histogram of the time (in seconds) each request took per zone.',
      DURATION_BOUNDS,
      ZONE,
    );
    let hits = 0;
    for (let i = 0; i < queries; i++) {
      const isHit = random.chance(0.84);
      if (isHit) hits++;
      duration.observe(isHit ? random.around(0.000_12, 0.4) : random.around(0.0016, 0.8));
    }
    this.#count('coredns_cache_requests_total', 'The count of cache requests.', ZONES, queries);
    this.#count(
      'coredns_cache_hits_total',
      'The count of cache hits.',
      [...ZONES, ['type', 'success']],
      hits - Math.round(hits * 0.2),
    );
    this.#count(
      'coredns_cache_hits_total',
      'The count of cache hits.',
      [...ZONES, ['type', 'denial']],
      Math.round(hits * 0.2),
    );
    this.#count(
      'coredns_cache_misses_total',
      'The count of cache misses. Deprecated, derive misses from cache hits/requests counters.',
      ZONES,
      queries - hits,
    );
    this.set.gauge('coredns_cache_entries', 'The number of elements in the cache.', [
      ...ZONES,
      ['type', 'success'],
    ]).value = 160 + random.below(20);
    const upstream = this.set.histogram(
      'coredns_proxy_request_duration_seconds',
      'Histogram of the time each request took.',
      DURATION_BOUNDS,
      [
        ['proxy_name', 'forward'],
        ['rcode', 'NOERROR'],
        ['to', '169.254.169.253:53'],
      ],
    );
    for (let i = Math.round((queries - hits) * 0.3); i > 0; i--) upstream.observe(random.around(0.004, 0.5));
    this.#process.update(nowMs, queries * 0.000_12 + seconds * 0.001);
  }

  #count(name: string, help: string, labels: LabelPairs, amount: number): void {
    this.set.counter(name, help, labels).value += Math.max(0, amount);
  }
}
