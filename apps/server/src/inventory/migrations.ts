import { sql, type Sql } from '../metadata/sql.ts';

/**
 * The database of objects and events: `objects.db`. Migration n brings it from schema n to n + 1; a released one is never
 * changed. Times are Unix milliseconds.
 */
export const migrations: readonly (readonly Sql[])[] = [
  [
    // What lists, filters and sorting need; '' for what an object does not have. `rank` orders levels, the worst first.
    sql`CREATE TABLE objects (
      id INTEGER PRIMARY KEY,
      workspace TEXT NOT NULL,
      cluster TEXT NOT NULL,
      source TEXT NOT NULL,
      kind TEXT NOT NULL,
      api_version TEXT NOT NULL,
      uid TEXT NOT NULL,
      namespace TEXT NOT NULL,
      name TEXT NOT NULL,
      status TEXT NOT NULL,
      level TEXT NOT NULL,
      rank INTEGER NOT NULL,
      message TEXT NOT NULL,
      node TEXT NOT NULL,
      ip TEXT NOT NULL,
      ready INTEGER,
      desired INTEGER,
      restarts INTEGER,
      owner_kind TEXT NOT NULL,
      owner_name TEXT NOT NULL,
      owner_uid TEXT NOT NULL,
      workload_kind TEXT NOT NULL,
      workload_name TEXT NOT NULL,
      selector TEXT NOT NULL,
      labels TEXT NOT NULL,
      images TEXT NOT NULL,
      facts TEXT NOT NULL,
      search TEXT NOT NULL,
      resource_version TEXT NOT NULL,
      created_at INTEGER,
      first_seen_at INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      gone_at INTEGER,
      UNIQUE (workspace, cluster, uid)
    ) STRICT`,
    sql`CREATE INDEX objects_place ON objects (workspace, kind, cluster, namespace, name)`,
    sql`CREATE INDEX objects_source ON objects (workspace, cluster, source, kind)`,
    sql`CREATE INDEX objects_owner_uid ON objects (workspace, cluster, owner_uid) WHERE owner_uid <> ''`,
    sql`CREATE INDEX objects_owner ON objects (workspace, cluster, namespace, owner_kind, owner_name) WHERE owner_name <> ''`,
    sql`CREATE INDEX objects_workload ON objects (workspace, cluster, namespace, workload_kind, workload_name) WHERE workload_name <> ''`,
    sql`CREATE INDEX objects_node ON objects (workspace, cluster, node, kind) WHERE node <> ''`,
    sql`CREATE INDEX objects_uid ON objects (workspace, uid)`,
    sql`CREATE INDEX objects_gone ON objects (gone_at) WHERE gone_at IS NOT NULL`,
    // The object itself, as zstd over its JSON, apart from what is scanned.
    sql`CREATE TABLE bodies (
      object INTEGER PRIMARY KEY REFERENCES objects (id) ON DELETE CASCADE,
      body BLOB NOT NULL
    ) STRICT`,
    // When a source last named all that it has of a kind: then all of it was seen, without a write for each.
    sql`CREATE TABLE sources (
      workspace TEXT NOT NULL,
      cluster TEXT NOT NULL,
      source TEXT NOT NULL,
      kind TEXT NOT NULL,
      complete_at INTEGER NOT NULL,
      PRIMARY KEY (workspace, cluster, source, kind)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE TABLE events (
      id INTEGER PRIMARY KEY,
      workspace TEXT NOT NULL,
      cluster TEXT NOT NULL,
      uid TEXT NOT NULL,
      type TEXT NOT NULL,
      reason TEXT NOT NULL,
      message TEXT NOT NULL,
      involved_kind TEXT NOT NULL,
      involved_namespace TEXT NOT NULL,
      involved_name TEXT NOT NULL,
      involved_uid TEXT NOT NULL,
      component TEXT NOT NULL,
      host TEXT NOT NULL,
      count INTEGER NOT NULL,
      first_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      search TEXT NOT NULL,
      UNIQUE (workspace, cluster, uid)
    ) STRICT`,
    sql`CREATE INDEX events_time ON events (workspace, last_at, id)`,
    sql`CREATE INDEX events_involved ON events (workspace, involved_uid, last_at) WHERE involved_uid <> ''`,
    sql`CREATE INDEX events_name ON events (workspace, cluster, involved_namespace, involved_kind, involved_name, last_at)`,
    sql`CREATE INDEX events_last ON events (last_at)`,
    sql`CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  ],
];
