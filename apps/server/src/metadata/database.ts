import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { z } from 'zod';
import { migrations } from './migrations.ts';
import type { Sql } from './sql.ts';

/**
 * The metadata database: one SQLite file in WAL mode. Statements take microseconds, so they run on the main thread; each
 * is prepared once. Rows are validated, because a file is as foreign as a request.
 */
export class Database {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  /**
   * Opens or makes the file and brings it up to the newest migration.
   * @throws when the file is damaged, or was written by a newer version
   */
  constructor(file: string) {
    try {
      this.#db = new DatabaseSync(file);
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000;');
      // FULL: what was answered stays, even after a power cut. There are few writes.
      this.#db.exec('PRAGMA synchronous = FULL;');
      const check = this.#db.prepare('PRAGMA quick_check(1)').get() as { quick_check?: unknown };
      if (check.quick_check !== 'ok') throw new Error(`damaged: ${String(check.quick_check)}`);
      this.#migrate();
    } catch (cause) {
      throw new Error(
        `cannot open the metadata database ${file}: ${cause instanceof Error ? cause.message : 'unknown'}`,
        { cause },
      );
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
    let prepared = this.#prepared.get(statement.text);
    if (prepared === undefined) this.#prepared.set(statement.text, (prepared = this.#db.prepare(statement.text)));
    return prepared;
  }

  #migrate(): void {
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
