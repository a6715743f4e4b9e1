import { z } from 'zod';

const several = z.array(z.coerce.string()).default([]).catch([]);

/** What the address of the list of targets says: `/targets?state=down&sort=duration`. */
export const targetsSearch = z.object({
  q: z.string().default('').catch(''),
  state: z.enum(['all', 'up', 'down', 'unknown', 'warnings']).default('all').catch('all'),
  job: several,
  cluster: several,
  /** Hosts of agents. */
  host: several,
  sort: z.enum(['state', 'target', 'lastScrape', 'duration', 'samples']).default('state').catch('state'),
  order: z.enum(['asc', 'desc']).default('asc').catch('asc'),
  /** Id of the target whose details are open. */
  open: z.string().default('').catch(''),
});
export type TargetsSearch = z.infer<typeof targetsSearch>;

export const targetsSearchDefaults: TargetsSearch = {
  q: '',
  state: 'all',
  job: [],
  cluster: [],
  host: [],
  sort: 'state',
  order: 'asc',
  open: '',
};
