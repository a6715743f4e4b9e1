import type { KubeObject } from '@binnacle/kube';
import { problemAt, type Place, type Problem } from '../../config/problem.ts';
import { joinPath } from '../../inputs/issues-to-problems.ts';
import type { RelabelConfig } from '../../relabel/relabel-config.ts';
import type { RelabelRule } from '../../relabel/relabel.ts';
import { copy, ofRole, rules } from '../built-in-job.ts';
import { parseLabelSelector } from '../kubernetes/label-selector.ts';
import { sanitizeName } from '../kubernetes/meta-labels.ts';
import { JOB_DEFAULTS, type ScrapeJob } from '../scrape-job.ts';
import { monitorRequest } from './monitor-request.ts';
import { podMonitorSpec, serviceMonitorSpec, type MonitorEndpoint, type MonitorSpec } from './monitor-schema.ts';
import { selectorText } from './selector-text.ts';

export interface MonitorOutcome {
  readonly jobs: readonly ScrapeJob[];
  readonly problems: readonly Problem[];
}

const K = '__meta_kubernetes_';

/** The jobs of a ServiceMonitor: one for each endpoint, with the labels that Prometheus Operator gives. */
export function serviceMonitorJobs(monitor: KubeObject, intervalMs: number): MonitorOutcome {
  const parsed = serviceMonitorSpec.safeParse(monitor['spec']);
  if (!parsed.success) return { jobs: [], problems: problemsOf(monitor, parsed.error.issues) };
  const { endpoints, targetLabels = [], ...spec } = parsed.data;
  const port = `${K}endpointslice_port_name`;
  return eachEndpoint(monitor, 'service', spec, endpoints, intervalMs, (endpoint) => [
    ...(endpoint.port === undefined || endpoint.port === '' ? targetPort(endpoint) : [keepLabel(port, endpoint.port)]),
    ...addressed('Node', 'node'),
    ...addressed('Pod', 'pod'),
    copy('namespace', 'namespace'),
    copy('service_name', 'service'),
    copy('pod_name', 'pod'),
    copy('pod_container_name', 'container'),
    copy('endpointslice_endpoint_node_name', 'node'),
    copy('pod_node_name', 'node'),
    ...dropFinished(endpoint),
    ...targetLabels.map((name) => copy(`service_label_${sanitizeName(name)}`, sanitizeName(name))),
    ...podTargetLabels(spec),
    copy('service_name', 'job'),
    ...(spec.jobLabel === undefined || spec.jobLabel === ''
      ? []
      : [copy(`service_label_${sanitizeName(spec.jobLabel)}`, 'job')]),
    ...endpointLabel(endpoint),
  ]);
}

/** The jobs of a PodMonitor: one for each endpoint. */
export function podMonitorJobs(monitor: KubeObject, intervalMs: number): MonitorOutcome {
  const parsed = podMonitorSpec.safeParse(monitor['spec']);
  if (!parsed.success) return { jobs: [], problems: problemsOf(monitor, parsed.error.issues) };
  const { podMetricsEndpoints, ...spec } = parsed.data;
  const { namespace = '', name } = monitor.metadata;
  return eachEndpoint(monitor, 'pod', spec, podMetricsEndpoints, intervalMs, (endpoint) => [
    ...podPort(endpoint),
    copy('namespace', 'namespace'),
    copy('pod_container_name', 'container'),
    copy('pod_name', 'pod'),
    copy('pod_node_name', 'node'),
    ...dropFinished(endpoint),
    ...podTargetLabels(spec),
    { target_label: 'job', replacement: `${namespace}/${name}`.replaceAll('$', '$$$$') },
    ...(spec.jobLabel === undefined || spec.jobLabel === ''
      ? []
      : [copy(`pod_label_${sanitizeName(spec.jobLabel)}`, 'job')]),
    ...endpointLabel(endpoint),
  ]);
}

function eachEndpoint(
  monitor: KubeObject,
  role: 'service' | 'pod',
  spec: MonitorSpec,
  endpoints: readonly MonitorEndpoint[],
  defaultIntervalMs: number,
  relabelings: (endpoint: MonitorEndpoint) => readonly RelabelConfig[],
): MonitorOutcome {
  const problems: Problem[] = [];
  const jobs: ScrapeJob[] = [];
  const { namespace = '', name } = monitor.metadata;
  const list = role === 'service' ? 'endpoints' : 'podMetricsEndpoints';
  const selector = selectorText(spec.selector);
  const fits = parseLabelSelector(selector);
  if (!fits.ok) {
    return { jobs, problems: [problemAt(placeOf(monitor, 'spec.selector'), 'error', 'bad_value', fits.message)] };
  }
  for (const [i, endpoint] of endpoints.entries()) {
    const warnings: Problem[] = [];
    const found: Problem[] = [];
    const place = (path: string): Place => placeOf(monitor, `spec.${list}[${i}]${path === '' ? '' : `.${path}`}`);
    const request = monitorRequest(
      endpoint,
      spec,
      (path, message, advice) => found.push(problemAt(place(path), 'error', 'needs_secret', message, advice)),
      (path, code, message) => warnings.push(problemAt(place(path), 'warning', code, message)),
    );
    const intervalMs = endpoint.interval ?? defaultIntervalMs;
    const timeoutMs = endpoint.scrapeTimeout ?? Math.min(JOB_DEFAULTS.timeoutMs, intervalMs);
    if (timeoutMs > intervalMs) {
      found.push(problemAt(place('scrapeTimeout'), 'error', 'bad_value', 'longer than the interval'));
    }
    problems.push(...found);
    if (found.length > 0) continue;
    const id = `${role}Monitor/${namespace}/${name}/${i}`;
    jobs.push({
      ...JOB_DEFAULTS,
      id,
      tier: 'monitors',
      name: id,
      place: place(''),
      intervalMs,
      timeoutMs,
      metricsPath: endpoint.path === undefined || endpoint.path === '' ? '/metrics' : endpoint.path,
      scheme: endpoint.scheme ?? 'http',
      params: endpoint.params ?? {},
      honorLabels: endpoint.honorLabels ?? false,
      honorTimestamps: endpoint.honorTimestamps ?? true,
      tracksTimestamps: endpoint.trackTimestampsStaleness ?? false,
      sampleLimit: orDefault(spec.sampleLimit, JOB_DEFAULTS.sampleLimit),
      bodySizeLimit: orDefault(spec.bodySizeLimit, JOB_DEFAULTS.bodySizeLimit),
      targetLimit: spec.targetLimit ?? 0,
      labelLimits: {
        count: orDefault(spec.labelLimit, JOB_DEFAULTS.labelLimits.count),
        nameLength: orDefault(spec.labelNameLengthLimit, JOB_DEFAULTS.labelLimits.nameLength),
        valueLength: orDefault(spec.labelValueLengthLimit, JOB_DEFAULTS.labelLimits.valueLength),
      },
      request,
      relabel: [...rules(...relabelings(endpoint)), ...userRules(endpoint.relabelings)],
      metricRelabel: userRules(endpoint.metricRelabelings),
      discoveries: [
        ofRole(role === 'service' ? 'endpointslice' : 'pod', {
          namespaces: namespacesOf(spec, namespace),
          selectors: selector === '' ? [] : [{ role, label: selector, field: '' }],
          attachNode: spec.attachMetadata?.node ?? false,
        }),
      ],
      warnings,
    });
  }
  return { jobs, problems };
}

const userRules = (relabelings: readonly RelabelRule[] | undefined): readonly RelabelRule[] => relabelings ?? [];

/** The API server fills in 0 for "not set". */
const orDefault = (value: number | undefined, otherwise: number): number =>
  value === undefined || value === 0 ? otherwise : value;

function namespacesOf({ namespaceSelector }: MonitorSpec, own: string): readonly string[] {
  if (namespaceSelector.any === true) return [];
  const names = namespaceSelector.matchNames ?? [];
  return names.length === 0 ? [own] : names;
}

const literal = (text: string): string => text.replaceAll(/[.+*?^${}()|[\]\\]/g, '\\$&');

const keepLabel = (label: string, value: string): RelabelConfig => ({
  action: 'keep',
  source_labels: [label],
  regex: literal(value),
});

/** The port of the container, by name or number. */
function targetPort({ targetPort: port }: MonitorEndpoint): readonly RelabelConfig[] {
  if (port === undefined || port === '' || port === 0) return [];
  const isNumber = typeof port === 'number' || /^\d+$/.test(port);
  return [keepLabel(`${K}pod_container_port_${isNumber ? 'number' : 'name'}`, String(port))];
}

function podPort(endpoint: MonitorEndpoint): readonly RelabelConfig[] {
  if (endpoint.port !== undefined && endpoint.port !== '') {
    return [keepLabel(`${K}pod_container_port_name`, endpoint.port)];
  }
  const { portNumber = 0 } = endpoint;
  return portNumber > 0 ? targetPort({ targetPort: portNumber }) : targetPort(endpoint);
}

const addressed = (kind: 'Node' | 'Pod', label: string): readonly RelabelConfig[] => [
  {
    source_labels: [`${K}endpointslice_address_target_kind`, `${K}endpointslice_address_target_name`],
    regex: `${kind};(.*)`,
    target_label: label,
  },
];

const dropFinished = ({ filterRunning }: MonitorEndpoint): readonly RelabelConfig[] =>
  filterRunning === false ? [] : [{ action: 'drop', source_labels: [`${K}pod_phase`], regex: '(Failed|Succeeded)' }];

const podTargetLabels = ({ podTargetLabels: names = [] }: MonitorSpec): readonly RelabelConfig[] =>
  names.map((name) => copy(`pod_label_${sanitizeName(name)}`, sanitizeName(name)));

function endpointLabel({ port, targetPort: target, portNumber }: MonitorEndpoint): readonly RelabelConfig[] {
  const name = [port, target, portNumber].find((value) => value !== undefined && value !== '' && value !== 0);
  if (name === undefined) return [];
  return [{ target_label: 'endpoint', replacement: String(name).replaceAll('$', '$$$$') }];
}

const placeOf = (monitor: KubeObject, path: string): Place => ({
  file: `${monitor.kind} ${monitor.metadata.namespace ?? ''}/${monitor.metadata.name}`,
  key: path,
});

function problemsOf(
  monitor: KubeObject,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): readonly Problem[] {
  return issues.map(({ path, message }) =>
    problemAt(placeOf(monitor, joinPath('spec', path)), 'error', 'bad_value', message),
  );
}
