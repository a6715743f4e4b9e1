import { z } from 'zod';

/** What the address of an object says: `/objects/UID?cluster=prod&tab=events`. */
export const objectSearch = z.object({
  cluster: z.coerce.string().max(1024).default('').catch(''),
  tab: z.enum(['overview', 'events', 'yaml']).default('overview').catch('overview'),
  /** Of the charts; see time/time-range.ts. */
  time: z.coerce.string().max(100).default('1h').catch('1h'),
  /** The chart that fills the page. */
  panel: z.coerce.string().max(64).default('').catch(''),
});
export type ObjectSearch = z.infer<typeof objectSearch>;

export const objectSearchDefaults: ObjectSearch = { cluster: '', tab: 'overview', time: '1h', panel: '' };
