import { REFRESH_INTERVALS } from '@binnacle/views';
import { z } from 'zod';

export const RESULT_TABS = ['graph', 'table', 'json'] as const;
export type ResultTab = (typeof RESULT_TABS)[number];

/** What the address of the explorer says: `/explore?query=rate(…)&time=6h&tab=table`. */
export const exploreSearch = z.object({
  /** What fills the page: queries, or what the series are made of. */
  view: z.enum(['query', 'cardinality']).default('query').catch('query'),
  query: z.coerce.string().max(20_000).default('').catch(''),
  /** Narrows the list of metrics. */
  q: z.coerce.string().max(200).default('').catch(''),
  tab: z.enum(RESULT_TABS).default('graph').catch('graph'),
  /** See time/time-range.ts. */
  time: z.coerce.string().max(100).default('1h').catch('1h'),
  refresh: z.enum(REFRESH_INTERVALS).default('off').catch('off'),
});
export type ExploreSearch = z.infer<typeof exploreSearch>;

export const exploreSearchDefaults: ExploreSearch = {
  view: 'query',
  query: '',
  q: '',
  tab: 'graph',
  time: '1h',
  refresh: 'off',
};
