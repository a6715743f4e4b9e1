import { LEVELS } from '@binnacle/objects';
import { z } from 'zod';

const several = z.array(z.coerce.string()).default([]).catch([]);

/** What the address of a list says: `/infrastructure/pods?q=reviews&level=["error"]&sort=restarts&order=desc`. */
export const infrastructureSearch = z.object({
  q: z.coerce.string().max(500).default('').catch(''),
  labels: z.coerce.string().max(2000).default('').catch(''),
  kind: several,
  cluster: several,
  namespace: several,
  node: several,
  status: several,
  level: z.array(z.enum(LEVELS)).default([]).catch([]),
  sort: z
    .enum(['name', 'namespace', 'kind', 'status', 'node', 'ready', 'restarts', 'created'])
    .default('status')
    .catch('status'),
  order: z.enum(['asc', 'desc']).default('asc').catch('asc'),
  /** Objects that are no more are in the list too. */
  gone: z.boolean().default(false).catch(false),
});
export type InfrastructureSearch = z.infer<typeof infrastructureSearch>;

/** Nothing narrows the list; its order stays as it is. */
export const NO_FILTERS: Omit<InfrastructureSearch, 'sort' | 'order' | 'gone'> = {
  q: '',
  labels: '',
  kind: [],
  cluster: [],
  namespace: [],
  node: [],
  status: [],
  level: [],
};

export const infrastructureSearchDefaults: InfrastructureSearch = {
  ...NO_FILTERS,
  sort: 'status',
  order: 'asc',
  gone: false,
};

/** Whether anything but the order is not as it begins. */
export const isNarrowed = (it: InfrastructureSearch): boolean =>
  it.q !== '' ||
  it.labels !== '' ||
  [it.kind, it.cluster, it.namespace, it.node, it.status, it.level].some((values) => values.length > 0);
