import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { z } from 'zod';
import { migrations as metadataMigrations } from './migrations.ts';
import type { Sql } from './sql.ts';

export interface DatabaseOptions {
  /** For messages. */
  readonly what: string;
  /** Migration n brings the file from schema n to n + 1. */
  readonly migrations: readonly (readonly Sql[])[];
  /** `full`: what was answered stays, even after a power cut. `normal`: a power cut may take the last transactions. */
  readonly synchronous: 'full' | 'normal';
}

const METADATA: DatabaseOptions = {
  what: 'metadata database',
  migrations: metadataMigrations,
  synchronous: 'full',
};

/** So many statements stay prepared; filters make more texts than there are, so the one used longest ago goes. */
const MAX_PREPARED = 300;

/**
 * One SQLite file in WAL mode. Statements are prepared once. Rows are validated, because a file is as foreign as a
 * request. The metadata database is used on the main thread, where statements take microseconds; whatever takes longer
 * belongs into a file and a thread of its own.
 */
export class Database {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #migrations: DatabaseOptions['migrations'];

  /**
   * Opens or makes the file and brings it up to the newest migration.
   * @throws when the file is damaged, or was written by a newer version
   */
  constructor(file: string, { what, migrations, synchronous }: DatabaseOptions = METADATA) {
    this.#migrations = migrations;
    try {
      this.#db = new DatabaseSync(file);
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000;');
      this.#db.exec(synchronous === 'full' ? 'PRAGMA synchronous = FULL;' : 'PRAGMA synchronous = NORMAL;');
      const check = this.#db.prepare('PRAGMA quick_check(1)').get() as { quick_check?: unknown };
      if (check.quick_check !== 'ok') throw new Error(`damaged: ${String(check.quick_check)}`);
      this.#migrate();
    } catch (cause) {
      throw new Error(`cannot open the ${what} ${file}: ${cause instanceof Error ? cause.message : 'unknown'}`, {
        cause,
      });
    }
  }

  all<S extends z.ZodType>(row: S, statement: Sql): z.output<S>[] {
    return this.#prepare(statement)
      .all(...statement.values)
      .map((it) => row.parse(it));
  }

  first<S extends z.ZodType>(row: S, statement: Sql): z.output<S> | undefined {
    const found = this.#prepare(statement).get(...statement.values);
    return found === undefined ? undefined : row.parse(found);
  }

  /** @returns how many rows were changed */
  run(statement: Sql): number {
    return Number(this.#prepare(statement).run(...statement.values).changes);
  }

  /** All of `work` or nothing of it. `work` is synchronous, so nothing else runs in between. */
  transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }

  #prepare(statement: Sql): StatementSync {
    const known = this.#prepared.get(statement.text);
    // Setting it anew keeps the map in the order of use.
    if (known !== undefined) this.#prepared.delete(statement.text);
    const prepared = known ?? this.#db.prepare(statement.text);
    this.#prepared.set(statement.text, prepared);
    if (this.#prepared.size > MAX_PREPARED) this.#prepared.delete(this.#prepared.keys().next().value!);
    return prepared;
  }

  #migrate(): void {
    const migrations = this.#migrations;
    const { user_version: version } = this.#db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > migrations.length) {
      throw new Error(
        `written by a newer version of binnacle (schema ${version}, this one knows ${migrations.length})`,
      );
    }
    for (let next = version; next < migrations.length; next++) {
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        for (const statement of migrations[next]!) this.#db.exec(statement.text);
        // A pragma takes no parameters; `next` is a number of ours.
        this.#db.exec(`PRAGMA user_version = ${next + 1}`);
        this.#db.exec('COMMIT');
      } catch (error) {
        this.#db.exec('ROLLBACK');
        throw error;
      }
    }
  }
}
