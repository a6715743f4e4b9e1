import { z } from 'zod';
import { localizedText } from './text.ts';
import { unit } from './units.ts';

/** A query of a panel. Its answer is found by `ref` from the rest of the panel. */
export const panelQuery = z.strictObject({
  ref: z.string().regex(/^[A-Z][A-Z0-9]{0,3}$/, 'one to four capital letters and digits, such as A'),
  /** PromQL with variables in it. */
  expr: z.string().min(1).max(20_000),
  /** One value for now, or one for every step of the time range. */
  mode: z.enum(['range', 'instant']).default('range'),
  /** Name of a series: `{{label}}` is replaced by the label's value. Without it: the labels that tell series apart. */
  legend: localizedText.optional(),
  /** Where it is not the panel's own. A second unit in a panel gets an axis on the right. */
  unit: unit.optional(),
  /** Not drawn by itself; the panel refers to it (the total of a stat, its severity). */
  auxiliary: z.boolean().default(false),
  /** Drawn as this kind where it is not the panel's own. */
  draw: z.enum(['line', 'area', 'bars', 'points', 'dashed']).optional(),
  /**
   * Metrics this query cannot do without. Where the store has none of one of them, the query is not sent, and a panel all of
   * whose queries are like that says "not collected with this configuration". Empty: always sent.
   */
  requires: z.array(z.string()).default([]),
});
export type PanelQuery = z.infer<typeof panelQuery>;
