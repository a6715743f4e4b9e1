import {
  DASHBOARD_ACCESS,
  hasRole,
  type Dashboard,
  type DashboardAccess,
  type DashboardSummary,
  type Role,
} from '@binnacle/api';
import { viewSummary, type DashboardDefinition } from '@binnacle/views';
import { z } from 'zod';
import type { Database } from './database.ts';
import { newId, type RandomBytes } from './secrets.ts';
import { sql, type Sql } from './sql.ts';

/** Who asks: favourites are the user's, `login` is written down as the author. */
export interface Author {
  readonly userId: string;
  readonly login: string;
  readonly workspace: string;
  readonly role: Role;
}

/** How long versions and deleted dashboards are kept: three months. */
const HISTORY_MS = 90 * 86_400_000;

const dashboardRow = z
  .object({
    id: z.string(),
    title: z.string(),
    from_view: z.string().nullable(),
    version: z.number(),
    definition: z.string(),
    created_at: z.number(),
    created_by: z.string().nullable(),
    updated_at: z.number(),
    updated_by: z.string().nullable(),
    favourite: z.number(),
    folder: z.string(),
    access: z.enum(DASHBOARD_ACCESS),
  })
  .transform((row): Omit<Dashboard, 'mayEdit'> => {
    // Was validated before it was stored.
    const definition = JSON.parse(row.definition) as DashboardDefinition;
    const { description, tags, panelCount } = viewSummary({ id: row.id, definition });
    return {
      id: row.id,
      title: row.title,
      description,
      tags: [...tags],
      panelCount,
      favourite: row.favourite === 1,
      folder: row.folder,
      access: row.access,
      fromView: row.from_view,
      version: row.version,
      createdAtMs: row.created_at,
      createdBy: row.created_by,
      updatedAtMs: row.updated_at,
      updatedBy: row.updated_by,
      definition,
    };
  });

/** Of the dashboards that somebody may see: all that are not deleted, or the one with this id. */
function visible(who: Author, id: string | null): Sql {
  const seesAll = hasRole(who.role, 'administrator') ? 1 : 0;
  return sql`SELECT d.*, EXISTS (SELECT 1 FROM favourites f WHERE f.dashboard = d.id AND f.user = ${who.userId}) AS favourite
    FROM dashboards d WHERE workspace = ${who.workspace} AND deleted_at IS NULL AND (${id} IS NULL OR id = ${id})
      AND (access <> 'private' OR ${seesAll} = 1 OR created_by = ${who.login})
    ORDER BY updated_at DESC, id`;
}

/** Whether somebody may change a dashboard that they see. */
const mayEdit = (who: Author, it: Pick<Dashboard, 'access' | 'createdBy'>): boolean =>
  hasRole(who.role, 'administrator') ||
  (hasRole(who.role, 'editor') && (it.access === 'workspace' || it.createdBy === who.login));

export function listDashboards(db: Database, who: Author): DashboardSummary[] {
  return db.all(dashboardRow, visible(who, null)).map((it) => {
    const summary: DashboardSummary & Partial<Dashboard> = { ...it, mayEdit: mayEdit(who, it) };
    delete summary.definition;
    return summary;
  });
}

export function getDashboard(db: Database, who: Author, id: string): Dashboard | undefined {
  const found = db.first(dashboardRow, visible(who, id));
  return found && { ...found, mayEdit: mayEdit(who, found) };
}

const behindRow = z.object({ title: z.string(), version: z.number(), definition: z.string() });
export type DashboardBehind = z.output<typeof behindRow>;

/** The dashboard that a public link shows, as it is now; whoever made the link answers for who sees it. */
export const dashboardBehind = (db: Database, workspace: string, id: string): DashboardBehind | undefined =>
  db.first(
    behindRow,
    sql`SELECT title, version, definition FROM dashboards
      WHERE id = ${id} AND workspace = ${workspace} AND deleted_at IS NULL`,
  );

export interface NewDashboard {
  readonly title: string;
  readonly fromView: string | null;
  readonly definition: DashboardDefinition;
  readonly folder: string;
  readonly access: DashboardAccess;
}

export function createDashboard(
  db: Database,
  random: RandomBytes,
  nowMs: number,
  who: Author,
  it: NewDashboard,
): Dashboard {
  const id = newId(random);
  const definition = JSON.stringify(it.definition);
  db.transaction(() => {
    db.run(sql`INSERT INTO dashboards (id, workspace, title, from_view, version, definition, created_at, created_by,
        updated_at, updated_by, folder, access)
      VALUES (${id}, ${who.workspace}, ${it.title}, ${it.fromView}, 1, ${definition}, ${nowMs}, ${who.login},
        ${nowMs}, ${who.login}, ${it.folder}, ${it.access})`);
    writeHistory(db, id, 1, it.title, definition, nowMs, who);
  });
  return getDashboard(db, who, id)!;
}

/** @returns `conflict` when `onVersion` is no longer the newest */
export function updateDashboard(
  db: Database,
  nowMs: number,
  who: Author,
  id: string,
  onVersion: number,
  change: { readonly title: string; readonly definition: DashboardDefinition },
): Dashboard | 'missing' | 'forbidden' | 'conflict' {
  return db.transaction(() => {
    const before = getDashboard(db, who, id);
    if (before === undefined) return 'missing';
    if (!before.mayEdit) return 'forbidden';
    if (before.version !== onVersion) return 'conflict';
    const version = before.version + 1;
    const definition = JSON.stringify(change.definition);
    db.run(sql`UPDATE dashboards SET title = ${change.title}, definition = ${definition}, version = ${version},
      updated_at = ${nowMs}, updated_by = ${who.login} WHERE id = ${id}`);
    writeHistory(db, id, version, change.title, definition, nowMs, who);
    return getDashboard(db, who, id)!;
  });
}

/** Changes where a dashboard lies and who may see it. */
export function placeDashboard(
  db: Database,
  who: Author,
  id: string,
  it: { readonly folder: string; readonly access: DashboardAccess },
): Dashboard | 'missing' | 'forbidden' {
  const before = getDashboard(db, who, id);
  if (before === undefined) return 'missing';
  if (!before.mayEdit) return 'forbidden';
  db.run(sql`UPDATE dashboards SET folder = ${it.folder}, access = ${it.access} WHERE id = ${id}`);
  // Whoever gave it away may no longer see it: they still see what they did.
  return { ...before, ...it };
}

/** Hides a dashboard; `restoreDashboard` brings it back until `purgeDashboards` removes it. */
export function deleteDashboard(
  db: Database,
  nowMs: number,
  who: Author,
  id: string,
): 'done' | 'missing' | 'forbidden' {
  const before = getDashboard(db, who, id);
  if (before === undefined) return 'missing';
  if (!before.mayEdit) return 'forbidden';
  db.run(sql`UPDATE dashboards SET deleted_at = ${nowMs} WHERE id = ${id}`);
  return 'done';
}

export function restoreDashboard(db: Database, who: Author, id: string): Dashboard | 'missing' | 'forbidden' {
  return db.transaction(() => {
    const deletedAt = db.first(
      z.object({ deleted_at: z.number().nullable() }),
      sql`SELECT deleted_at FROM dashboards WHERE id = ${id} AND workspace = ${who.workspace}`,
    )?.deleted_at;
    db.run(sql`UPDATE dashboards SET deleted_at = NULL WHERE id = ${id} AND workspace = ${who.workspace}`);
    const restored = getDashboard(db, who, id);
    if (restored?.mayEdit === true) return restored;
    db.run(sql`UPDATE dashboards SET deleted_at = ${deletedAt ?? null} WHERE id = ${id}`);
    return restored === undefined ? 'missing' : 'forbidden';
  });
}

export function setFavourite(db: Database, who: Author, id: string, favourite: boolean): boolean {
  if (getDashboard(db, who, id) === undefined) return false;
  if (favourite) db.run(sql`INSERT INTO favourites VALUES (${who.userId}, ${id}) ON CONFLICT DO NOTHING`);
  else db.run(sql`DELETE FROM favourites WHERE user = ${who.userId} AND dashboard = ${id}`);
  return true;
}

const versionRow = z.object({
  version: z.number(),
  title: z.string(),
  saved_at: z.number(),
  saved_by: z.string().nullable(),
});
const toVersion = (row: z.output<typeof versionRow>) => ({
  version: row.version,
  title: row.title,
  savedAtMs: row.saved_at,
  savedBy: row.saved_by,
});

export const listHistory = (db: Database, id: string) =>
  db
    .all(
      versionRow,
      sql`SELECT version, title, saved_at, saved_by FROM dashboard_history WHERE dashboard = ${id} ORDER BY version DESC`,
    )
    .map(toVersion);

export function getVersion(db: Database, id: string, version: number) {
  const row = db.first(
    versionRow.extend({ definition: z.string() }),
    sql`SELECT version, title, saved_at, saved_by, definition FROM dashboard_history
      WHERE dashboard = ${id} AND version = ${version}`,
  );
  return row && { ...toVersion(row), definition: JSON.parse(row.definition) as DashboardDefinition };
}

/** Removes for good what was deleted, and versions that were replaced, more than three months ago. */
export function purgeDashboards(db: Database, nowMs: number): void {
  const before = nowMs - HISTORY_MS;
  db.run(sql`DELETE FROM dashboards WHERE deleted_at < ${before}`);
  db.run(sql`DELETE FROM dashboard_history WHERE saved_at < ${before}
    AND version < (SELECT version FROM dashboards WHERE id = dashboard)`);
}

function writeHistory(
  db: Database,
  id: string,
  version: number,
  title: string,
  definition: string,
  nowMs: number,
  who: Author,
): void {
  db.run(
    sql`INSERT INTO dashboard_history VALUES (${id}, ${version}, ${title}, ${definition}, ${nowMs}, ${who.login})`,
  );
}
