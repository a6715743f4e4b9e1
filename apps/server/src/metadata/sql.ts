/** What SQLite stores; a Date or a boolean has to be turned into one of these first. */
export type SqlValue = string | number | bigint | null | Uint8Array;

const made: unique symbol = Symbol('made by the sql tag');

/** A statement and its parameters. Only the `sql` tag makes one, so text that came from outside cannot become SQL. */
export interface Sql {
  readonly [made]: true;
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/**
 * Every `${value}` becomes a parameter: sql`SELECT * FROM users WHERE login = ${login}`. A statement among the values is
 * put in as it is, with its own parameters.
 */
export function sql(strings: TemplateStringsArray, ...values: readonly (SqlValue | Sql)[]): Sql {
  let text = strings[0]!;
  const parameters: SqlValue[] = [];
  for (const [i, value] of values.entries()) {
    if (isSql(value)) {
      text += value.text;
      parameters.push(...value.values);
    } else {
      text += '?';
      parameters.push(value);
    }
    text += strings[i + 1]!;
  }
  return { [made]: true, text, values: parameters };
}

/** Statements one after the other with `between` between them: conditions with sql` AND `. */
export const joinSql = (parts: readonly Sql[], between: Sql): Sql =>
  parts.reduce((all, it, i) => (i === 0 ? it : sql`${all}${between}${it}`), sql``);

const isSql = (value: SqlValue | Sql): value is Sql => typeof value === 'object' && value !== null && made in value;
