import { z } from 'zod';
import type { Database } from '../metadata/database.ts';
import { sql, type Sql } from '../metadata/sql.ts';
import { allOf, type Condition } from './conditions.ts';

/** Nobody reads more values of a property than this; the search narrows them. */
const MAX_VALUES = 200;

const row = z.object({ value: z.string(), count: z.number() });

/** How often each value of the asked-for properties occurs, each without the condition on itself. */
export function countFacets<Name extends string>(
  db: Database,
  table: Sql,
  columns: Readonly<Record<Name, Sql>>,
  conditions: readonly Condition[],
  names: readonly Name[],
): Partial<Record<Name, { value: string; count: number }[]>> {
  const counts: Partial<Record<Name, { value: string; count: number }[]>> = {};
  for (const name of names) {
    const column = columns[name];
    counts[name] = db.all(
      row,
      sql`SELECT ${column} AS value, count(*) AS count FROM ${table} WHERE ${allOf(conditions, name)}
        GROUP BY 1 HAVING value <> '' ORDER BY 2 DESC, 1 LIMIT ${MAX_VALUES}`,
    );
  }
  return counts;
}
