import { z } from 'zod';

const SHOWN = ['all', 'favourites'] as const;
const SORTS = ['updated', 'title', 'created'] as const;

/** What the address of the list of dashboards says: `/scenes?q=etcd&show=favourites&sort=title&create=true`. */
export const scenesSearch = z.object({
  q: z.string().default('').catch(''),
  show: z.enum(SHOWN).default('all').catch('all'),
  sort: z.enum(SORTS).default('updated').catch('updated'),
  tag: z.string().default('').catch(''),
  /** The dialog "Create dashboard" is open. */
  create: z.boolean().default(false).catch(false),
});
export type ScenesSearch = z.infer<typeof scenesSearch>;
export type ScenesSort = ScenesSearch['sort'];

export const scenesSearchDefaults = {
  q: '',
  show: 'all',
  sort: 'updated',
  tag: '',
  create: false,
} as const satisfies ScenesSearch;
