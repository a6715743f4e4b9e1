import type { ObjectSummary, RELATIONS } from '@binnacle/api';
import { matchesSelector, parseSelector, type Json } from '@binnacle/objects';
import { sql, type Sql } from '../metadata/sql.ts';

export type Relation = (typeof RELATIONS)[number];

/** What an object is in the middle of. */
export interface Surroundings {
  readonly object: ObjectSummary;
  readonly body: Json;
  /** Live objects of the same cluster that fulfil a condition. */
  readonly find: (condition: Sql) => ObjectSummary[];
  /** Live objects of a kind in the object's namespace whose selector chooses these labels. */
  readonly selecting: (kinds: readonly string[], labels: Readonly<Record<string, string>>) => ObjectSummary[];
}

export const kindIs = (kinds: readonly string[]): Sql =>
  sql`kind IN (SELECT value FROM json_each(${JSON.stringify(kinds)}))`;

export const nameIs = (names: readonly string[]): Sql =>
  sql`name IN (SELECT value FROM json_each(${JSON.stringify(names)}))`;

export function selects(selector: string, labels: Readonly<Record<string, string>>): boolean {
  const parsed = parseSelector(selector);
  return selector !== '' && parsed.ok && matchesSelector(parsed.requirements, labels);
}

export const textFact = (it: ObjectSummary, name: string): string => {
  const value = it.facts[name];
  return typeof value === 'string' ? value : '';
};

export const listFact = (it: ObjectSummary, name: string): readonly string[] => {
  const value = it.facts[name];
  return Array.isArray(value) ? value : [];
};
