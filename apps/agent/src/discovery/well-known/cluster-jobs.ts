import { builtInJob, copy, keep, ofRole, ONLY_RUNNING, POD_LABELS, rules } from '../built-in-job.ts';
import { PLAIN_REQUEST, type ScrapeJob } from '../scrape-job.ts';
import type { ClusterAccess } from './cluster-access.ts';

const K = '__meta_kubernetes_';

/** The cluster's DNS. */
export function corednsJob(intervalMs: number): ScrapeJob {
  return builtInJob({
    name: 'coredns',
    tier: 'well-known',
    intervalMs,
    discoveries: [ofRole('pod')],
    relabel: rules(
      {
        action: 'keep',
        source_labels: [`${K}pod_label_k8s_app`, `${K}pod_label_app_kubernetes_io_name`],
        regex: '(kube-dns;.*|.*;coredns)',
      },
      keep('pod_container_port_number', '9153'),
      ONLY_RUNNING,
      ...POD_LABELS,
      { target_label: 'app', replacement: 'coredns' },
    ),
  });
}

/** All API servers, by the endpoints of `default/kubernetes`. They belong to no node: the elected agent reads them. */
export function apiserverJob(intervalMs: number, access: ClusterAccess): ScrapeJob {
  return builtInJob({
    name: 'kube-apiserver',
    tier: 'well-known',
    intervalMs,
    scheme: 'https',
    discoveries: [ofRole('endpointslice', { namespaces: ['default'] })],
    relabel: rules(
      keep('endpointslice_label_kubernetes_io_service_name', 'kubernetes'),
      keep('endpointslice_port_name', 'https'),
      copy('namespace', 'namespace'),
      { target_label: 'service', replacement: 'kubernetes' },
    ),
    request: { ...PLAIN_REQUEST, credentials: access.credentials, tls: access.tls },
  });
}

/** The API server by the address at which the agent reaches it: for one that looks at the cluster from outside. */
export function apiserverFromOutside(intervalMs: number, access: ClusterAccess, server: URL): ScrapeJob {
  const port = server.port === '' ? '443' : server.port;
  return builtInJob({
    name: 'kube-apiserver',
    tier: 'well-known',
    intervalMs,
    scheme: server.protocol.replace(':', ''),
    metricsPath: `${server.pathname.replace(/\/$/, '')}/metrics`,
    discoveries: [{ kind: 'static', groups: [{ targets: [`${server.hostname}:${port}`], labels: {} }] }],
    relabel: rules(
      { target_label: 'namespace', replacement: 'default' },
      { target_label: 'service', replacement: 'kubernetes' },
    ),
    request: { ...PLAIN_REQUEST, credentials: access.credentials, tls: access.tls },
  });
}

/**
 * What a kubelet exposes. Its certificate is mostly one that it signed itself, so it is not verified as long as the agent
 * reads the kubelet of its `own` node, over an address of that node. Those of `all` nodes have to show one of the cluster's.
 */
export function kubeletJobs(intervalMs: number, access: ClusterAccess, nodes: 'own' | 'all'): readonly ScrapeJob[] {
  const tls = nodes === 'own' ? { ...access.tls, ca: [], verify: false } : access.tls;
  const job = (name: string, path: string, more: Partial<ScrapeJob> = {}): ScrapeJob =>
    builtInJob({
      id: `well-known#kubelet${path}`,
      name,
      tier: 'well-known',
      place: { key: `discovery of kubelet ${path}` },
      intervalMs,
      scheme: 'https',
      metricsPath: path,
      isHostScoped: nodes === 'own',
      discoveries: [ofRole('node')],
      relabel: rules({ source_labels: ['__address__'], target_label: 'instance' }, copy('node_name', 'node'), {
        source_labels: ['__metrics_path__'],
        target_label: 'metrics_path',
      }),
      request: { ...PLAIN_REQUEST, credentials: access.credentials, tls },
      ...more,
    });
  return [
    job('kubelet', '/metrics'),
    // Its own labels say which pod, and its own times when it measured.
    job('cadvisor', '/metrics/cadvisor', { honorLabels: true, honorTimestamps: true }),
    job('kubelet', '/metrics/probes', { honorLabels: true }),
    job('kubelet', '/metrics/resource', {
      honorLabels: true,
      // cAdvisor's series of the same names would count everything twice.
      metricRelabel: rules({ action: 'drop', source_labels: ['__name__'], regex: 'container_.*' }),
    }),
  ];
}
