import { query } from '../etcd/expressions.ts';
import type { PanelInput } from '../panel.ts';

type StatInput = Extract<PanelInput, { kind: 'stat' }>;
type BarInput = Extract<PanelInput, { kind: 'bar' }>;
type QueryInput = StatInput['queries'][number];
type Requires = { requires: string[] };
type Text = { readonly en: string; readonly 'zh-CN': string };

/** A text in both languages. */
export const bilingual = (en: string, zh: string): Text => ({ en, 'zh-CN': zh });

export const NO_TRAFFIC = bilingual('No traffic', '无流量');
export const SUCCESS_THRESHOLDS = { compare: '<', warn: 0.99, crit: 0.95 } as const;

/** A histogram may be stored in either form: what says that Istio is collected at all is its counter of requests. */
export const HISTOGRAM: Requires = { requires: ['istio_requests_total'] };
/** The same for histograms of istiod. */
export const ISTIOD_HISTOGRAM: Requires = { requires: ['pilot_services'] };
export const instant = { mode: 'instant' } as const;
export const auxiliary = { mode: 'instant', auxiliary: true } as const;

/** A tile of the head row; the row gives it its place. */
export function tile(
  id: string,
  title: Text,
  unit: StatInput['unit'],
  queries: StatInput['queries'],
  explainedBy: string,
  more: Partial<Omit<StatInput, 'kind' | 'id' | 'title' | 'grid' | 'unit' | 'queries'>> = {},
): PanelInput {
  return {
    kind: 'stat',
    id,
    title,
    grid: { x: 0, y: 0, w: 2, h: 11 },
    unit,
    ...(unit === 'count' ? { decimals: 0 } : {}),
    queries,
    links: [{ title: bilingual('Details', '详情'), to: { panel: explainedBy } }],
    ...more,
  };
}

/** The worst of the tiles beside it. */
export function health(of: readonly string[]): PanelInput {
  return {
    kind: 'health',
    id: 'health',
    title: bilingual('Health', '健康状态'),
    description: bilingual(
      'The worst of the numbers beside it. Those whose metrics are not collected do not count.',
      '取右侧各项中最差的状态；未采集的指标不计入。',
    ),
    grid: { x: 0, y: 0, w: 2, h: 11 },
    of: [...of],
  };
}

/** Ranked bars; `at` is column, row (of 26 units) and width. */
export function bars(
  id: string,
  title: Text,
  at: readonly [x: number, row: number, w: number],
  unit: BarInput['unit'],
  queries: BarInput['queries'],
  more: Partial<Omit<BarInput, 'kind' | 'id' | 'title' | 'grid' | 'unit' | 'queries'>> = {},
): PanelInput {
  const [x, row, w] = at;
  return { kind: 'bar', id, title, grid: { x, y: row * 26, w, h: 26 }, unit, queries, ...more };
}

/** A query of severity, 0 ok, 1 warning, 2 critical, from bounds on one expression. */
export function severity(expr: string, warn: string, crit: string, more: Partial<QueryInput> = {}): QueryInput {
  return query('S', `((${expr}) ${bool(warn)}) + ((${expr}) ${bool(crit)})`, { ...auxiliary, ...more });
}

/** `>= 0.1` as `>= bool 0.1`. */
function bool(bound: string): string {
  return bound.replace(/^([<>]=?) /, '$1 bool ');
}
