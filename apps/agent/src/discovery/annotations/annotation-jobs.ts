import type { RelabelConfig } from '../../relabel/relabel-config.ts';
import { builtInJob, copy, ofRole, ONLY_RUNNING, POD_LABELS, rules } from '../built-in-job.ts';
import type { ScrapeJob } from '../scrape-job.ts';

const K = '__meta_kubernetes_';

/** What the agent collects itself, under the same names: scraped as well, everything would be there twice. */
const OWN_METRICS = '(kube-state-metrics|node-exporter|prometheus-node-exporter)';

/** `prometheus.io/{scrape,scheme,path,param_…}` of an object; the port is chosen where the targets are made. */
const annotated = (role: 'pod' | 'service', slowAfter: string): readonly RelabelConfig[] => [
  {
    action: 'keep',
    source_labels: [`${K}${role}_annotation_prometheus_io_scrape`, `${K}${role}_annotation_prometheus_io_scrape_slow`],
    regex: '(true;.*|.*;true)',
  },
  {
    source_labels: [`${K}${role}_annotation_prometheus_io_scrape_slow`],
    regex: 'true',
    target_label: '__scrape_interval__',
    replacement: slowAfter,
  },
  {
    source_labels: [`${K}${role}_annotation_prometheus_io_scheme`],
    regex: '(https?)',
    target_label: '__scheme__',
  },
  { source_labels: [`${K}${role}_annotation_prometheus_io_path`], regex: '(.+)', target_label: '__metrics_path__' },
  {
    action: 'labelmap',
    regex: `${K}${role}_annotation_prometheus_io_param_(.+)`,
    replacement: '__param_$1',
  },
  ONLY_RUNNING,
  { action: 'drop', source_labels: [`${K}pod_label_app_kubernetes_io_name`], regex: OWN_METRICS },
  { action: 'drop', source_labels: [`${K}pod_label_app`], regex: OWN_METRICS },
  { action: 'drop', source_labels: [`${K}pod_label_k8s_app`], regex: OWN_METRICS },
];

const SLOW = '5m';

/** Pods that ask to be scraped. The label `job` is the application's name. */
export function annotatedPodsJob(intervalMs: number): ScrapeJob {
  return builtInJob({
    name: 'kubernetes-pods',
    tier: 'pod-annotations',
    intervalMs,
    discoveries: [ofRole('pod', { portAnnotation: 'pod' })],
    relabel: rules(...annotated('pod', SLOW), ...POD_LABELS, copy('pod_container_name', 'job'), {
      source_labels: ['app'],
      regex: '(.+)',
      target_label: 'job',
    }),
  });
}

/**
 * Services that ask to be scraped: the endpoints behind them, since another pod answers at the service's own address each time.
 * The label `job` is the name of the service.
 */
export function annotatedServicesJob(intervalMs: number): ScrapeJob {
  return builtInJob({
    name: 'kubernetes-service-endpoints',
    tier: 'service-annotations',
    intervalMs,
    discoveries: [ofRole('endpoints', { portAnnotation: 'service' })],
    relabel: rules(
      ...annotated('service', SLOW),
      // Further ports of the pods are none of the service's, unless its annotation names one.
      {
        action: 'keep',
        source_labels: [`${K}endpoint_ready`, `${K}service_annotation_prometheus_io_port`],
        regex: '(.+;.*|;.+)',
      },
      ...POD_LABELS,
      { source_labels: ['node', `${K}endpoint_node_name`], regex: ';(.+)', target_label: 'node' },
      copy('service_name', 'service'),
      copy('service_name', 'job'),
    ),
  });
}
