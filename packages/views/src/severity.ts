import { z } from 'zod';
import { localizedText } from './text.ts';

/** How a value is judged. Green, amber and red; `unknown` is a value that says nothing about health. */
export const SEVERITIES = ['ok', 'warn', 'crit', 'unknown'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * Bounds of a value, in the unit of the panel. `guide` is a value to aim for: it is drawn, and colours nothing. With
 * `compare` `>=` (the default) the value is bad from the bound upwards, with `<` below it.
 */
export const thresholds = z
  .strictObject({
    compare: z.enum(['>', '>=', '<', '<=']).default('>='),
    guide: z.number().optional(),
    warn: z.number().optional(),
    crit: z.number().optional(),
  })
  .describe('Bounds from which a value is a warning or critical');
export type Thresholds = z.infer<typeof thresholds>;

/**
 * Words for a number: 1 → "yes"; or for all numbers of a range, both ends in it, one of which may be open. The first mapping that
 * fits is taken.
 */
export const valueMapping = z
  .strictObject({
    value: z.number().optional(),
    from: z.number().optional(),
    to: z.number().optional(),
    text: localizedText,
    severity: z.enum(SEVERITIES).optional(),
  })
  .refine(({ value, from, to }) => (value === undefined) !== (from === undefined && to === undefined), {
    message: 'either value, or from, to or both',
  });
export type ValueMapping = z.infer<typeof valueMapping>;

/** The mapping that has words for a value. */
export function mappingOf(mappings: readonly ValueMapping[], value: number): ValueMapping | undefined {
  return mappings.find((it) =>
    it.value === undefined ? value >= (it.from ?? -Infinity) && value <= (it.to ?? Infinity) : it.value === value,
  );
}

/** Judges a value by its bounds; NaN is `unknown`, and so is everything where there are no bounds. */
export function severityOf(value: number, bounds: Thresholds | undefined): Severity {
  if (bounds === undefined || Number.isNaN(value)) return 'unknown';
  if (bounds.crit !== undefined && compare(value, bounds.compare, bounds.crit)) return 'crit';
  if (bounds.warn !== undefined && compare(value, bounds.compare, bounds.warn)) return 'warn';
  return bounds.crit === undefined && bounds.warn === undefined ? 'unknown' : 'ok';
}

/** The worst of several; `unknown` counts only where there is nothing else. */
export function worstSeverity(severities: Iterable<Severity>): Severity {
  let worst: Severity = 'unknown';
  for (const severity of severities) if (RANK[severity] > RANK[worst]) worst = severity;
  return worst;
}

const RANK: Readonly<Record<Severity, number>> = { unknown: 0, ok: 1, warn: 2, crit: 3 };

function compare(value: number, operator: Thresholds['compare'], bound: number): boolean {
  switch (operator) {
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
  }
}
