import { z } from 'zod';
import { route } from './route.ts';
import { unixMs } from './session.ts';

const name = z.string().max(1024);

/** One object as its source has it: a Kubernetes object without `managedFields`, or a container. */
export const reportedObject = z
  .object({
    /** `Pod`, `Node`, `VirtualService`, …; `Container` for a container, `Host` for a machine. */
    kind: name.min(1),
    apiVersion: name.default(''),
    uid: name.min(1),
    /** '' for what has none. */
    namespace: name.default(''),
    name,
    object: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'ReportedObject' });
export type ReportedObject = z.infer<typeof reportedObject>;

export const objectReport = z
  .object({
    cluster: name.min(1),
    /** Who says so: `kubernetes` for the cluster's elected agent, `host:NAME` for what belongs to one machine. */
    source: name.min(1),
    sentAtMs: unixMs,
    changed: z.array(reportedObject).max(5000).default([]),
    /** Uids of objects of this source that are no more. */
    deleted: z.array(name).max(50_000).default([]),
    /**
     * The uids of all objects that a source has of a kind: those that the server knows of this cluster, source and kind
     * beside them are no more. Sent after a relist, and every few minutes, so that the server knows what was seen last.
     */
    complete: z
      .array(z.object({ kind: name.min(1), uids: z.array(name).max(200_000) }))
      .max(100)
      .default([]),
  })
  .meta({ id: 'ObjectReport' });
export type ObjectReport = z.infer<typeof objectReport>;
export type ObjectReportInput = z.input<typeof objectReport>;

export const postAgentObjects = route({
  id: 'postAgentObjects',
  method: 'POST',
  path: '/api/agents/objects',
  summary: 'An agent sends the objects that changed, and now and then which ones there are',
  access: 'agent',
  body: objectReport,
  bulk: true,
  status: 200,
  response: z.object({
    /** Kinds of which the server misses objects that `complete` names: the agent sends these in full. */
    resend: z.array(z.object({ kind: name, uids: z.array(name) })),
  }),
  errors: ['payload_too_large'],
});

export const reportedEvent = z
  .object({
    uid: name.min(1),
    type: name.describe('`Normal`, `Warning`'),
    reason: name,
    message: z.string().max(65_536),
    involved: z.object({ kind: name, namespace: name.default(''), name, uid: name.default('') }),
    firstAtMs: unixMs,
    lastAtMs: unixMs,
    count: z.number().int().min(1),
    source: z.object({ component: name.default(''), host: name.default('') }),
  })
  .meta({ id: 'ReportedEvent' });
export type ReportedEvent = z.infer<typeof reportedEvent>;

export const eventReport = z
  .object({
    cluster: name.min(1),
    sentAtMs: unixMs,
    /** An event that happened again comes again, with the same uid, a later time and a higher count. */
    events: z.array(reportedEvent).max(5000),
  })
  .meta({ id: 'EventReport' });
export type EventReport = z.infer<typeof eventReport>;
export type EventReportInput = z.input<typeof eventReport>;

export const postAgentEvents = route({
  id: 'postAgentEvents',
  method: 'POST',
  path: '/api/agents/events',
  summary: 'An agent sends Kubernetes events that are new or happened again',
  access: 'agent',
  body: eventReport,
  bulk: true,
  status: 200,
  response: z.object({ accepted: z.number().int() }),
  errors: ['payload_too_large'],
});
