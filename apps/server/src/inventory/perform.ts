import { eventReport, objectReport } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from '../metadata/database.ts';
import { sql } from '../metadata/sql.ts';
import { parseBody } from './body.ts';
import type { Refused } from './conditions.ts';
import type { InventoryFigures, InventoryLimits, InventoryReply, InventoryRequest } from './job.ts';
import { listEvents } from './list-events.ts';
import { listObjects } from './list-objects.ts';
import { purge } from './purge.ts';
import { readObject } from './read-object.ts';
import { relatedObjects } from './related.ts';
import { summarizeObjects } from './summarize.ts';
import { writeEvents } from './write-events.ts';
import { writeObjects } from './write-objects.ts';

/** What the thread keeps between requests. */
export interface InventoryState {
  readonly db: Database;
  readonly limits: InventoryLimits;
  objectsRefused: number;
}

/** Does one job. Throws only for a bug or a broken disk. */
export function perform(state: InventoryState, request: InventoryRequest): InventoryReply {
  const { db, limits } = state;
  const { workspace, nowMs, job } = request;
  switch (job.kind) {
    case 'post-objects': {
      const parsed = parseBody(objectReport, job.body);
      if (!parsed.ok) return parsed;
      const written = writeObjects(db, parsed.value, { workspace, nowMs, maxObjects: limits.maxObjects });
      state.objectsRefused += written.refused;
      return answer(state, written.answer);
    }
    case 'post-events': {
      const parsed = parseBody(eventReport, job.body);
      if (!parsed.ok) return parsed;
      const accepted = writeEvents(db, parsed.value, { workspace, nowMs, keepMs: limits.keepEventsMs });
      return answer(state, { accepted });
    }
    case 'list-objects':
      return outcome(state, listObjects(db, workspace, job.query));
    case 'summarize-objects':
      return outcome(state, summarizeObjects(db, workspace, job.query));
    case 'get-object':
      return outcome(state, readObject(db, workspace, job.uid, job.cluster) ?? MISSING);
    case 'related-objects':
      return outcome(state, relatedObjects(db, workspace, job.uid, job.cluster) ?? MISSING);
    case 'list-events':
      return outcome(state, listEvents(db, workspace, job.query));
    case 'purge':
      return answer(state, { more: purge(db, nowMs, limits) });
  }
}

const MISSING: Refused = {
  ok: false,
  code: 'not_found',
  message: 'there is no such object: it was never sent, or it is gone for longer than --objects.keep-gone',
};

const outcome = (state: InventoryState, value: object): InventoryReply =>
  'ok' in value ? (value as Refused) : answer(state, value);

const answer = (state: InventoryState, value: unknown): InventoryReply => ({
  ok: true,
  json: JSON.stringify(value),
  figures: figuresOf(state),
});

const countRow = z.object({ objects: z.number(), events: z.number() });

export const figuresOf = ({ db, objectsRefused }: InventoryState): InventoryFigures => ({
  ...db.first(
    countRow,
    sql`SELECT (SELECT count(*) FROM objects) AS objects, (SELECT count(*) FROM events) AS events`,
  )!,
  objectsRefused,
});
