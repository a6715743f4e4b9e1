import { MetricSet, type Histogram, type Series } from '../metrics/metric-set.ts';
import { ISTIO_BOUNDS, Telemetry } from './telemetry.ts';

/** One `outbound|…` cluster of an Envoy. */
export interface UpstreamCluster {
  readonly requests: Series;
  readonly active: Series;
  readonly pending: Series;
  readonly connections: Series;
  readonly openConnections: Series;
  readonly connectFailures: Series;
  readonly connectTimeouts: Series;
  readonly connectTime: Histogram;
  readonly sentBytes: Series;
  readonly receivedBytes: Series;
  readonly retries: Series;
  readonly retriesGood: Series;
  readonly timeouts: Series;
  readonly resets: Series;
  readonly overflow: Series;
  readonly members: Series;
  readonly healthy: Series;
  readonly connectionLimitOpen: Series;
  readonly requestLimitOpen: Series;
  readonly pendingLimitOpen: Series;
  readonly ejected: Series;
}

interface HostState {
  errors: number;
  ejectedUntilMs: number;
  ejections: number;
}

/** The Envoy of one pod: its telemetry, its upstream clusters, and what outlier detection knows. */
export class Proxy {
  readonly set = new MetricSet();
  readonly telemetry: Telemetry;
  readonly #clusters = new Map<string, UpstreamCluster>();
  readonly #hosts = new Map<string, HostState>();
  readonly #ends = new Map<string, number[]>();
  /** Requests that came in or went out since the last look. */
  recentRequests = 0;

  constructor(meshCluster: string) {
    this.telemetry = new Telemetry(this.set, meshCluster);
  }

  cluster(name: string): UpstreamCluster {
    let cluster = this.#clusters.get(name);
    if (cluster === undefined) this.#clusters.set(name, (cluster = openCluster(this.set, name)));
    return cluster;
  }

  clusters(): Iterable<readonly [string, UpstreamCluster]> {
    return this.#clusters;
  }

  host(address: string): HostState {
    let host = this.#hosts.get(address);
    if (host === undefined) this.#hosts.set(address, (host = { errors: 0, ejectedUntilMs: 0, ejections: 0 }));
    return host;
  }

  /** Requests to a cluster that are still under way at a moment; forgets those that have ended. */
  inFlight(cluster: string, nowMs: number): number {
    const ends = this.#ends.get(cluster);
    if (ends === undefined) return 0;
    const left = ends.filter((end) => end > nowMs);
    this.#ends.set(cluster, left);
    return left.length;
  }

  begin(cluster: string, endMs: number): void {
    const ends = this.#ends.get(cluster);
    if (ends === undefined) this.#ends.set(cluster, [endMs]);
    else ends.push(endMs);
  }
}

function openCluster(set: MetricSet, name: string): UpstreamCluster {
  const labels = [['cluster_name', name]] as const;
  const counter = (what: string): Series => set.counter(`envoy_cluster_${what}`, '', labels);
  const gauge = (what: string): Series => set.gauge(`envoy_cluster_${what}`, '', labels);
  return {
    requests: counter('upstream_rq_total'),
    active: gauge('upstream_rq_active'),
    pending: gauge('upstream_rq_pending_active'),
    connections: counter('upstream_cx_total'),
    openConnections: gauge('upstream_cx_active'),
    connectFailures: counter('upstream_cx_connect_fail'),
    connectTimeouts: counter('upstream_cx_connect_timeout'),
    connectTime: set.histogram('envoy_cluster_upstream_cx_connect_ms', '', ISTIO_BOUNDS, labels),
    sentBytes: counter('upstream_cx_tx_bytes_total'),
    receivedBytes: counter('upstream_cx_rx_bytes_total'),
    retries: counter('upstream_rq_retry'),
    retriesGood: counter('upstream_rq_retry_success'),
    timeouts: counter('upstream_rq_timeout'),
    resets: counter('upstream_rq_rx_reset'),
    overflow: counter('upstream_rq_pending_overflow'),
    members: gauge('membership_total'),
    healthy: gauge('membership_healthy'),
    connectionLimitOpen: gauge('circuit_breakers_default_cx_open'),
    requestLimitOpen: gauge('circuit_breakers_default_rq_open'),
    pendingLimitOpen: gauge('circuit_breakers_default_rq_pending_open'),
    ejected: gauge('outlier_detection_ejections_active'),
  };
}
