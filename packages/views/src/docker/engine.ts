import { barDraft, lineDraft, metricQuery as query, row, text, type GridRow } from '../built-in-panels.ts';
import { HOST, perContainer } from './expressions.ts';

/** C25: which containers have started again. */
export const lifecycleRows: readonly GridRow[] = [
  row(22, [
    24,
    barDraft(
      'C25',
      text('Starts in the last hour', '最近一小时的启动'),
      'count',
      [
        query(
          'A',
          `(${perContainer((m, labels) => `sum by (${labels}) (changes(container_start_time_seconds{${m}}[1h]))`)}) > 0`,
          { legend: '{{name}}' },
        ),
      ],
      {
        thresholds: { warn: 1, crit: 5 },
        noValue: text('No container has started again', '没有容器重新启动'),
      },
    ),
  ]),
];

/** C26 and C27: the Docker engine itself, where its metrics are on. */
export const engineRows: readonly GridRow[] = [
  row(
    26,
    [
      12,
      lineDraft('C26', text('Engine actions, mean time', '引擎操作平均耗时'), 's', [
        query(
          'A',
          `sum by (action) (rate(engine_daemon_container_actions_seconds_sum{${HOST}}[$w])) / sum by (action) (rate(engine_daemon_container_actions_seconds_count{${HOST}}[$w]))`,
          { legend: '{{action}}' },
        ),
      ]),
    ],
    [
      12,
      lineDraft(
        'C27',
        text('Health-check failures', '健康检查失败率'),
        'ratio',
        [
          query(
            'A',
            `sum by (cluster,instance) (rate(engine_daemon_health_checks_failed_total{${HOST}}[$w])) / sum by (cluster,instance) (rate(engine_daemon_health_checks_total{${HOST}}[$w]))`,
            { legend: '{{instance}}' },
          ),
        ],
        { thresholds: { compare: '>', warn: 0, crit: 0.1 }, noValue: text('No health checks', '没有健康检查') },
      ),
    ],
  ),
];
