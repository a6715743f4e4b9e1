import type { Histogram, LabelPairs, MetricSet, Series } from '../metrics/metric-set.ts';
import type { Outcome, Protocol, Reporter, ServiceIdentity, WorkloadIdentity } from './identity.ts';

/** Upper bounds of Istio's histograms, in milliseconds or bytes. */
export const ISTIO_BOUNDS: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
];

/** A call as one of its proxies saw it. */
export interface ReportedCall {
  readonly reporter: Reporter;
  readonly source: WorkloadIdentity;
  readonly destination: WorkloadIdentity;
  readonly service: ServiceIdentity;
  readonly protocol: Protocol;
  readonly outcome: Outcome;
  readonly isEncrypted: boolean;
  readonly durationMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

interface RequestSeries {
  readonly requests: Series;
  readonly duration: Histogram;
  readonly requestBytes: Histogram;
  readonly responseBytes: Histogram;
  readonly messages: { readonly request: Series; readonly response: Series } | undefined;
}

/** The TCP series between two workloads. */
export interface TcpSeries {
  readonly opened: Series;
  readonly closed: Series;
  /** From the client to the server. */
  readonly received: Series;
  /** From the server to the client. */
  readonly sent: Series;
}

/** Istio's telemetry of one proxy: series come into being with the first call that they count. */
export class Telemetry {
  readonly #set: MetricSet;
  readonly #meshCluster: string;
  readonly #requests = new Map<number, RequestSeries>();
  readonly #tcp = new Map<number, TcpSeries>();

  constructor(set: MetricSet, meshCluster: string) {
    this.#set = set;
    this.#meshCluster = meshCluster;
  }

  report(call: ReportedCall): void {
    const { service, outcome, source, destination } = call;
    // 12 bits for each workload and service, 8 for the outcome: exact in a double.
    const key =
      (((source.id * 4096 + destination.id) * 4096 + service.id) * 256 + outcome.id) * 4 +
      (call.reporter === 'source' ? 2 : 0) +
      (call.isEncrypted ? 1 : 0);
    let series = this.#requests.get(key);
    if (series === undefined) {
      series = this.#open(call);
      this.#requests.set(key, series);
    }
    series.requests.value++;
    series.duration.observe(call.durationMs);
    series.requestBytes.observe(call.requestBytes);
    series.responseBytes.observe(call.responseBytes);
    if (series.messages) {
      series.messages.request.value++;
      if (outcome.grpc === '0') series.messages.response.value += 3;
    }
  }

  tcp(
    reporter: Reporter,
    source: WorkloadIdentity,
    destination: WorkloadIdentity,
    service: ServiceIdentity,
    outcome: Outcome,
    isEncrypted: boolean,
  ): TcpSeries {
    const key =
      (((source.id * 4096 + destination.id) * 4096 + service.id) * 256 + outcome.id) * 4 +
      (reporter === 'source' ? 2 : 0) +
      (isEncrypted ? 1 : 0);
    let series = this.#tcp.get(key);
    if (series === undefined) {
      const labels = [
        ...this.#sides(reporter, source, destination, service, isEncrypted, 'tcp', outcome.flags),
      ] satisfies LabelPairs;
      series = {
        opened: this.#set.counter('istio_tcp_connections_opened_total', '', labels),
        closed: this.#set.counter('istio_tcp_connections_closed_total', '', labels),
        received: this.#set.counter('istio_tcp_received_bytes_total', '', labels),
        sent: this.#set.counter('istio_tcp_sent_bytes_total', '', labels),
      };
      this.#tcp.set(key, series);
    }
    return series;
  }

  #open({ reporter, source, destination, service, protocol, outcome, isEncrypted }: ReportedCall): RequestSeries {
    const sides = this.#sides(reporter, source, destination, service, isEncrypted, protocol, outcome.flags);
    const labels: LabelPairs = [['response_code', outcome.code], ['grpc_response_status', outcome.grpc], ...sides];
    return {
      requests: this.#set.counter('istio_requests_total', '', labels),
      duration: this.#set.histogram('istio_request_duration_milliseconds', '', ISTIO_BOUNDS, labels),
      requestBytes: this.#set.histogram('istio_request_bytes', '', ISTIO_BOUNDS, labels),
      responseBytes: this.#set.histogram('istio_response_bytes', '', ISTIO_BOUNDS, labels),
      messages:
        protocol === 'grpc'
          ? {
              request: this.#set.counter('istio_request_messages_total', '', sides),
              response: this.#set.counter('istio_response_messages_total', '', sides),
            }
          : undefined,
    };
  }

  #sides(
    reporter: Reporter,
    source: WorkloadIdentity,
    destination: WorkloadIdentity,
    service: ServiceIdentity,
    isEncrypted: boolean,
    protocol: Protocol,
    flags: string,
  ): LabelPairs {
    // Only the server's proxy knows how the client came; both know whom they have proof of.
    const policy = reporter === 'source' ? 'unknown' : isEncrypted ? 'mutual_tls' : 'none';
    const cluster = (side: WorkloadIdentity): string => (side.id === 0 ? 'unknown' : this.#meshCluster);
    return [
      ['reporter', reporter],
      ['source_workload', source.workload],
      ['source_workload_namespace', source.namespace],
      ['source_principal', isEncrypted ? source.principal : 'unknown'],
      ['source_app', source.app],
      ['source_version', source.version],
      ['source_cluster', cluster(source)],
      ['destination_workload', destination.workload],
      ['destination_workload_namespace', destination.namespace],
      ['destination_principal', isEncrypted ? destination.principal : 'unknown'],
      ['destination_app', destination.app],
      ['destination_version', destination.version],
      ['destination_service', service.host],
      ['destination_service_name', service.name],
      ['destination_service_namespace', service.namespace],
      ['destination_cluster', cluster(destination)],
      ['request_protocol', protocol],
      ['response_flags', flags],
      ['connection_security_policy', policy],
      ['source_canonical_service', source.canonicalService],
      ['destination_canonical_service', destination.canonicalService],
      ['source_canonical_revision', source.canonicalRevision],
      ['destination_canonical_revision', destination.canonicalRevision],
    ];
  }
}
