import { LEVELS } from '@binnacle/objects';
import { z } from 'zod';
import { several, wholeNumber } from './query-values.ts';
import { route } from './route.ts';
import { unixMs } from './session.ts';

/*
 * What the console reads of the objects and events that agents have sent.
 */

const text = z.string().max(1024);
const reference = z.object({
  kind: z.string(),
  name: z.string(),
  uid: z.string().describe("'' where it is not known"),
});

/** How bad the state of an object is; docs/formats/objects.md tells each. */
export const level = z.enum(LEVELS);

export const objectSummary = z
  .object({
    uid: z.string(),
    kind: z.string(),
    apiVersion: z.string(),
    cluster: z.string(),
    namespace: z.string(),
    name: z.string(),
    status: z.string().describe('The word that kubectl shows: `Running`, `CrashLoopBackOff`, `Init:0/1`, `NotReady`'),
    level,
    message: z.string().describe('Why it is so; often empty'),
    node: z.string(),
    ip: z.string(),
    ready: z.number().nullable().describe('So many of `desired` containers, pods or endpoints are ready'),
    desired: z.number().nullable(),
    restarts: z.number().nullable(),
    owner: reference.nullable(),
    workload: reference
      .omit({ uid: true })
      .nullable()
      .describe('Of pods and containers: the deployment, not the replica set between'),
    selector: z.string().describe('Which pods it is about, as the text of a label selector'),
    labels: z.record(z.string(), z.string()),
    images: z.array(z.string()),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
    createdAtMs: unixMs.nullable(),
    firstSeenAtMs: unixMs,
    seenAtMs: unixMs.describe('When an agent last said that it is there'),
    goneAtMs: unixMs.nullable().describe('Since when it is no more'),
  })
  .meta({ id: 'ObjectSummary' });
export type ObjectSummary = z.infer<typeof objectSummary>;

export const OBJECT_FACETS = ['kind', 'cluster', 'namespace', 'node', 'status', 'level', 'workload'] as const;
export const OBJECT_SORTS = [
  'name',
  'namespace',
  'cluster',
  'kind',
  'status',
  'node',
  'ready',
  'restarts',
  'created',
] as const;

const facetCounts = z.array(z.object({ value: z.string(), count: z.number().int() }));

/** What chooses objects. Values of one parameter are alternatives, different parameters have to hold together. */
const objectFilter = {
  kind: several(text),
  cluster: several(text),
  namespace: several(text),
  node: several(text),
  status: several(text),
  level: several(level),
  workload: several(text).describe('`KIND/NAME` of the owner of pods and containers'),
  name: several(text, 500).describe('Exact names, with or without `NAMESPACE/` before'),
  search: z.string().max(500).optional().describe('Words that all occur in name, namespace, labels, images or address'),
  labels: z
    .string()
    .max(2000)
    .optional()
    .describe("A label selector as kubectl's `-l`: `app=reviews,version in (v1,v2)`"),
  gone: z
    .enum(['exclude', 'include', 'only'])
    .default('exclude')
    .describe('Objects that are no more, kept for --objects.keep-gone'),
};

export const objectsQuery = z.strictObject({
  ...objectFilter,
  sort: z.enum(OBJECT_SORTS).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
  limit: wholeNumber(1, 1000).default(100),
  after: z.string().max(4000).optional().describe('`next` of the page before'),
  facets: several(z.enum(OBJECT_FACETS)).describe('Of which properties to count the values'),
});

export const listObjects = route({
  id: 'listObjects',
  method: 'GET',
  path: '/api/objects',
  summary: 'Objects of clusters and containers of hosts, with filters, sorting, pages and counts',
  access: 'session',
  scope: 'objects:read',
  query: objectsQuery,
  status: 200,
  response: z.object({
    objects: z.array(objectSummary),
    total: z.number().int().describe('How many there are on all pages'),
    next: z.string().nullable().describe('For `after`; null on the last page'),
    facets: z
      .partialRecord(z.enum(OBJECT_FACETS), facetCounts)
      .describe(
        'Values and how often they occur, most frequent first. The filter on a property does not narrow its own values',
      ),
  }),
  errors: [],
});

export const summarizeObjects = route({
  id: 'summarizeObjects',
  method: 'GET',
  path: '/api/objects/summary',
  summary: 'How many objects of each kind there are, in which state, and which clusters report',
  access: 'session',
  scope: 'objects:read',
  query: z.strictObject({ cluster: several(text), namespace: several(text) }),
  status: 200,
  response: z.object({
    kinds: z.array(
      z.object({
        kind: z.string(),
        total: z.number().int(),
        states: z.array(z.object({ status: z.string(), level, count: z.number().int() })).describe('The worst first'),
      }),
    ),
    clusters: z.array(z.object({ cluster: z.string(), objects: z.number().int(), seenAtMs: unixMs })),
  }),
  errors: [],
});

const uidParams = z.object({ uid: text.min(1) });
const inCluster = z.strictObject({
  cluster: text.optional().describe('Where two clusters have the same uid; else the one that was seen last counts'),
});

export const getObject = route({
  id: 'getObject',
  method: 'GET',
  path: '/api/objects/:uid',
  summary: 'One object, as it is in its cluster',
  access: 'session',
  scope: 'objects:read',
  params: uidParams,
  query: inCluster,
  status: 200,
  response: objectSummary.extend({ object: z.record(z.string(), z.unknown()) }),
  errors: ['not_found'],
});

/** How an object stands to the one that was asked about. */
export const RELATIONS = [
  'owner',
  'owned',
  'pods',
  'containers',
  'node',
  'host',
  'services',
  'routing',
  'policies',
  'entry',
  'scaling',
  'storage',
] as const;

export const getRelatedObjects = route({
  id: 'getRelatedObjects',
  method: 'GET',
  path: '/api/objects/:uid/related',
  summary: 'What an object belongs to and what belongs to it: owners, pods, services, routing, policies, storage',
  access: 'session',
  scope: 'objects:read',
  params: uidParams,
  query: inCluster,
  status: 200,
  response: z.object({
    groups: z.array(
      z.object({
        relation: z.enum(RELATIONS),
        objects: z.array(objectSummary).describe('At most 200'),
        total: z.number().int(),
      }),
    ),
  }),
  errors: ['not_found'],
});

export const clusterEvent = z
  .object({
    uid: z.string(),
    cluster: z.string(),
    type: z.string(),
    reason: z.string(),
    message: z.string(),
    involved: z.object({ kind: z.string(), namespace: z.string(), name: z.string(), uid: z.string() }),
    component: z.string(),
    host: z.string(),
    count: z.number().int(),
    firstAtMs: unixMs,
    lastAtMs: unixMs,
  })
  .meta({ id: 'ClusterEvent' });
export type ClusterEvent = z.infer<typeof clusterEvent>;

export const EVENT_FACETS = ['cluster', 'namespace', 'kind', 'type', 'reason'] as const;

export const eventsQuery = z.strictObject({
  cluster: several(text),
  namespace: several(text),
  kind: several(text).describe('Of the object that the event is about'),
  name: several(text),
  uid: several(text),
  about: text.optional().describe('Uid of an object: its own events and those of what it owns'),
  type: several(text),
  reason: several(text),
  search: z.string().max(500).optional().describe('Words that all occur in reason, message, object or source'),
  from: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe('Unix milliseconds; by the last time it happened'),
  to: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  order: z.enum(['asc', 'desc']).default('desc').describe('By the last time it happened'),
  limit: wholeNumber(0, 1000).default(100),
  after: z.string().max(4000).optional().describe('`next` of the page before'),
  facets: several(z.enum(EVENT_FACETS)).describe('Of which properties to count the values'),
  buckets: wholeNumber(0, 500)
    .default(0)
    .describe('Into so many steps the histogram divides the time; needs `from` and `to`'),
});

export const listEvents = route({
  id: 'listEvents',
  method: 'GET',
  path: '/api/events',
  summary: 'Kubernetes events, newest first, with filters, pages, counts and a histogram over time',
  access: 'session',
  scope: 'objects:read',
  query: eventsQuery,
  status: 200,
  response: z.object({
    events: z.array(clusterEvent),
    total: z.number().int(),
    next: z.string().nullable(),
    facets: z.partialRecord(z.enum(EVENT_FACETS), facetCounts),
    histogram: z
      .object({
        fromMs: unixMs,
        stepMs: z.number(),
        series: z.array(z.object({ type: z.string(), counts: z.array(z.number().int()) })),
      })
      .nullable(),
  }),
  errors: [],
});
