import { parseSelector, type Requirement } from '@binnacle/objects';
import { joinSql, sql, type Sql } from '../metadata/sql.ts';
import type { InventoryReply } from './job.ts';

export type Refused = Extract<InventoryReply, { ok: false }>;

export const refused = (path: string, message: string): Refused => ({
  ok: false,
  code: 'invalid_request',
  message: `${path}: ${message}`,
  issues: [{ path, message }],
});

/** One condition, and the property that it is about, so that the counts of a property can leave it out. */
export interface Condition {
  readonly about: string;
  readonly sql: Sql;
}

export const allOf = (conditions: readonly Condition[], except?: string): Sql =>
  joinSql(
    conditions.filter((it) => it.about !== except).map((it) => it.sql),
    sql` AND `,
  );

/** `column IN (…)` over any number of values, in one text. Nothing for no values. */
export const oneOf = (about: string, column: Sql, values: readonly string[]): Condition[] =>
  values.length === 0
    ? []
    : [{ about, sql: sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(values)}))` }];

/** Every word has to occur in `search`, which is in lower case. */
export const searched = (text: string | undefined): Condition[] =>
  (text ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((it) => it !== '')
    .slice(0, 20)
    .map((word) => ({ about: 'search', sql: sql`instr(search, ${word}) > 0` }));

/** More conditions than a person writes would only hold up others. */
const MAX_REQUIREMENTS = 20;

export function labelled(text: string | undefined): readonly Condition[] | Refused {
  const parsed = parseSelector(text ?? '');
  if (!parsed.ok) return refused('query.labels', parsed.message);
  if (parsed.requirements.length > MAX_REQUIREMENTS) {
    return refused('query.labels', `at most ${MAX_REQUIREMENTS} conditions`);
  }
  return parsed.requirements.map((it) => ({ about: 'labels', sql: labelSql(it) }));
}

function labelSql(it: Requirement): Sql {
  // The key of a label has no quote in it: the parser of selectors takes care.
  const value = sql`json_extract(labels, ${`$."${it.key}"`})`;
  switch (it.kind) {
    case 'in':
      return sql`${value} IN (SELECT value FROM json_each(${JSON.stringify(it.values)}))`;
    case 'not-in':
      return sql`coalesce(${value} NOT IN (SELECT value FROM json_each(${JSON.stringify(it.values)})), 1)`;
    case 'exists':
      return sql`${value} IS NOT NULL`;
    case 'not-exists':
      return sql`${value} IS NULL`;
  }
}
