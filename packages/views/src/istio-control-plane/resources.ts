import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import { bilingual } from '../istio/panels.ts';
import type { PanelInput } from '../panel.ts';
import { DISCOVERY, P, rate } from './expressions.ts';

/** What runs. */
export const versionPanels: readonly PanelInput[] = [
  line(
    'pilot-versions',
    bilingual('Pilot Versions', 'Pilot 版本'),
    [0, 0, 12],
    'count',
    // Whoever collects may drop the label `component`: which series are istiod's is told by where they come from.
    [query('A', `sum by (cluster,tag) (istio_build{${P}})`, { legend: '{{tag}}' })],
    { stepped: true },
  ),
  line(
    'X9-proxies',
    bilingual('Versions of connected proxies', '已连接代理的版本'),
    [12, 0, 12],
    'count',
    [query('A', `sum by (cluster,version) (pilot_xds{${P}})`, { legend: '{{version}}' })],
    { draw: 'area', stack: 'value', stepped: true },
  ),
];

/** X26 to X29: what istiod needs. */
export const resourcePanels: readonly PanelInput[] = [
  line(
    'memory',
    bilingual('Memory', '内存'),
    [0, 0, 8],
    'bytes',
    [
      query('A', `process_resident_memory_bytes{${P}}`, {
        legend: bilingual('resident {{instance}}', '常驻 {{instance}}'),
      }),
      query('B', `process_virtual_memory_bytes{${P}}`, {
        legend: bilingual('virtual {{instance}}', '虚拟 {{instance}}'),
        draw: 'dashed',
      }),
      query('C', `go_memstats_heap_inuse_bytes{${P}}`, { legend: bilingual('heap {{instance}}', '堆 {{instance}}') }),
      query('D', `go_memstats_stack_inuse_bytes{${P}}`, { legend: bilingual('stack {{instance}}', '栈 {{instance}}') }),
      query('E', `sum by (cluster,pod) (container_memory_working_set_bytes{${DISCOVERY}})`, {
        legend: bilingual('container {{pod}}', '容器 {{pod}}'),
      }),
    ],
    // What is reserved is a hundred times what is used: on an even scale the rest would lie on the floor.
    { axis: { logarithmic: true } },
  ),
  line('cpu', bilingual('CPU', 'CPU'), [8, 0, 8], 'cores', [
    query('A', `rate(process_cpu_seconds_total{${P}}[$w])`, { legend: '{{instance}}' }),
    query('B', `sum by (cluster,pod) (rate(container_cpu_usage_seconds_total{${DISCOVERY}}[$w]))`, {
      legend: bilingual('container {{pod}}', '容器 {{pod}}'),
    }),
  ]),
  line('goroutines', bilingual('Goroutines', 'Goroutine 数'), [16, 0, 8], 'count', [
    query('A', `go_goroutines{${P}}`, { legend: '{{instance}}' }),
  ]),
  line('X27', bilingual('Allocation rate', '内存分配速率'), [0, 1, 8], 'B/s', [
    query('A', `rate(go_memstats_alloc_bytes_total{${P}}[$w])`, { legend: '{{instance}}' }),
  ]),
  line('X27-objects', bilingual('Allocated objects', '对象分配速率'), [8, 1, 8], 'ops/s', [
    query('A', `rate(go_memstats_mallocs_total{${P}}[$w])`, { legend: '{{instance}}' }),
  ]),
  line('X29', bilingual('Uptime', '运行时间'), [16, 1, 8], 'suffix:h', [
    query('A', `istiod_uptime_seconds{${P}} / 3600`, { legend: '{{instance}}' }),
  ]),
];

/** X24, X25 and X30: queues, cache and the server inside istiod. */
export const insidePanels: readonly PanelInput[] = [
  line('X25', bilingual('xDS cache', 'xDS 缓存'), [0, 0, 8], 'ops/s', [
    query('A', rate('xds_cache_reads', ['type']), { legend: bilingual('read {{type}}', '读取 {{type}}') }),
    query('B', rate('xds_cache_evictions'), { legend: bilingual('evicted', '淘汰') }),
    query('C', `sum(xds_cache_size{${P}})`, { legend: bilingual('entries', '条目'), unit: 'count', draw: 'dashed' }),
  ]),
  line('X30', bilingual('gRPC answers', 'gRPC 应答'), [8, 0, 8], 'req/s', [
    query('A', `${rate('grpc_server_handled_total', ['grpc_method', 'grpc_code'])} > 0`, {
      legend: '{{grpc_method}} {{grpc_code}}',
    }),
  ]),
  line('X24', bilingual('Controller queues', '控制器队列'), [16, 0, 8], 'count', [
    query('A', `sum by (cluster,queueID) (pilot_worker_queue_depth{${P}})`, { legend: '{{queueID}}' }),
  ]),
];
