import { z } from 'zod';
import { localizedText } from './text.ts';

/** How a variable is written in a query: `$cluster` or `${cluster}`. */
export const variableName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,63}$/, 'a name begins with a letter and has letters, digits and _ after it');

/** Names the console fills in by itself; no variable can have one of them. */
export const RESERVED_VARIABLES = [
  'w',
  '__rate_interval',
  '__interval',
  '__interval_ms',
  '__range',
  '__range_s',
] as const;

const common = {
  name: variableName,
  title: localizedText.optional(),
  description: localizedText.optional(),
  /** Out of sight in the variables bar; still filled in and part of the cascade. */
  hidden: z.boolean().default(false),
};

const choice = {
  ...common,
  multi: z.boolean().default(false),
  includeAll: z.boolean().default(false),
  /**
   * What "all" turns into. `omit`: the condition goes away, so that series without the label stay. `values`: every value
   * of the list.
   */
  all: z.enum(['omit', 'values']).default('omit'),
  /** Values chosen at first; empty means "all" where there is one, else the first of the list. */
  default: z.array(z.string()).default([]),
};

/**
 * Values read from series: `label_values(label)`, `label_values(selector, label)`, `label_names()`,
 * `metrics(regex)` or `query_result(promql)`. It may name other variables, and is read again when one of them changes.
 */
export const queryVariable = z.strictObject({
  kind: z.literal('query'),
  ...choice,
  query: z.string().min(1).max(4000),
  /** Keeps only values that match, and the first capture group where there is one. */
  regex: z.string().max(500).optional(),
  sort: z.enum(['none', 'ascending', 'descending', 'numeric']).default('ascending'),
});

/** A fixed list. */
export const customVariable = z.strictObject({
  kind: z.literal('custom'),
  ...choice,
  options: z.array(z.strictObject({ value: z.string(), text: localizedText.optional() })).min(1),
  /** Values are regular expressions in `=~` and `!~`, and not texts that stand for themselves. */
  patterns: z.boolean().default(false),
});

/** Free text. */
export const textVariable = z.strictObject({
  kind: z.literal('text'),
  ...common,
  default: z.string().default(''),
});

/** A duration for `[$name]`, one of a list. */
export const intervalVariable = z.strictObject({
  kind: z.literal('interval'),
  ...common,
  options: z.array(z.string().regex(/^\d+(ms|s|m|h|d|w)$/, 'a duration such as 5m')).min(1),
  default: z.string().optional(),
});

export const variable = z.discriminatedUnion('kind', [queryVariable, customVariable, textVariable, intervalVariable]);
export type Variable = z.infer<typeof variable>;
export type QueryVariable = z.infer<typeof queryVariable>;
export type ChoiceVariable = z.infer<typeof queryVariable> | z.infer<typeof customVariable>;
