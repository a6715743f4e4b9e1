/** What SQLite stores; a Date or a boolean has to be turned into one of these first. */
export type SqlValue = string | number | bigint | null | Uint8Array;

const made: unique symbol = Symbol('made by the sql tag');

/** A statement and its parameters. Only the `sql` tag makes one, so text that came from outside cannot become SQL. */
export interface Sql {
  readonly [made]: true;
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Every `${value}` becomes a parameter: sql`SELECT * FROM users WHERE login = ${login}`. */
export function sql(strings: TemplateStringsArray, ...values: readonly SqlValue[]): Sql {
  return { [made]: true, text: strings.join('?'), values };
}
