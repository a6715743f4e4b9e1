import { sql, type Sql } from './sql.ts';

/**
 * Migration n brings a database from schema n to n + 1, in one transaction. A released migration is never changed: what
 * has to be different goes into a new one. Times are Unix milliseconds.
 */
export const migrations: readonly (readonly Sql[])[] = [
  [
    sql`CREATE TABLE workspaces (id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT`,
    sql`INSERT INTO workspaces VALUES ('default', 'default', 0)`,
    sql`CREATE TABLE users (
      id TEXT PRIMARY KEY,
      login TEXT NOT NULL COLLATE NOCASE UNIQUE,
      name TEXT NOT NULL,
      password_hash TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT`,
    sql`CREATE TABLE members (
      workspace TEXT NOT NULL REFERENCES workspaces (id),
      user TEXT NOT NULL REFERENCES users (id),
      role TEXT NOT NULL,
      PRIMARY KEY (workspace, user)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE TABLE sessions (
      secret_hash BLOB PRIMARY KEY,
      previous_hash BLOB,
      previous_until INTEGER NOT NULL DEFAULT 0,
      user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      workspace TEXT NOT NULL REFERENCES workspaces (id),
      created_at INTEGER NOT NULL,
      rotated_at INTEGER NOT NULL,
      used_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX sessions_previous ON sessions (previous_hash)`,
    sql`CREATE TABLE tokens (
      id TEXT PRIMARY KEY,
      workspace TEXT NOT NULL REFERENCES workspaces (id),
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      hint TEXT NOT NULL,
      secret_hash BLOB NOT NULL UNIQUE,
      created_at INTEGER NOT NULL,
      created_by TEXT,
      used_at INTEGER
    ) STRICT`,
    sql`CREATE TABLE dashboards (
      id TEXT PRIMARY KEY,
      workspace TEXT NOT NULL REFERENCES workspaces (id),
      title TEXT NOT NULL,
      from_view TEXT,
      version INTEGER NOT NULL,
      definition TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      created_by TEXT,
      updated_at INTEGER NOT NULL,
      updated_by TEXT,
      deleted_at INTEGER
    ) STRICT`,
    sql`CREATE INDEX dashboards_workspace ON dashboards (workspace, deleted_at)`,
    sql`CREATE TABLE dashboard_history (
      dashboard TEXT NOT NULL REFERENCES dashboards (id) ON DELETE CASCADE,
      version INTEGER NOT NULL,
      title TEXT NOT NULL,
      definition TEXT NOT NULL,
      saved_at INTEGER NOT NULL,
      saved_by TEXT,
      PRIMARY KEY (dashboard, version)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE TABLE favourites (
      user TEXT NOT NULL,
      dashboard TEXT NOT NULL REFERENCES dashboards (id) ON DELETE CASCADE,
      PRIMARY KEY (user, dashboard)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE TABLE audit (
      id INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      workspace TEXT NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      object TEXT NOT NULL,
      address TEXT NOT NULL,
      details TEXT NOT NULL DEFAULT ''
    ) STRICT`,
  ],
  [
    sql`UPDATE members SET role = 'editor' WHERE role = 'standard'`,
    sql`UPDATE members SET role = 'viewer' WHERE role = 'read_only'`,
    sql`ALTER TABLE members ADD COLUMN joined_at INTEGER NOT NULL DEFAULT 0`,
    sql`UPDATE members SET joined_at = (SELECT created_at FROM users WHERE id = members.user)`,
    sql`ALTER TABLE sessions ADD COLUMN id TEXT NOT NULL DEFAULT ''`,
    sql`UPDATE sessions SET id = lower(hex(randomblob(12)))`,
    sql`CREATE UNIQUE INDEX sessions_id ON sessions (id)`,
    sql`CREATE INDEX sessions_user ON sessions (user)`,
    sql`ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT ''`,
    sql`ALTER TABLE sessions ADD COLUMN user_agent TEXT NOT NULL DEFAULT ''`,
    sql`ALTER TABLE tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT ''`,
    sql`UPDATE tokens SET scopes = CASE kind WHEN 'agent' THEN 'metrics:write agents:report' ELSE 'metrics:read' END`,
    sql`ALTER TABLE tokens ADD COLUMN expires_at INTEGER`,
    sql`ALTER TABLE tokens ADD COLUMN rotated_at INTEGER`,
    sql`ALTER TABLE tokens ADD COLUMN previous_hash BLOB`,
    sql`ALTER TABLE tokens ADD COLUMN previous_until INTEGER NOT NULL DEFAULT 0`,
    sql`CREATE INDEX tokens_previous ON tokens (previous_hash)`,
    sql`CREATE TABLE invitations (
      id TEXT PRIMARY KEY,
      workspace TEXT NOT NULL REFERENCES workspaces (id),
      role TEXT NOT NULL,
      note TEXT NOT NULL,
      secret_hash BLOB NOT NULL UNIQUE,
      created_at INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT`,
    sql`CREATE TABLE identities (
      issuer TEXT NOT NULL,
      subject TEXT NOT NULL,
      user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      PRIMARY KEY (issuer, subject)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX identities_user ON identities (user)`,
    sql`CREATE INDEX audit_workspace ON audit (workspace, id)`,
  ],
  [
    sql`ALTER TABLE dashboards ADD COLUMN folder TEXT NOT NULL DEFAULT ''`,
    sql`ALTER TABLE dashboards ADD COLUMN access TEXT NOT NULL DEFAULT 'workspace'`,
  ],
  [
    sql`CREATE TABLE shares (
      id TEXT PRIMARY KEY,
      workspace TEXT NOT NULL REFERENCES workspaces (id),
      dashboard TEXT NOT NULL REFERENCES dashboards (id) ON DELETE CASCADE,
      panel TEXT,
      use TEXT NOT NULL,
      note TEXT NOT NULL,
      secret_hash BLOB NOT NULL UNIQUE,
      settings TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      revoked_at INTEGER,
      opened INTEGER NOT NULL DEFAULT 0,
      opened_at INTEGER
    ) STRICT`,
    sql`CREATE INDEX shares_workspace ON shares (workspace, created_at)`,
    sql`CREATE TABLE embedding (
      workspace TEXT PRIMARY KEY REFERENCES workspaces (id),
      origins TEXT NOT NULL
    ) STRICT`,
  ],
];
