import { purgeDashboards } from './dashboards.ts';
import type { Database } from './database.ts';
import { deleteExpiredInvitations } from './invitations.ts';
import { deleteExpiredSessions, type SessionLimits } from './sessions.ts';
import { deleteEndedShares } from './shares.ts';

/** Removes sessions, invitations and shares that have ended, and dashboards that were deleted long ago. */
export function removeExpired(db: Database, nowMs: number, limits: SessionLimits): void {
  deleteExpiredSessions(db, nowMs, limits);
  purgeDashboards(db, nowMs);
  deleteExpiredInvitations(db, nowMs);
  deleteEndedShares(db, nowMs);
}
