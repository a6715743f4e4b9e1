/* Dashboards in the forms that Grafana had over the years, written for these tests in the way that widely used ones are. */

const at = (x: number, y: number, w: number, h: number) => ({ gridPos: { x, y, w, h } });
const source = { type: 'prometheus', uid: '${DS_PROMETHEUS}' };
const target = (refId: string, expr: string, more: object = {}) => ({ datasource: source, refId, expr, ...more });

/** Versions 4 to 6: rows with panels of a width, numbers with colours of their own, graphs with overrides by alias, tables with styles. */
export const OLD_DASHBOARD = {
  __inputs: [{ name: 'DS_PROMETHEUS', label: 'Prometheus', type: 'datasource', pluginId: 'prometheus' }],
  title: 'Old nodes',
  schemaVersion: 14,
  time: { from: 'now-30m', to: 'now' },
  refresh: false,
  templating: {
    list: [
      {
        type: 'query',
        name: 'node',
        label: 'Node',
        query: 'label_values(node_memory_bytes, instance)',
        regex: '/([^:]+):.*/',
        includeAll: true,
        multi: true,
        current: { text: 'All', value: '$__all' },
      },
      {
        type: 'interval',
        name: 'interval',
        query: '1m,5m,10m',
        auto: true,
        auto_count: 30,
        auto_min: '2m',
        current: { text: 'auto', value: '$__auto_interval_interval' },
      },
    ],
  },
  rows: [
    {
      title: 'Overview',
      height: 150,
      showTitle: true,
      panels: [
        {
          type: 'singlestat',
          title: 'Health',
          span: 3,
          datasource: '${DS_PROMETHEUS}',
          colorBackground: true,
          colors: ['rgba(50, 128, 45, 0.9)', 'rgba(237, 129, 40, 0.9)', 'rgb(255, 0, 0)'],
          thresholds: '1,2',
          mappingType: 1,
          valueMaps: [
            { op: '=', value: '0', text: 'OK' },
            { op: '=', value: '2', text: 'ERR' },
            { op: '=', value: 'null', text: 'N/A' },
          ],
          targets: [target('A', 'max(cluster_health)', { intervalFactor: 1, step: 60 })],
          valueName: 'current',
        },
        {
          type: 'singlestat',
          title: 'Never measured',
          span: 3,
          valueMaps: [{ op: '=', value: 'null', text: 'N/A' }],
          targets: [target('A', 'sum(not_measured_here:rate5m)')],
        },
        {
          type: 'singlestat',
          title: 'Memory used',
          span: 3,
          format: 'percent',
          gauge: { show: true, minValue: 0, maxValue: 100 },
          colors: ['#299c46', 'rgba(237, 129, 40, 0.89)', '#d44a3a'],
          thresholds: '60,90',
          targets: [target('A', '100 * avg(node_memory_bytes{instance=~"[[node]]:.*"}) / 8e9')],
          valueName: 'current',
        },
        {
          type: 'singlestat',
          title: 'Version',
          span: 3,
          targets: [target('A', 'build_info', { format: 'table', instant: true })],
          tableColumn: 'version',
        },
      ],
    },
    {
      title: 'Load',
      height: '250px',
      showTitle: true,
      panels: [
        {
          type: 'graph',
          title: 'Memory by pod',
          span: 6,
          stack: true,
          fill: 10,
          linewidth: 0,
          nullPointMode: 'null as zero',
          yaxes: [
            { format: 'bytes', min: 0 },
            { format: 'short', show: false },
          ],
          seriesOverrides: [
            { alias: 'limit', color: '#F2495C', dashes: true, fill: 0, stack: false, hiddenSeries: true },
            { alias: 'gone_eth2', color: '#7EB26D' },
          ],
          targets: [
            target('A', 'sum by (pod) (pod_memory_bytes)', { legendFormat: '{{ pod }}' }),
            target('B', 'max(pod_memory_limit_bytes)', { legendFormat: 'limit' }),
          ],
        },
        {
          type: 'graph',
          title: 'Network',
          span: 6,
          yaxes: [{ format: 'Bps' }, { format: 'short' }],
          seriesOverrides: [{ alias: '/.*trans.*/', transform: 'negative-Y' }],
          targets: [
            target('A', 'sum(rate(node_network_receive_bytes_total{instance=~"$node:.*"}[$interval]))', {
              legendFormat: 'recv',
            }),
            target('B', 'sum(rate(node_network_transmit_bytes_total{instance=~"$node:.*"}[$interval]))', {
              legendFormat: 'trans',
            }),
          ],
        },
      ],
    },
    {
      title: 'Tables',
      height: '250px',
      showTitle: true,
      panels: [
        {
          type: 'table',
          title: 'Certificates',
          span: 6,
          transform: 'timeseries_aggregations',
          columns: [
            { text: 'Current', value: 'current' },
            { text: 'Max', value: 'max' },
          ],
          styles: [
            {
              pattern: 'Current',
              alias: 'Left',
              type: 'number',
              unit: 's',
              colorMode: 'cell',
              colors: ['rgba(245, 54, 54, 0.9)', 'rgba(237, 129, 40, 0.89)', 'rgba(50, 172, 45, 0.97)'],
              thresholds: ['3600', '864000'],
            },
            { pattern: '/.*/', type: 'number', unit: 's' },
          ],
          targets: [target('A', 'min by (host) (certificate_seconds_left)', { legendFormat: '{{ host }}' })],
        },
        {
          type: 'table',
          title: 'Nodes',
          span: 6,
          transform: 'table',
          styles: [
            { pattern: 'Value #A', alias: 'Memory', type: 'number', unit: 'bytes' },
            { pattern: 'instance', alias: 'Node', type: 'string' },
            { pattern: '/.*/', type: 'hidden' },
          ],
          targets: [target('A', 'node_memory_bytes', { format: 'table', instant: true })],
        },
      ],
    },
    {
      title: 'Closed',
      collapse: true,
      height: 200,
      showTitle: true,
      panels: [{ type: 'graph', title: 'Inside', span: 12, targets: [target('A', 'up')] }],
    },
  ],
};

/** Versions 8 to 11: fields with defaults and overrides, transformations, repeated panels. */
export const MODERN_DASHBOARD = {
  title: 'Modern services',
  schemaVersion: 39,
  time: { from: 'now-30m', to: 'now' },
  timezone: 'utc',
  annotations: { list: [{ name: 'Deploys', datasource: source, expr: 'changes(build_info[5m])', enable: true }] },
  templating: {
    list: [
      { type: 'datasource', name: 'datasource', query: 'prometheus' },
      {
        type: 'custom',
        name: 'diskdevices',
        hide: 2,
        query: '[a-z]+|nvme[0-9]+n[0-9]+',
        current: { text: '[a-z]+|nvme[0-9]+n[0-9]+', value: '[a-z]+|nvme[0-9]+n[0-9]+' },
      },
      {
        type: 'query',
        name: 'pod',
        query: { query: 'query_result(pod_memory_bytes)', refId: 'v' },
        regex: '/pod="(?<value>[^"]+)"/',
        multi: true,
        includeAll: true,
        allValue: '.+',
      },
    ],
  },
  panels: [
    {
      type: 'bargauge',
      title: 'Utilisation',
      ...at(0, 0, 8, 8),
      targets: [
        target('Real Linux', 'avg(cluster_utilisation{os="linux"})', { legendFormat: 'Real Linux', range: true }),
        target('Real Windows', 'avg(cluster_utilisation{os="windows"})', { legendFormat: 'Real Windows', range: true }),
        target('Requests', 'avg(cluster_requests)', { legendFormat: 'Requests', range: true }),
      ],
      transformations: [
        {
          id: 'calculateField',
          options: {
            alias: 'Real',
            mode: 'reduceRow',
            reduce: { include: ['Real Linux', 'Real Windows'], reducer: 'mean' },
          },
        },
        { id: 'organize', options: { excludeByName: { 'Real Linux': true, 'Real Windows': true, Time: true } } },
      ],
      fieldConfig: {
        defaults: { unit: 'percentunit', min: 0, max: 1, color: { mode: 'continuous-GrYlRd' } },
        overrides: [],
      },
    },
    {
      type: 'stat',
      title: 'State of pods',
      ...at(8, 0, 8, 8),
      targets: [target('A', 'pod_state', { legendFormat: '__auto', instant: true, range: false })],
      fieldConfig: {
        defaults: {
          displayName: '${__field.labels.pod}',
          mappings: [
            { type: 'range', options: { from: 0, to: 0.5, result: { text: 'Stopped', color: 'red', index: 0 } } },
            { type: 'range', options: { from: 0.6, to: 9, result: { text: 'Running', color: 'green', index: 1 } } },
          ],
        },
        overrides: [],
      },
    },
    {
      type: 'gauge',
      title: 'Volumes',
      ...at(16, 0, 8, 8),
      targets: [
        target('DATA', 'max(volume_used{volume="data"})', { legendFormat: 'Data', instant: true }),
        target('WAL', 'max(volume_used{volume="wal"})', { legendFormat: 'WAL', instant: true }),
      ],
      fieldConfig: {
        defaults: {
          unit: 'percentunit',
          min: 0,
          max: 1,
          thresholds: {
            mode: 'absolute',
            steps: [{ color: 'green' }, { color: 'orange', value: 0.5 }, { color: 'red', value: 0.9 }],
          },
        },
      },
    },
    { type: 'row', title: 'More', ...at(0, 8, 24, 1), panels: [] },
    {
      type: 'timeseries',
      title: 'Share',
      ...at(0, 9, 12, 8),
      targets: [
        target('A', 'sum(pod_memory_bytes)', { hide: true }),
        target('B', 'sum(node_memory_bytes)', { hide: true }),
        { refId: 'C', datasource: { type: '__expr__', uid: '__expr__' }, type: 'math', expression: '$A / $B' },
      ],
      fieldConfig: { defaults: { unit: 'percentunit', custom: { drawStyle: 'line', fillOpacity: 10 } }, overrides: [] },
    },
    {
      type: 'heatmap',
      title: 'Latency',
      ...at(12, 9, 12, 8),
      targets: [
        target('A', 'sum by (le) (increase(latency_seconds_bucket[2m]))', {
          format: 'heatmap',
          legendFormat: '{{le}}',
        }),
      ],
      options: { yAxis: { unit: 's' } },
    },
    {
      type: 'table',
      title: 'Pods',
      ...at(0, 17, 24, 8),
      targets: [
        target('A', 'sum by (pod) (pod_memory_bytes{pod=~"$pod"})', { format: 'table', instant: true }),
        target('B', 'max by (pod) (pod_started_seconds{pod=~"$pod"}) * 1000', { format: 'table', instant: true }),
      ],
      transformations: [
        { id: 'joinByField', options: { byField: 'pod' } },
        { id: 'organize', options: { renameByName: { pod: 'Pod', 'Value #A': 'Memory', 'Value #B': 'Started' } } },
      ],
      fieldConfig: {
        defaults: {},
        overrides: [
          { matcher: { id: 'byName', options: 'Memory' }, properties: [{ id: 'unit', value: 'bytes' }] },
          { matcher: { id: 'byName', options: 'Started' }, properties: [{ id: 'unit', value: 'dateTimeAsIso' }] },
          {
            matcher: { id: 'byName', options: 'Pod' },
            properties: [{ id: 'links', value: [{ title: 'Open', url: '/d/pod?var-pod=${__value.text}' }] }],
          },
        ],
      },
    },
    {
      type: 'timeseries',
      title: 'Memory of $pod',
      ...at(0, 25, 24, 8),
      repeat: 'pod',
      repeatDirection: 'h',
      maxPerRow: 2,
      targets: [target('A', 'pod_memory_bytes{pod="$pod"}', { legendFormat: '{{pod}}' })],
      fieldConfig: { defaults: { unit: 'bytes' }, overrides: [] },
    },
    {
      type: 'timeseries',
      title: 'Disks',
      ...at(0, 39, 12, 6),
      targets: [target('A', 'disk_busy{device=~"$diskdevices"}', { legendFormat: '{{device}}' })],
      fieldConfig: { defaults: { unit: 'percentunit' }, overrides: [] },
    },
    {
      type: 'logs',
      title: 'Logs',
      ...at(0, 33, 12, 6),
      datasource: { type: 'loki', uid: 'x' },
      targets: [{ refId: 'A', expr: '{pod="$pod"} |= "error"' }],
    },
    {
      type: 'text',
      title: '',
      ...at(12, 33, 12, 6),
      options: { mode: 'html', content: '<h2>SERVICE: $pod</h2><img src="https://example.org/logo.png" alt="Logo">' },
    },
  ],
};

/** Version 12: elements and a layout apart. */
export const NEWEST_DASHBOARD = {
  apiVersion: 'dashboard.grafana.app/v2beta1',
  kind: 'Dashboard',
  metadata: { name: 'newest' },
  spec: {
    title: 'Newest form',
    timeSettings: { from: 'now-30m', to: 'now', autoRefresh: '30s', timezone: 'browser' },
    variables: [
      {
        kind: 'QueryVariable',
        spec: {
          name: 'pod',
          multi: false,
          includeAll: false,
          current: { text: 'web-1', value: 'web-1' },
          query: { kind: 'DataQuery', group: 'prometheus', spec: { query: 'label_values(pod_memory_bytes, pod)' } },
        },
      },
    ],
    elements: {
      a: {
        kind: 'Panel',
        spec: {
          title: 'Memory of the pod',
          vizConfig: {
            kind: 'VizConfig',
            group: 'timeseries',
            spec: { options: {}, fieldConfig: { defaults: { unit: 'bytes' } } },
          },
          data: {
            kind: 'QueryGroup',
            spec: {
              queries: [
                {
                  kind: 'PanelQuery',
                  spec: {
                    refId: 'A',
                    query: {
                      kind: 'DataQuery',
                      group: 'prometheus',
                      spec: { expr: 'pod_memory_bytes{pod="$pod"}', legendFormat: '{{pod}}' },
                    },
                  },
                },
              ],
              transformations: [],
            },
          },
        },
      },
    },
    layout: {
      kind: 'TabsLayout',
      spec: {
        tabs: [
          {
            kind: 'TabsLayoutTab',
            spec: {
              title: 'Memory',
              layout: {
                kind: 'AutoGridLayout',
                spec: {
                  maxColumnCount: 2,
                  items: [{ kind: 'AutoGridLayoutItem', spec: { element: { kind: 'ElementReference', name: 'a' } } }],
                },
              },
            },
          },
        ],
      },
    },
  },
};

/** Samples of half an hour, each 15 s, that the dashboards draw. */
export function samplesForDashboards(now: number): string {
  const lines: string[] = [];
  for (let i = 120; i >= 0; i--) {
    const time = now - i * 15_000;
    const passed = (120 - i) * 15;
    const add = (series: string, value: number): void => void lines.push(`${series} ${value} ${time}`);
    for (const [n, node] of ['a:9100', 'b:9100'].entries()) {
      add(`node_memory_bytes{instance="${node}"}`, 5e9 + n * 1e9);
      add(`node_network_receive_bytes_total{instance="${node}"}`, passed * 4000);
      add(`node_network_transmit_bytes_total{instance="${node}"}`, passed * 3000);
      add(`up{instance="${node}"}`, 1);
    }
    for (const [n, pod] of ['web-1', 'web-2', 'db-1'].entries()) {
      add(`pod_memory_bytes{pod="${pod}"}`, 1e9 * (n + 1));
      add(`pod_started_seconds{pod="${pod}"}`, Math.floor(now / 1000) - 86_400 * (n + 1));
      add(`pod_state{pod="${pod}"}`, n === 2 ? 0 : 1);
    }
    add('pod_memory_limit_bytes', 4e9);
    add('cluster_health', 2);
    add('build_info{version="1.4.2"}', 1);
    add('cluster_utilisation{os="linux"}', 0.4);
    add('cluster_utilisation{os="windows"}', 0.6);
    add('cluster_requests', 0.7);
    for (const device of ['sda', 'nvme0n1', 'sda1']) add(`disk_busy{device="${device}"}`, 0.2);
    add('volume_used{volume="data"}', 0.62);
    add('volume_used{volume="wal"}', 0.31);
    for (const [n, host] of ['shop.example.org', 'old.example.org'].entries()) {
      add(`certificate_seconds_left{host="${host}"}`, n === 0 ? 4_000_000 - passed : 3000 - passed);
    }
    for (const [le, share] of [
      ['0.1', 0.5],
      ['0.5', 0.8],
      ['1', 0.95],
      ['+Inf', 1],
    ] as const) {
      add(`latency_seconds_bucket{le="${le}"}`, Math.round(passed * 10 * share));
    }
  }
  return `${lines.join('\n')}\n`;
}
