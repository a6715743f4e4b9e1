/** Kinds of discovery in a cluster that can be turned off one by one. */
export const AUTOMATIC = [
  'instances',
  'pod-annotations',
  'service-annotations',
  'monitors',
  'istiod',
  'envoy',
  'ztunnel',
  'coredns',
  'apiserver',
  'kubelet',
  'control-plane',
  'etcd',
] as const;
export type Automatic = (typeof AUTOMATIC)[number];

/** What discovery was told. */
export interface DiscoverySettings {
  /** Files in the form of a prometheus.yml. */
  readonly scrapeConfigFiles: readonly string[];
  /** Folders whose `*.yml` and `*.yaml` are read if they have `scrape_configs`. */
  readonly confDirs: readonly string[];
  /** What is not looked for. */
  readonly off: ReadonlySet<Automatic>;
  /** Expressions: Envoy's own metrics that are kept beside those of Istio. */
  readonly envoyKeep: readonly string[];
  /** `reachable`: what runs in the cluster is looked for although the agent runs in no pod. */
  readonly podNetwork: 'auto' | 'reachable';
  /** Interval of what is found without an interval of its own. */
  readonly intervalMs: number;
}

/**
 * The metrics of Envoy itself that the views use, out of some thousands. Everything that does not begin with `envoy_` is kept in any
 * case: the metrics of Istio, of the agent in the sidecar and of the application behind it.
 */
export const ENVOY_KEEP: readonly string[] = [
  'envoy_server_(live|state|uptime|concurrency|memory_allocated|memory_heap_size|memory_physical_size|total_connections|days_until_first_cert_expiring|hot_restart_epoch)',
  'envoy_cluster_upstream_cx_(active|total|connect_fail|connect_timeout|tx_bytes_total|rx_bytes_total)',
  'envoy_cluster_upstream_rq_(total|active|timeout|retry|retry_success|retry_overflow|pending_active|pending_overflow|rx_reset)',
  'envoy_cluster_membership_(total|healthy)',
  'envoy_cluster_circuit_breakers_default_(cx_open|rq_open|rq_pending_open)',
  'envoy_cluster_outlier_detection_ejections_active',
  'envoy_cluster_assignment_stale',
  'envoy_cluster_manager_(cds_update_rejected|cds_update_success|active_clusters)',
  'envoy_listener_manager_(lds_update_rejected|total_listeners_active)',
  'envoy_http_downstream_rq_active',
  'envoy_wasm_envoy_wasm_runtime_(v8|null)_active',
  'envoy_wasm_remote_load_(fetch_failures|cache_entries)',
];
