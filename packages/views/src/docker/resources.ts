import { areaDraft, lineDraft, metricQuery as query, row, text, type GridRow } from '../built-in-panels.ts';
import { containerRate, containerValue, cpuLimit, perContainer } from './expressions.ts';

const legend = '{{name}}';
const named = (en: string, zh: string) => ({ legend: text(`${en} {{name}}`, `${zh} {{name}}`) });

/** C11 to C14. */
export const cpuRows: readonly GridRow[] = [
  row(
    26,
    [
      12,
      areaDraft('C11', text('CPU by container', '各容器 CPU'), 'cores', [
        query('A', containerRate('container_cpu_usage_seconds_total'), { legend }),
      ]),
    ],
    [
      12,
      lineDraft('C12', text('User and kernel time', '用户态与内核态'), 'cores', [
        query('A', containerRate('container_cpu_user_seconds_total'), named('user', '用户态')),
        query('B', containerRate('container_cpu_system_seconds_total'), {
          ...named('kernel', '内核态'),
          draw: 'dashed',
        }),
      ]),
    ],
  ),
  row(
    26,
    [
      12,
      lineDraft(
        'C13',
        text('CPU against limit', 'CPU 与限制'),
        'ratio',
        [
          query(
            'A',
            perContainer(
              (m, labels) =>
                `sum by (${labels}) (rate(container_cpu_usage_seconds_total{${m}}[$w])) / ${cpuLimit(m, labels)}`,
            ),
            { legend },
          ),
        ],
        {
          thresholds: { warn: 0.8, crit: 0.95 },
          noValue: text('No container has a CPU limit', '没有设置 CPU 限制的容器'),
        },
      ),
    ],
    [
      12,
      lineDraft(
        'C14',
        text('Throttled share of periods', '被限流的周期占比'),
        'ratio',
        [
          query(
            'A',
            perContainer(
              (m, labels) =>
                `sum by (${labels}) (rate(container_cpu_cfs_throttled_periods_total{${m}}[$w])) / (sum by (${labels}) (rate(container_cpu_cfs_periods_total{${m}}[$w])) > 0)`,
            ),
            { legend },
          ),
          query('B', containerRate('container_cpu_cfs_throttled_seconds_total'), {
            ...named('seconds per second', '每秒限流时间'),
            unit: 'cores',
            draw: 'dashed',
          }),
        ],
        { thresholds: { warn: 0.25, crit: 0.5 } },
      ),
    ],
  ),
];

/** C15 to C17. */
export const memoryRows: readonly GridRow[] = [
  row(
    26,
    [
      8,
      areaDraft('C15', text('Memory by container', '各容器内存'), 'bytes', [
        query('A', containerValue('container_memory_working_set_bytes'), { legend }),
      ]),
    ],
    [
      8,
      lineDraft('C15-parts', text('Anonymous memory, cache, swap', '匿名内存、缓存与交换'), 'bytes', [
        query('A', containerValue('container_memory_rss'), named('anonymous', '匿名')),
        query('B', containerValue('container_memory_cache'), { ...named('cache', '缓存'), draw: 'dashed' }),
        query('C', `(${containerValue('container_memory_swap')}) > 0`, named('swap', '交换')),
      ]),
    ],
    [
      8,
      lineDraft(
        'C16',
        text('Memory against limit', '内存与限制'),
        'ratio',
        [
          query(
            'A',
            perContainer(
              (m, labels) =>
                `sum by (${labels}) (container_memory_working_set_bytes{${m}}) / max by (${labels}) (container_spec_memory_limit_bytes{${m}} > 0 < 2^60)`,
            ),
            { legend },
          ),
        ],
        {
          thresholds: { warn: 0.8, crit: 0.9 },
          noValue: text('No container has a memory limit', '没有设置内存限制的容器'),
        },
      ),
    ],
  ),
  row(26, [
    24,
    lineDraft(
      'C17',
      text('Limit hits and major faults', '触及限制与主缺页'),
      'ops/s',
      [
        query('A', `(${containerRate('container_memory_failcnt')}) > 0`, named('limit hit', '触及限制')),
        query(
          'B',
          `(${perContainer(
            (m, labels) =>
              `sum by (${labels}) (rate(container_memory_failures_total{${m},failure_type="pgmajfault",scope="container"}[$w]))`,
          )}) > 0`,
          named('major fault', '主缺页'),
        ),
      ],
      { thresholds: { crit: 10 }, noValue: text('None', '没有') },
    ),
  ]),
];
