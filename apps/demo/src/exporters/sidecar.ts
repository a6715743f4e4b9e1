import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import type { MetricSet, Series } from '../metrics/metric-set.ts';
import { hashOf, wave } from '../random.ts';
import type { Exporter } from './exporter.ts';
import { AppRuntime } from './app-runtime.ts';

const MIB = 1024 ** 2;
const DAY_SECONDS = 86_400;
/** Workload certificates are good for a day, and renewed at half time. */
const CERTIFICATE_SECONDS = DAY_SECONDS;

/** `/stats/prometheus` of a sidecar or gateway: Envoy, the agent beside it, and the application, in one. */
export class Sidecar implements Exporter {
  readonly set: MetricSet;
  readonly #cluster: Cluster;
  readonly #pod: Pod;
  readonly #hash: number;
  readonly #uptime: Series;
  readonly #connections: Series;
  readonly #allocated: Series;
  readonly #heap: Series;
  readonly #physical: Series;
  readonly #days: Series;
  readonly #certificate: Series;
  readonly #scrapes: Series;
  readonly #ldsRejected: Series;
  readonly #cdsRejected: Series;
  readonly #updates: readonly Series[];
  readonly #downstream: Series;
  readonly #rxXds: Series;
  readonly #txXds: Series;
  readonly #xdsConnections: Series;
  readonly #agentCpu: Series;
  readonly #agentMemory: Series;
  readonly #runtime: AppRuntime | undefined;
  #updatedMs: number;
  #pushes = 0;
  #rejected = 0;

  constructor(cluster: Cluster, pod: Pod) {
    this.#cluster = cluster;
    this.#pod = pod;
    this.#hash = hashOf(pod.uid);
    this.#updatedMs = cluster.nowMs;
    const set = pod.proxy!.set;
    this.set = set;
    const gauge = (name: string, value = 0): Series => {
      const series = set.gauge(name, '');
      series.value = value;
      return series;
    };
    const counter = (name: string): Series => set.counter(name, '');
    set.gauge('istio_build', 'Istio component build info', [
      ['component', 'proxy'],
      ['tag', cluster.plan.istioVersion],
    ]).value = 1;
    gauge('envoy_server_live', 1);
    gauge('envoy_server_state', 0);
    gauge('envoy_server_concurrency', 2);
    gauge('envoy_server_hot_restart_epoch', 0);
    this.#uptime = gauge('envoy_server_uptime');
    this.#connections = gauge('envoy_server_total_connections');
    this.#allocated = gauge('envoy_server_memory_allocated');
    this.#heap = gauge('envoy_server_memory_heap_size');
    this.#physical = gauge('envoy_server_memory_physical_size');
    this.#days = gauge('envoy_server_days_until_first_cert_expiring');
    gauge('envoy_wasm_envoy_wasm_runtime_null_active', 6);
    gauge('envoy_wasm_envoy_wasm_runtime_v8_active', 0);
    gauge('envoy_wasm_remote_load_cache_entries', 0);
    counter('envoy_wasm_remote_load_fetch_failures');
    gauge('envoy_cluster_manager_active_clusters', cluster.services.count + 5);
    gauge('envoy_listener_manager_total_listeners_active', 12);
    this.#ldsRejected = counter('envoy_listener_manager_lds_update_rejected');
    this.#cdsRejected = counter('envoy_cluster_manager_cds_update_rejected');
    this.#updates = [
      counter('envoy_cluster_manager_cds_update_success'),
      counter('envoy_listener_manager_lds_update_success'),
    ];
    this.#downstream = set.gauge('envoy_http_downstream_rq_active', '', [
      [
        'http_conn_manager_prefix',
        pod.app.spec.name === 'istio-proxy' ? 'outbound_0.0.0.0_8080' : 'inbound_0.0.0.0_9080',
      ],
    ]);
    const xds = pod.proxy!.cluster('xds-grpc');
    [this.#rxXds, this.#txXds, this.#xdsConnections] = [xds.receivedBytes, xds.sentBytes, xds.connections];
    xds.openConnections.value = 1;
    xds.members.value = 1;
    xds.healthy.value = 1;
    xds.connections.value = 1;
    this.#certificate = set.gauge(
      'istio_agent_cert_expiry_seconds',
      'The time remaining, in seconds, before the certificate expires.',
      [['resource_name', 'default']],
    );
    this.#scrapes = set.counter('istio_agent_scrapes_total', 'The total number of scrapes.');
    set.counter('istio_agent_scrape_failures_total', 'The total number of failed scrapes.', [['type', 'application']]);
    set.gauge(
      'istio_agent_startup_duration_seconds',
      'The time from the process starting to being marked ready.',
    ).value = 1.4 + (this.#hash % 1000) / 800;
    set.counter('istio_agent_num_outgoing_requests', 'Number of total outgoing requests.', [
      ['request_type', 'csr'],
    ]).value = 2;
    set.counter('istio_agent_istiod_connection_failures', 'The total number of connection failures to Istiod', [
      ['type', 'grpc'],
    ]);
    set.counter('istio_agent_istiod_connection_terminations', 'The total number of connection errors to Istiod', [
      ['type', 'cancelled'],
    ]).value = 3;
    this.#agentCpu = set.counter(
      'istio_agent_process_cpu_seconds_total',
      'Total user and system CPU time spent in seconds.',
    );
    this.#agentMemory = set.gauge('istio_agent_process_resident_memory_bytes', 'Resident memory size in bytes.');
    this.#runtime = AppRuntime.of(cluster, pod);
  }

  update(): void {
    const { nowMs, istiodInbox } = this.#cluster;
    const proxy = this.#pod.proxy!;
    const container = this.#pod.container('istio-proxy');
    const startedMs = container?.phase.kind === 'running' ? container.phase.startedMs : nowMs;
    const ageSeconds = Math.max(0, Math.floor((nowMs - startedMs) / 1000));
    this.#uptime.value = ageSeconds;
    const seconds = Math.max(1, (nowMs - this.#updatedMs) / 1000);
    this.#updatedMs = nowMs;
    const busy = Math.round((proxy.recentRequests / seconds) * 0.4);
    proxy.recentRequests = 0;
    this.#connections.value = 4 + Math.min(120, busy);
    this.#downstream.value = Math.round(busy / 12);
    const memory = 38 * MIB + this.#connections.value * 60_000 + 2 * MIB * wave(this.#hash, nowMs, 900_000);
    this.#allocated.value = Math.round(memory * 0.42);
    this.#heap.value = Math.round((memory * 0.6) / MIB) * MIB;
    this.#physical.value = Math.round(memory / 4096) * 4096;
    const cycle = CERTIFICATE_SECONDS / 2;
    const expired = this.#cluster.brokenTlsShare > 0;
    const left = CERTIFICATE_SECONDS - ((ageSeconds + (this.#hash % cycle)) % cycle);
    this.#certificate.value = expired ? -600 - (this.#hash % 300) : left;
    this.#days.value = Math.max(0, Math.floor(this.#certificate.value / DAY_SECONDS));
    this.#scrapes.value = Math.floor(ageSeconds / 15);
    const pushes = istiodInbox.pushes - this.#pushes;
    this.#pushes = istiodInbox.pushes;
    for (const series of this.#updates) series.value += pushes;
    this.#rxXds.value += pushes * 9000 + Math.round(seconds * 8);
    this.#txXds.value += pushes * 700 + Math.round(seconds * 4);
    const rejects = this.#cluster.controlPlane.rejectedByProxies - this.#rejected;
    this.#rejected = this.#cluster.controlPlane.rejectedByProxies;
    this.#ldsRejected.value += rejects;
    this.#cdsRejected.value += Math.floor(rejects / 3);
    if (this.#xdsConnections.value < 1 + ageSeconds / 1800) this.#xdsConnections.value++;
    this.#agentCpu.value += seconds * 0.0008;
    this.#agentMemory.value =
      Math.round((46 * MIB * (1 + 0.04 * wave(this.#hash + 7, nowMs, 1_500_000))) / 4096) * 4096;
    for (const [, cluster] of proxy.clusters()) {
      cluster.active.value = Math.round(cluster.openConnections.value / 4);
    }
    this.#runtime?.update();
  }
}
