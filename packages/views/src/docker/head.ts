import { gaugeDraft, metricQuery as query, statDraft, text, tiles, type Draft } from '../built-in-panels.ts';
import type { PanelInput } from '../panel.ts';
import { HOST, ofContainers } from './expressions.ts';

const seen = ['container_last_seen'];
/** 0 while any container is seen: nobody has looked otherwise. */
const NONE = `0 * count(container_last_seen{${HOST}})`;
/** A kubelet says neither: its containers have no state of an engine, and their probes are not Docker's. */
const UNKNOWN = text('Not known', '未知');
const linkTo = (en: string, zh: string, panel: string) => ({ links: [{ title: text(en, zh), to: { panel } }] });
const inventory = linkTo('Containers', '容器', 'C10');

const numbers: readonly Draft[] = [
  statDraft(
    'C1',
    text('Running containers', '运行中的容器'),
    'count',
    [
      // What a scrape last saw is compared with the time of that scrape: the age of the scrape itself says nothing.
      query(
        'A',
        `count(${ofContainers((m) => `timestamp(container_last_seen{${m}}) - container_last_seen{${m}} < 60`)}) or ${NONE}`,
      ),
    ],
    inventory,
  ),
  statDraft(
    'C2',
    text('Not running', '未运行'),
    'count',
    [query('A', `sum(docker_container_state{${HOST},name=~"$container_name",state!="running"})`)],
    { thresholds: { compare: '>', warn: 0 }, noValue: UNKNOWN, ...inventory },
  ),
  statDraft(
    'C2-engine',
    text('Not running, engine', '未运行（引擎）'),
    'count',
    [query('A', `sum(engine_daemon_container_states_containers{${HOST},state!="running"})`)],
    { thresholds: { compare: '>', warn: 0 }, noValue: UNKNOWN, ...inventory },
  ),
  statDraft(
    'C3',
    text('Restarts in range', '时段内重启'),
    'count',
    [query('A', `sum(${ofContainers((m) => `changes(container_start_time_seconds{${m}}[$__range])`)}) or ${NONE}`)],
    { thresholds: { warn: 1, crit: 5 }, sparkline: false, ...linkTo('Starts', '启动', 'C25') },
  ),
  statDraft(
    'C4',
    text('Killed for memory', '内存不足被终止'),
    'count',
    [query('A', `sum(${ofContainers((m) => `increase(container_oom_events_total{${m}}[$__range])`)}) or ${NONE}`)],
    { thresholds: { crit: 1 }, sparkline: false, ...linkTo('Memory against limit', '内存与限制', 'C16') },
  ),
  statDraft(
    'C5',
    text('Failing health checks', '健康检查失败'),
    'count',
    [query('A', `sum(${ofContainers((m) => `container_health_state{${m}} == bool 0`)})`)],
    { thresholds: { crit: 1 }, noValue: UNKNOWN, ...inventory },
  ),
  gaugeDraft(
    'C6',
    text('CPU in use / host', 'CPU 使用 / 主机'),
    [
      query(
        'A',
        `sum(${ofContainers((m) => `rate(container_cpu_usage_seconds_total{${m}}[$w])`)}) / sum(max by (cluster,instance) (machine_cpu_cores{${HOST}}))`,
      ),
    ],
    { thresholds: { warn: 0.7, crit: 0.9 }, ...linkTo('CPU by container', '各容器 CPU', 'C11') },
  ),
  gaugeDraft(
    'C7',
    text('Memory in use / host', '内存使用 / 主机'),
    [
      query(
        'A',
        `sum(${ofContainers((m) => `container_memory_working_set_bytes{${m}}`)}) / sum(max by (cluster,instance) (machine_memory_bytes{${HOST}}))`,
      ),
    ],
    { thresholds: { warn: 0.8, crit: 0.9 }, ...linkTo('Memory by container', '各容器内存', 'C15') },
  ),
  statDraft(
    'C8',
    text('Images in use', '使用中的镜像'),
    'count',
    [
      query('A', `count(count by (image) (${ofContainers((m) => `container_last_seen{${m}}`)})) or ${NONE}`, {
        requires: seen,
      }),
    ],
    inventory,
  ),
];

/** The head row: one state for all, then the numbers it is made of (C1 to C8). */
export const headPanels: readonly PanelInput[] = tiles([
  {
    kind: 'health',
    id: 'health',
    title: text('Health', '健康状态'),
    description: text(
      'The worst of the numbers beside it. Those whose metrics are not collected do not count.',
      '取右侧各项中最差的状态；未采集的指标不计入。',
    ),
    of: numbers.map(({ id }) => id),
  },
  ...numbers,
]);
