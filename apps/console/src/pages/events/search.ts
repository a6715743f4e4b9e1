import { z } from 'zod';

const several = z.array(z.coerce.string()).default([]).catch([]);

/** What the address of the list of events says: `/events?type=["Warning"]&time=6h`. */
export const eventsSearch = z.object({
  q: z.coerce.string().max(500).default('').catch(''),
  cluster: several,
  namespace: several,
  kind: several,
  type: several,
  reason: several,
  /** See time/time-range.ts. */
  time: z.coerce.string().max(100).default('6h').catch('6h'),
});
export type EventsSearch = z.infer<typeof eventsSearch>;

export const eventsSearchDefaults: EventsSearch = {
  q: '',
  cluster: [],
  namespace: [],
  kind: [],
  type: [],
  reason: [],
  time: '6h',
};

export const isNarrowed = (it: EventsSearch): boolean =>
  it.q !== '' || [it.cluster, it.namespace, it.kind, it.type, it.reason].some((values) => values.length > 0);
