import type { RelabelRule } from '../../relabel/relabel.ts';
import { atPort, builtInJob, keep, ofRole, ONLY_RUNNING, POD_LABELS, rules } from '../built-in-job.ts';
import type { ScrapeJob } from '../scrape-job.ts';

const K = '__meta_kubernetes_';

/** Families that the views of Istio read: of istiod, and of proxies. Those of the application behind a proxy are not ours to add. */
const OF_ISTIOD =
  /^(pilot_|istio|galley_|sidecar_injection_|citadel_|webhook_patch_|xds_|endpoint_no_pod|remote_cluster_|process_|go_)/;
const OF_PROXIES = /^(istio_|envoy_)/;

/** The control plane. Its port is not among those that older charts declare. */
export function istiodJob(intervalMs: number): ScrapeJob {
  return builtInJob({
    name: 'istiod',
    tier: 'well-known',
    intervalMs,
    discoveries: [ofRole('pod', { selectors: [{ role: 'pod', label: 'app=istiod', field: '' }] })],
    relabel: rules(
      keep('pod_container_name', 'discovery'),
      keep('pod_container_init', 'false'),
      ONLY_RUNNING,
      ...atPort(15_014),
      ...POD_LABELS,
      { target_label: 'app', replacement: 'istiod' },
    ),
    needed: OF_ISTIOD,
  });
}

/**
 * Every Envoy of the mesh: sidecars, gateways, waypoints. Where the injector has merged the metrics of the application with those of the
 * proxy (its annotations say so) they are all at 15020; else Envoy's own port is read.
 */
export function envoyJob(intervalMs: number, keepMetrics: readonly string[]): ScrapeJob {
  const merged = [`${K}pod_annotation_prometheus_io_scrape`, `${K}pod_annotation_prometheus_io_port`];
  return builtInJob({
    name: 'istio-proxy',
    tier: 'well-known',
    intervalMs,
    metricsPath: '/stats/prometheus',
    discoveries: [ofRole('pod')],
    relabel: rules(
      keep('pod_container_port_name', '.*-envoy-prom'),
      ONLY_RUNNING,
      ...atPort(15_090),
      {
        source_labels: ['__address__', ...merged],
        regex: '(.+):15090;true;15020',
        target_label: '__address__',
        replacement: '$1:15020',
      },
      {
        source_labels: [...merged, `${K}pod_annotation_prometheus_io_path`],
        regex: 'true;15020;(/.*)',
        target_label: '__metrics_path__',
      },
      ...POD_LABELS,
    ),
    metricRelabel: envoyMetrics(keepMetrics),
    needed: OF_PROXIES,
  });
}

/** Drops the metrics of Envoy that are not on the list; all others stay. */
function envoyMetrics(keepMetrics: readonly string[]): readonly RelabelRule[] {
  const list = keepMetrics.length === 0 ? [] : keepMetrics.map((name) => `(?:${name})`);
  return rules(
    // The series of a histogram are kept with its name.
    { source_labels: ['__name__'], regex: 'envoy_.*', target_label: '__tmp_envoy', replacement: 'drop' },
    ...(list.length === 0
      ? []
      : [
          {
            source_labels: ['__name__'],
            regex: `(?:${list.join('|')})(?:_bucket|_sum|_count)?`,
            target_label: '__tmp_envoy',
            replacement: 'keep',
          },
        ]),
    { action: 'drop', source_labels: ['__tmp_envoy'], regex: 'drop' },
    { action: 'labeldrop', regex: '__tmp_envoy' },
  );
}

/** The node proxy of ambient mode. */
export function ztunnelJob(intervalMs: number): ScrapeJob {
  return builtInJob({
    name: 'ztunnel',
    tier: 'well-known',
    intervalMs,
    discoveries: [ofRole('pod', { selectors: [{ role: 'pod', label: 'app=ztunnel', field: '' }] })],
    relabel: rules(keep('pod_container_init', 'false'), ONLY_RUNNING, ...atPort(15_020), ...POD_LABELS, {
      target_label: 'app',
      replacement: 'ztunnel',
    }),
  });
}

/** The agent that sets up pods on each node. */
export function istioCniJob(intervalMs: number): ScrapeJob {
  return builtInJob({
    name: 'istio-cni',
    tier: 'well-known',
    intervalMs,
    discoveries: [ofRole('pod', { selectors: [{ role: 'pod', label: 'k8s-app=istio-cni-node', field: '' }] })],
    relabel: rules(
      keep('pod_container_init', 'false'),
      keep('pod_container_name', 'install-cni'),
      ONLY_RUNNING,
      ...atPort(15_014),
      ...POD_LABELS,
      { target_label: 'app', replacement: 'istio-cni' },
    ),
  });
}
