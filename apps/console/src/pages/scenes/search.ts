import { z } from 'zod';

/** What the address of the list of dashboards says: `/scenes?q=etcd&show=favourites&sort=title&order=asc&create=true`. */
export const scenesSearch = z.object({
  q: z.string().default('').catch(''),
  show: z.enum(['all', 'favourites']).default('all').catch('all'),
  tag: z.string().default('').catch(''),
  /** What lies in it or below it; '' for everything. */
  folder: z.string().default('').catch(''),
  sort: z.enum(['updated', 'title', 'panels']).default('updated').catch('updated'),
  order: z.enum(['asc', 'desc']).default('desc').catch('desc'),
  /** The dialog "Create dashboard" is open. */
  create: z.boolean().default(false).catch(false),
  /** The dialog "Import" is open. */
  import: z.boolean().default(false).catch(false),
});
export type ScenesSearch = z.infer<typeof scenesSearch>;

export const scenesSearchDefaults = {
  q: '',
  show: 'all',
  tag: '',
  folder: '',
  sort: 'updated',
  order: 'desc',
  create: false,
  import: false,
} as const satisfies ScenesSearch;
