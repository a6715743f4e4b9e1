import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import { MetricSet, type Histogram, type LabelPairs, type Series } from '../metrics/metric-set.ts';
import { Random } from '../random.ts';
import { SECONDS_BOUNDS, type Exporter } from './exporter.ts';
import { GoProcess } from './go-process.ts';

const PUSH_BOUNDS = [0.1, 0.5, 1, 3, 5, 10, 20, 30];
const FAST_BOUNDS = [0.01, 0.1, 1, 3, 5, 10, 20, 30];
const SIZE_BOUNDS = [1, 10_000, 1_000_000, 4_000_000, 10_000_000, 40_000_000];
const TYPES = ['cds', 'eds', 'lds', 'rds', 'nds', 'sds'] as const;
const URLS: Readonly<Record<string, readonly [url: string, bytes: number]>> = {
  cds: ['type.googleapis.com/envoy.config.cluster.v3.Cluster', 42_000],
  eds: ['type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment', 9000],
  lds: ['type.googleapis.com/envoy.config.listener.v3.Listener', 120_000],
  rds: ['type.googleapis.com/envoy.config.route.v3.RouteConfiguration', 16_000],
};
const GRPC: LabelPairs = [
  ['grpc_method', 'StreamAggregatedResources'],
  ['grpc_service', 'envoy.service.discovery.v3.AggregatedDiscoveryService'],
  ['grpc_type', 'bidi_stream'],
];

/** istiod's `/metrics`: pushes follow the changes of the cluster's objects. */
export class Istiod implements Exporter {
  readonly set = new MetricSet();
  readonly #cluster: Cluster;
  readonly #pod: Pod;
  readonly #random: Random;
  readonly #process: GoProcess;
  readonly #pushTimes = new Map<string, Histogram>();
  readonly #convergence: Histogram;
  readonly #queue: Histogram;
  readonly #send: Histogram;
  readonly #debounce: Histogram;
  readonly #init: Histogram;
  readonly #injection: Histogram;
  #seenPods = 0;
  #seenPushes = 0;
  #config = new Map<string, number>();
  #registry = new Map<string, number>();
  #updatedMs: number;
  /** What did not make a whole event in the last step. */
  readonly #rest = new Map<string, number>();

  constructor(cluster: Cluster, pod: Pod) {
    this.#cluster = cluster;
    this.#pod = pod;
    this.#random = Random.of(cluster.seed, `istiod ${pod.uid}`);
    this.#updatedMs = cluster.nowMs;
    const { set } = this;
    this.#process = new GoProcess({
      set,
      name: pod.uid,
      startedMs: pod.startedMs ?? cluster.nowMs,
      memoryMib: 190,
      goroutines: 620,
      openFiles: 44,
    });
    const version = cluster.plan.istioVersion;
    set.gauge('istio_build', 'Istio component build info', [
      ['component', 'pilot'],
      ['tag', version],
    ]).value = 1;
    set.gauge('pilot_info', 'Pilot version and build information.', [['version', `${version}-demo-Clean`]]).value = 1;
    this.#gauge('istiod_managed_clusters', [['cluster_type', 'local']]).value = 1;
    this.#gauge('istiod_managed_clusters', [['cluster_type', 'remote']]).value = 0;
    for (const name of QUIET_GAUGES) this.#gauge(name);
    for (const name of QUIET_COUNTERS) this.#counter(name);
    for (const type of TYPES) this.#counter('pilot_xds_pushes', [['type', type]]);
    for (const type of ['config', 'eds', 'svc', 'svcdelete']) this.#counter('pilot_inbound_updates', [['type', type]]);
    for (const type of ['endpoint', 'config', 'service', 'proxy', 'global', 'secret', 'headless']) {
      this.#counter('pilot_push_triggers', [['type', type]]);
    }
    this.#counter('pilot_xds_expired_nonce', [['type', 'eds']]);
    this.#counter('galley_validation_passed', [
      ['group', 'networking.istio.io'],
      ['resource', 'virtualservices'],
      ['version', 'v1'],
    ]);
    for (const type of ['hit', 'miss']) this.#counter('xds_cache_reads', [['type', type]]);
    this.#counter('xds_cache_evictions', [['type', 'entry']]);
    this.#counter('webhook_patch_attempts_total', [['name', 'istio-sidecar-injector']]).value = 2;
    this.#counter('webhook_patch_attempts_total', [['name', 'istiod-default-validator']]).value = 2;
    const histogram = (name: string, bounds: readonly number[], labels: LabelPairs = []): Histogram =>
      set.histogram(
        name,
        'See https://istio.io/latest/docs/reference/commands/pilot-discovery/#metrics.',
        bounds,
        labels,
      );
    for (const type of TYPES) {
      this.#pushTimes.set(type, histogram('pilot_xds_push_time', FAST_BOUNDS, [['type', type]]));
    }
    this.#convergence = histogram('pilot_proxy_convergence_time', PUSH_BOUNDS);
    this.#queue = histogram('pilot_proxy_queue_time', PUSH_BOUNDS);
    this.#send = histogram('pilot_xds_send_time', FAST_BOUNDS);
    this.#debounce = histogram('pilot_debounce_time', FAST_BOUNDS);
    this.#init = histogram('pilot_pushcontext_init_seconds', FAST_BOUNDS);
    this.#injection = histogram('sidecar_injection_time_seconds', SECONDS_BOUNDS);
    for (const [url] of Object.values(URLS)) histogram('pilot_xds_config_size_bytes', SIZE_BOUNDS, [['type', url]]);
  }

  update(): void {
    const { cluster, pods } = { cluster: this.#cluster, pods: [...this.#cluster.pods.values()] };
    const { nowMs, controlPlane, istiodInbox } = cluster;
    const seconds = (nowMs - this.#updatedMs) / 1000;
    this.#updatedMs = nowMs;
    const peers = pods.filter(({ labels }) => labels['app'] === 'istiod' && labels['istio'] === 'pilot');
    const own = Math.max(0, peers.indexOf(this.#pod));
    const connected = pods.filter((pod) => pod.proxy && pod.isReady);
    const proxies = connected.filter((_, i) => i % Math.max(1, peers.length) === own).length;
    this.#gauge('pilot_xds', [['version', cluster.plan.istioVersion]]).value = proxies;
    this.#gauge('pilot_services').value = cluster.services.count;
    this.#gauge('pilot_virt_services').value = cluster.routing.virtualServices;
    this.#gauge('pilot_eds_no_instances').value = [...cluster.services.all()].filter(
      ({ endpoints, identity }) => endpoints.length === 0 && identity.name !== 'kubernetes',
    ).length;
    this.#gauge('pilot_endpoint_not_ready').value =
      connected.length === 0 ? 0 : pods.filter((pod) => pod.proxy && !pod.isReady).length;
    this.#gauge('istiod_uptime_seconds').value = (nowMs - (this.#pod.startedMs ?? nowMs)) / 1000;
    this.#gauge('xds_cache_size').value = cluster.services.count * 3 + 12;
    this.#gauge('citadel_server_root_cert_expiry_timestamp').value = Math.floor(controlPlane.rootExpiryMs / 1000);
    this.#gauge('citadel_server_root_cert_expiry_seconds').value = (controlPlane.rootExpiryMs - nowMs) / 1000;
    this.#gauge('citadel_server_cert_chain_expiry_seconds').value = (controlPlane.rootExpiryMs - nowMs) / 1000;
    this.#objectEvents();
    const configPushes = istiodInbox.pushes - this.#seenPushes;
    this.#seenPushes = istiodInbox.pushes;
    // Proxies come back, certificates are renewed, endpoints flap: a mesh is never quite still.
    const quiet = this.#whole('push', seconds / 25);
    for (let i = 0; i < Math.min(20, configPushes); i++) this.#push(proxies, 'config');
    for (let i = 0; i < quiet; i++) this.#push(proxies, this.#random.chance(0.7) ? 'endpoint' : 'proxy');
    const errors = this.#whole('internal', (controlPlane.internalErrorsPerMinute * seconds) / 60);
    this.#counter('pilot_total_xds_internal_errors').value += errors;
    const rejects = this.#whole('reject', (controlPlane.rejectsPerMinute * seconds) / 60);
    if (rejects > 0) {
      this.#counter('pilot_total_xds_rejects', [['type', 'lds']]).value += rejects;
      this.#counter('pilot_xds_pushes', [['type', 'lds_senderr']]).value += Math.ceil(rejects / 3);
      controlPlane.rejectedByProxies += rejects;
    }
    const invalid = this.#whole('invalid', (controlPlane.invalidConfigsPerMinute * seconds) / 60);
    if (invalid > 0) {
      this.#counter('galley_validation_failed', [
        ['group', 'networking.istio.io'],
        ['reason', 'invalid_resource'],
        ['resource', 'virtualservices'],
        ['version', 'v1'],
      ]).value += invalid;
      this.#counter('pilot_total_rejected_configs', [
        ['name', 'reviews'],
        ['type', 'VirtualService'],
      ]).value += invalid;
    }
    this.#certificates(proxies, seconds);
    this.#injections(pods);
    this.#counter('xds_cache_reads', [['type', 'hit']]).value += Math.round(proxies * seconds * 0.4);
    this.#counter('xds_cache_reads', [['type', 'miss']]).value += Math.round(proxies * seconds * 0.02 + configPushes);
    this.#process.update(nowMs, seconds * 0.012 + (configPushes + quiet) * 0.02);
  }

  #objectEvents(): void {
    const { config, registry } = this.#cluster.istiodInbox;
    for (const [key, count] of config) {
      const more = count - (this.#config.get(key) ?? 0);
      if (more === 0) continue;
      const [type, event] = key.split('|') as [string, string];
      this.#counter('pilot_k8s_cfg_events', [
        ['event', event],
        ['type', type],
      ]).value += more;
      this.#counter('pilot_inbound_updates', [['type', 'config']]).value += more;
      this.#counter('pilot_push_triggers', [['type', 'config']]).value += more;
      this.#counter('galley_validation_passed', [
        ['group', 'networking.istio.io'],
        ['resource', 'virtualservices'],
        ['version', 'v1'],
      ]).value += more;
    }
    for (const [key, count] of registry) {
      const more = count - (this.#registry.get(key) ?? 0);
      if (more === 0) continue;
      const [type, event] = key.split('|') as [string, string];
      this.#counter('pilot_k8s_reg_events', [
        ['event', event],
        ['type', type],
      ]).value += more;
      if (type === 'EndpointSlice') {
        this.#counter('pilot_inbound_updates', [['type', 'eds']]).value += more;
        this.#counter('pilot_push_triggers', [['type', 'endpoint']]).value += more;
      } else if (type === 'Services') this.#counter('pilot_inbound_updates', [['type', 'svc']]).value += more;
    }
    this.#config = new Map(config);
    this.#registry = new Map(registry);
  }

  #push(proxies: number, trigger: 'config' | 'endpoint' | 'proxy'): void {
    const random = this.#random;
    const delay = this.#cluster.controlPlane.pushDelaySeconds;
    const types = trigger === 'endpoint' ? ['eds'] : ['cds', 'eds', 'lds', 'rds', 'nds'];
    const count = trigger === 'proxy' ? Math.min(1, proxies) : proxies;
    if (trigger !== 'config') this.#counter('pilot_push_triggers', [['type', trigger]]).value++;
    this.#debounce.observe(random.around(0.1, 0.1));
    this.#init.observe(random.around(0.004, 0.4));
    for (let i = 0; i < count; i++) {
      for (const type of types) {
        this.#counter('pilot_xds_pushes', [['type', type]]).value++;
        this.#pushTimes.get(type)!.observe(random.around(0.003, 0.6) + delay / 4);
        const size = URLS[type];
        if (size) {
          this.set
            .histogram('pilot_xds_config_size_bytes', '', SIZE_BOUNDS, [['type', size[0]]])
            .observe(Math.round(random.around(size[1], 0.3)));
        }
        this.#send.observe(random.around(0.0004, 0.8));
      }
      this.#queue.observe(random.around(0.0006, 0.8) + delay / 2);
      this.#convergence.observe(random.around(0.025, 0.7) + delay);
    }
  }

  #certificates(proxies: number, seconds: number): void {
    const { signErrorsPerMinute } = this.#cluster.controlPlane;
    const asked = this.#whole('csr', (proxies * seconds) / 1200 + (signErrorsPerMinute * seconds) / 60);
    const failed = Math.min(asked, this.#whole('sign', (signErrorsPerMinute * seconds) / 60));
    this.#counter('citadel_server_csr_count').value += asked;
    this.#counter('citadel_server_success_cert_issuance_count').value += asked - failed;
    if (failed > 0) this.#counter('citadel_server_csr_sign_err_count', [['error', 'CSR_SIGN_ERROR']]).value += failed;
    if (asked > 0) this.#counter('pilot_push_triggers', [['type', 'secret']]).value += asked;
    if (asked > 0) this.#counter('pilot_xds_pushes', [['type', 'sds']]).value += asked;
    for (let i = 0; i < asked; i++) this.#pushTimes.get('sds')!.observe(this.#random.around(0.002, 0.5));
    const streams = this.#whole('stream', seconds / 240);
    this.set.counter('grpc_server_handled_total', 'Total number of RPCs completed on the server.', [
      ['grpc_code', 'OK'],
      ...GRPC,
    ]).value += streams;
    this.set.counter('grpc_server_started_total', 'Total number of RPCs started on the server.', GRPC).value += streams;
    this.set.counter('grpc_server_handled_total', 'Total number of RPCs completed on the server.', [
      ['grpc_code', failed > 0 ? 'Unavailable' : 'OK'],
      ['grpc_method', 'CreateCertificate'],
      ['grpc_service', 'istio.v1.auth.IstioCertificateService'],
      ['grpc_type', 'unary'],
    ]).value += asked;
  }

  #injections(pods: readonly Pod[]): void {
    const injected = pods.filter(({ proxy, createdMs }) => proxy && createdMs > this.#seenPods).length;
    if (this.#seenPods !== 0 && injected > 0) {
      this.#counter('sidecar_injection_requests_total').value += injected;
      this.#counter('sidecar_injection_success_total').value += injected;
      for (let i = 0; i < injected; i++) this.#injection.observe(this.#random.around(0.008, 0.4));
    }
    this.#seenPods = this.#cluster.nowMs;
  }

  /** Whole events out of a rate; what is left counts next time. */
  #whole(name: string, amount: number): number {
    const sum = (this.#rest.get(name) ?? 0) + amount;
    this.#rest.set(name, sum - Math.floor(sum));
    return Math.floor(sum);
  }

  #counter(name: string, labels: LabelPairs = []): Series {
    return this.set.counter(
      name,
      'See https://istio.io/latest/docs/reference/commands/pilot-discovery/#metrics.',
      labels,
    );
  }

  #gauge(name: string, labels: LabelPairs = []): Series {
    return this.set.gauge(
      name,
      'See https://istio.io/latest/docs/reference/commands/pilot-discovery/#metrics.',
      labels,
    );
  }
}

const QUIET_GAUGES: readonly string[] = [
  'pilot_conflict_inbound_listener',
  'pilot_conflict_outbound_listener_tcp_over_current_tcp',
  'pilot_conflict_outbound_listener_http_over_current_tcp',
  'pilot_conflict_outbound_listener_tcp_over_current_http',
  'pilot_duplicate_envoy_clusters',
  'pilot_vservice_dup_domain',
  'pilot_destrule_subsets',
  'pilot_dns_cluster_without_endpoints',
  'pilot_no_ip',
  'endpoint_no_pod',
  'pilot_k8s_endpoints_pending_pod',
];
const QUIET_COUNTERS: readonly string[] = [
  'pilot_total_xds_internal_errors',
  'pilot_xds_write_timeout',
  'galley_validation_config_updates',
  'sidecar_injection_requests_total',
  'sidecar_injection_success_total',
  'sidecar_injection_failure_total',
  'sidecar_injection_skip_total',
  'citadel_server_csr_count',
  'citadel_server_success_cert_issuance_count',
  'citadel_server_csr_parsing_err_count',
  'citadel_server_id_extraction_err_count',
  'citadel_server_authentication_failure_count',
];
