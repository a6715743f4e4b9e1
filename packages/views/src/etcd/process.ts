import type { PanelInput } from '../panel.ts';
import { E, EJ, query, rate } from './expressions.ts';
import { line } from './line.ts';

/** E32: leases, which expire with the processes that hold them. */
export const leasePanels: readonly PanelInput[] = [
  line('E32', { en: 'Leases', 'zh-CN': '租约' }, [0, 0, 24], 'ops/s', [
    query('A', `sum(${rate('etcd_debugging_lease_granted_total')})`, { legend: { en: 'granted', 'zh-CN': '授予' } }),
    query('B', `sum(${rate('etcd_debugging_lease_renewed_total')})`, { legend: { en: 'renewed', 'zh-CN': '续约' } }),
    query('C', `sum(${rate('etcd_debugging_lease_revoked_total')})`, { legend: { en: 'revoked', 'zh-CN': '撤销' } }),
    query('D', `sum(${rate('etcd_debugging_server_lease_expired_total')})`, {
      legend: { en: 'expired', 'zh-CN': '过期' },
    }),
  ]),
];

/** E33: the process itself, each number in its own unit. */
export const processPanels: readonly PanelInput[] = [
  line('E33', { en: 'Memory', 'zh-CN': '内存' }, [0, 0, 12], 'bytes', [
    query('A', `process_resident_memory_bytes{${EJ}}`, { legend: '{{instance}}' }),
  ]),
  line('E33-cpu', { en: 'CPU', 'zh-CN': 'CPU' }, [12, 0, 12], 'cores', [
    query('A', rate('process_cpu_seconds_total', EJ), { legend: '{{instance}}' }),
  ]),
  line(
    'E33-files',
    { en: 'Open files', 'zh-CN': '打开的文件' },
    [0, 1, 12],
    'ratio',
    [
      query('A', `process_open_fds{${EJ}} / process_max_fds{${EJ}} or os_fd_used{${E}} / os_fd_limit{${E}}`, {
        legend: '{{instance}}',
        // Either pair will do.
        requires: ['process_open_fds'],
      }),
    ],
    { thresholds: { warn: 0.8, crit: 0.9 } },
  ),
  line('E33-goroutines', { en: 'Goroutines', 'zh-CN': 'Goroutine 数' }, [12, 1, 12], 'count', [
    query('A', `go_goroutines{${EJ}}`, { legend: '{{instance}}' }),
  ]),
];
