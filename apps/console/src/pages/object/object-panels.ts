import type { ObjectSummary } from '@binnacle/api';
import { type DashboardDefinition, type LocalizedText, type TimeSeriesPanel, escapeRegex } from '@binnacle/views';

interface Line {
  readonly expr: string;
  readonly legend: string;
}

interface Chart {
  readonly id: string;
  readonly title: LocalizedText;
  readonly unit: 'cores' | 'bytes' | 'ratio' | 'B/s' | 'req/s' | 's' | 'count' | 'none';
  /** Metrics without which there is nothing to draw. */
  readonly requires: readonly string[];
  readonly lines: readonly Line[];
  readonly draw?: 'line' | 'area';
  readonly max?: number;
}

const text = (en: string, zh: string): LocalizedText => ({ en, 'zh-CN': zh });
const CPU = 'container_cpu_usage_seconds_total';
const MEMORY = 'container_memory_working_set_bytes';

/** Matchers out of names and values. */
const where = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');

/**
 * The charts of an object, as a dashboard of one group without variables; undefined for a kind that has no figures of its
 * own. The charts whose metrics are not collected are left out when it is drawn.
 */
export function objectDashboard(it: ObjectSummary): DashboardDefinition | undefined {
  const charts = chartsOf(it);
  if (charts.length === 0) return undefined;
  // Written out in full: to have defaults filled in, a first view would load the whole schema of the format.
  return {
    format: 'binnacle/dashboard',
    version: 1,
    title: it.name,
    tags: [],
    time: { range: '1h', refresh: '30s' },
    scrapeInterval: 'auto',
    presence: where({ cluster: it.cluster }),
    variables: [],
    groups: [{ id: 'charts', collapsed: false, layout: 'grid', panels: charts.map(panelOf) }],
  };
}

function panelOf(chart: Chart, i: number): TimeSeriesPanel {
  return {
    kind: 'timeseries',
    id: chart.id,
    title: chart.title,
    grid: { x: (i % 2) * 12, y: Math.floor(i / 2) * 24, w: 12, h: 24 },
    links: [],
    whenMissing: 'hide',
    unit: chart.unit,
    mappings: [],
    draw: chart.draw ?? 'line',
    stepped: false,
    stack: chart.draw === 'area' ? 'value' : 'none',
    connectGaps: false,
    legend: { place: 'bottom', columns: ['last'] },
    axis: { min: 0, logarithmic: false, ...(chart.max === undefined ? {} : { max: chart.max }) },
    maxSeries: 50,
    queries: chart.lines.map(({ expr, legend }, at) => ({
      ref: String.fromCodePoint(65 + at),
      expr,
      legend,
      mode: 'range',
      auxiliary: false,
      requires: [...chart.requires],
    })),
  };
}

function chartsOf(it: ObjectSummary): readonly Chart[] {
  switch (it.kind) {
    case 'Pod':
      return podCharts(it);
    case 'Container':
      return containerCharts(it);
    case 'Node':
    case 'Host':
      return machineCharts(it);
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'Job':
    case 'CronJob':
      return workloadCharts(it);
    case 'Service':
      return requestCharts(
        where({ cluster: it.cluster, destination_service_namespace: it.namespace, destination_service_name: it.name }),
      );
    case 'VirtualService': {
      const hosts = it.facts['destinations'];
      const names = (Array.isArray(hosts) ? hosts : []).map((host) => host.split('.')[0]!);
      const chosen = `destination_service_name=~${JSON.stringify(names.map(escapeRegex).join('|'))}`;
      return names.length === 0 ? [] : requestCharts(`${where({ cluster: it.cluster })},${chosen}`, it.namespace);
    }
    default:
      return [];
  }
}

function podCharts(it: ObjectSummary): readonly Chart[] {
  const pod = where({ cluster: it.cluster, namespace: it.namespace, pod: it.name });
  const containers = `${pod},container!="",container!="POD"`;
  return [...containerFigures(containers, 'container', `${pod}`), ...networkCharts(pod, 'interface')];
}

/** CPU and memory by a label, with what is requested and what is the limit. */
function containerFigures(chosen: string, by: string, pod: string): readonly Chart[] {
  const held = (kind: 'requests' | 'limits', resource: 'cpu' | 'memory'): Line => ({
    expr: `sum(kube_pod_container_resource_${kind}{${pod},resource="${resource}"})`,
    legend: kind === 'requests' ? 'requests' : 'limits',
  });
  return [
    {
      id: 'cpu',
      title: text('CPU', 'CPU'),
      unit: 'cores',
      requires: [CPU],
      lines: [
        { expr: `sum by (${by}) (rate(${CPU}{${chosen}}[$w]))`, legend: `{{${by}}}` },
        held('requests', 'cpu'),
        held('limits', 'cpu'),
      ],
    },
    {
      id: 'memory',
      title: text('Memory (working set)', '内存(工作集)'),
      unit: 'bytes',
      requires: [MEMORY],
      lines: [
        { expr: `sum by (${by}) (${MEMORY}{${chosen}})`, legend: `{{${by}}}` },
        held('requests', 'memory'),
        held('limits', 'memory'),
      ],
    },
    {
      id: 'throttled',
      title: text('Throttled share of CPU periods', 'CPU 限流比例'),
      unit: 'ratio',
      requires: ['container_cpu_cfs_throttled_periods_total'],
      lines: [
        {
          expr: `sum by (${by}) (rate(container_cpu_cfs_throttled_periods_total{${chosen}}[$w])) / sum by (${by}) (rate(container_cpu_cfs_periods_total{${chosen}}[$w]))`,
          legend: `{{${by}}}`,
        },
      ],
    },
  ];
}

function networkCharts(chosen: string, by: string): readonly Chart[] {
  const rate = (direction: string): string =>
    `sum by (${by}) (rate(container_network_${direction}_bytes_total{${chosen}}[$w]))`;
  return [
    {
      id: 'network',
      title: text('Network', '网络'),
      unit: 'B/s',
      requires: ['container_network_receive_bytes_total'],
      lines: [
        { expr: rate('receive'), legend: `{{${by}}} received` },
        { expr: rate('transmit'), legend: `{{${by}}} sent` },
      ],
    },
  ];
}

/** By the id, which stands in the name of the container's cgroup whoever reports it. */
function containerCharts(it: ObjectSummary): readonly Chart[] {
  const chosen = `${where({ cluster: it.cluster })},id=~${JSON.stringify(`.*${escapeRegex(it.uid)}.*`)}`;
  const rate = (metric: string): string => `sum(rate(${metric}{${chosen}}[$w]))`;
  return [
    {
      id: 'cpu',
      title: text('CPU', 'CPU'),
      unit: 'cores',
      requires: [CPU],
      lines: [{ expr: rate(CPU), legend: 'CPU' }],
    },
    {
      id: 'memory',
      title: text('Memory (working set)', '内存(工作集)'),
      unit: 'bytes',
      requires: [MEMORY],
      lines: [
        { expr: `sum(${MEMORY}{${chosen}})`, legend: 'working set' },
        { expr: `max(container_spec_memory_limit_bytes{${chosen}} > 0 < 2^60)`, legend: 'limit' },
      ],
    },
    ...networkCharts(chosen, 'interface'),
    {
      id: 'disk',
      title: text('Disk', '磁盘'),
      unit: 'B/s',
      requires: ['container_fs_reads_bytes_total'],
      lines: [
        { expr: rate('container_fs_reads_bytes_total'), legend: 'read' },
        { expr: rate('container_fs_writes_bytes_total'), legend: 'written' },
      ],
    },
  ];
}

/** Series of a machine may carry its name as `node`, as `host`, or in `instance` alone. */
function machineCharts(it: ObjectSummary): readonly Chart[] {
  const cluster = where({ cluster: it.cluster });
  const any = (make: (chosen: string) => string): string =>
    [
      make(`${cluster},${where({ node: it.name })}`),
      make(`${cluster},${where({ host: it.name })}`),
      make(`${cluster},instance=~${JSON.stringify(`${escapeRegex(it.name)}(:[0-9]+)?`)}`),
    ].join(' or ');
  return [
    {
      id: 'cpu',
      title: text('CPU by mode', '各模式 CPU'),
      unit: 'ratio',
      requires: ['node_cpu_seconds_total'],
      max: 1,
      lines: [
        { expr: any((m) => `avg by (mode) (rate(node_cpu_seconds_total{${m},mode!="idle"}[$w]))`), legend: '{{mode}}' },
      ],
      draw: 'area',
    },
    {
      id: 'memory',
      title: text('Memory used', '已用内存'),
      unit: 'bytes',
      requires: ['node_memory_MemTotal_bytes'],
      lines: [
        {
          expr: any((m) => `max(node_memory_MemTotal_bytes{${m}}) - max(node_memory_MemAvailable_bytes{${m}})`),
          legend: 'used',
        },
        { expr: any((m) => `max(node_memory_MemTotal_bytes{${m}})`), legend: 'total' },
      ],
    },
    {
      id: 'load',
      title: text('Load', '负载'),
      unit: 'none',
      requires: ['node_load1'],
      lines: [
        { expr: any((m) => `max(node_load1{${m}})`), legend: '1 min' },
        { expr: any((m) => `max(node_load5{${m}})`), legend: '5 min' },
        { expr: any((m) => `count(count by (cpu) (node_cpu_seconds_total{${m}}))`), legend: 'CPUs' },
      ],
    },
    {
      id: 'network',
      title: text('Network', '网络'),
      unit: 'B/s',
      requires: ['node_network_receive_bytes_total'],
      lines: [
        { expr: any((m) => `sum(rate(node_network_receive_bytes_total{${m},device!="lo"}[$w]))`), legend: 'received' },
        { expr: any((m) => `sum(rate(node_network_transmit_bytes_total{${m},device!="lo"}[$w]))`), legend: 'sent' },
      ],
    },
    {
      id: 'filesystem',
      title: text('File systems, used share', '文件系统使用率'),
      unit: 'ratio',
      requires: ['node_filesystem_size_bytes'],
      max: 1,
      lines: [
        {
          expr: any(
            (m) =>
              `1 - max by (mountpoint) (node_filesystem_avail_bytes{${m},fstype!~"tmpfs|overlay|squashfs|ramfs"}) / max by (mountpoint) (node_filesystem_size_bytes{${m},fstype!~"tmpfs|overlay|squashfs|ramfs"})`,
          ),
          legend: '{{mountpoint}}',
        },
      ],
    },
    {
      id: 'disk',
      title: text('Disk', '磁盘'),
      unit: 'B/s',
      requires: ['node_disk_read_bytes_total'],
      lines: [
        { expr: any((m) => `sum(rate(node_disk_read_bytes_total{${m}}[$w]))`), legend: 'read' },
        { expr: any((m) => `sum(rate(node_disk_written_bytes_total{${m}}[$w]))`), legend: 'written' },
      ],
    },
  ];
}

/** Pods of a workload by their names: those of a kind begin with its name and end as the kind's do. */
function workloadCharts(it: ObjectSummary): readonly Chart[] {
  const ending: Readonly<Record<string, string>> = {
    Deployment: '-[a-z0-9]+-[a-z0-9]{5}',
    ReplicaSet: '-[a-z0-9]{5}',
    StatefulSet: '-[0-9]+',
    DaemonSet: '-[a-z0-9]{5}',
    Job: '-[a-z0-9]{5}',
    CronJob: '-[0-9]+-[a-z0-9]{5}',
  };
  const pods = `${where({ cluster: it.cluster, namespace: it.namespace })},pod=~${JSON.stringify(escapeRegex(it.name) + (ending[it.kind] ?? '-.*'))}`;
  const containers = `${pods},container!="",container!="POD"`;
  const kind = it.kind.toLowerCase();
  const own = where({ cluster: it.cluster, namespace: it.namespace, [kind]: it.name });
  const [wanted, ready] =
    it.kind === 'DaemonSet'
      ? ['kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_ready']
      : [
          `kube_${kind}_spec_replicas`,
          `kube_${kind}_status_replicas${it.kind === 'Deployment' ? '_available' : '_ready'}`,
        ];
  const scaled = it.kind === 'Deployment' || it.kind === 'StatefulSet' || it.kind === 'DaemonSet';
  return [
    ...containerFigures(containers, 'pod', pods).filter((chart) => chart.id !== 'throttled'),
    ...(scaled
      ? [
          {
            id: 'replicas',
            title: text('Replicas', '副本数'),
            unit: 'count' as const,
            requires: [wanted!],
            lines: [
              { expr: `max(${wanted!}{${own}})`, legend: 'desired' },
              { expr: `max(${ready!}{${own}})`, legend: 'ready' },
            ],
          },
        ]
      : []),
    {
      id: 'restarts',
      title: text('Restarts in 10 minutes', '10 分钟内重启'),
      unit: 'count',
      requires: ['kube_pod_container_status_restarts_total'],
      lines: [
        { expr: `sum by (pod) (increase(kube_pod_container_status_restarts_total{${pods}}[10m]))`, legend: '{{pod}}' },
      ],
    },
    ...networkCharts(pods, 'pod'),
  ];
}

/** Requests that a mesh measured on the server's side. */
function requestCharts(chosen: string, namespace?: string): readonly Chart[] {
  const matchers = `reporter=~"destination|waypoint",${chosen}${namespace === undefined ? '' : `,${where({ destination_service_namespace: namespace })}`}`;
  const requires = ['istio_requests_total'];
  const rate = (more: string): string => `rate(istio_requests_total{${matchers}${more}}[$w])`;
  const buckets = 'istio_request_duration_milliseconds_bucket';
  const quantile = (q: number): Line => ({
    expr: `histogram_quantile(${q}, sum by (le) (rate(${buckets}{${matchers}}[$w]))) / 1000`,
    legend: `p${q * 100}`,
  });
  return [
    {
      id: 'requests',
      title: text('Requests by version', '各版本请求量'),
      unit: 'req/s',
      requires,
      lines: [{ expr: `sum by (destination_version) (${rate('')})`, legend: '{{destination_version}}' }],
      draw: 'area',
    },
    {
      id: 'codes',
      title: text('Requests by response code', '各响应码请求量'),
      unit: 'req/s',
      requires,
      lines: [{ expr: `sum by (response_code) (${rate('')})`, legend: '{{response_code}}' }],
    },
    {
      id: 'failed',
      title: text('Share of failed requests (5xx)', '失败请求比例(5xx)'),
      unit: 'ratio',
      requires,
      lines: [
        {
          expr: `(sum by (destination_version) (${rate(',response_code=~"5.."')}) or 0 * sum by (destination_version) (${rate('')})) / sum by (destination_version) (${rate('')})`,
          legend: '{{destination_version}}',
        },
      ],
    },
    {
      id: 'duration',
      title: text('Duration', '响应时间'),
      unit: 's',
      requires: [buckets],
      lines: [quantile(0.5), quantile(0.9), quantile(0.99)],
    },
  ];
}
