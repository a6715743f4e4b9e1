import type { Severity, Thresholds } from '../severity.ts';
import { severityOfColour } from './colours.ts';
import { numberOf, objectOf, objectsOf, textOf } from './json.ts';

interface Step {
  readonly from: number;
  readonly severity: Severity;
}

export interface ImportedThresholds {
  readonly thresholds: Thresholds | undefined;
  /** Steps could not all be told. */
  readonly isPartial: boolean;
}

/**
 * Steps of colours as bounds: from green upwards to red the value is bad above them, from red upwards to green below.
 *
 * @param range  of a panel whose steps are percent of it
 */
export function thresholdsOf(
  value: unknown,
  range: { readonly min: number; readonly max: number },
): ImportedThresholds {
  const { mode, steps } = objectOf(value);
  const scale = (bound: number): number =>
    mode === 'percentage' ? range.min + ((range.max - range.min) * bound) / 100 : bound;
  const read = objectsOf(steps)
    .map((step): Step => {
      const from = numberOf(step['value']);
      return { from: from === undefined ? -Infinity : scale(from), severity: severityOfColour(textOf(step['color'])) };
    })
    .sort((a, b) => a.from - b.from);
  return boundsOf(read);
}

/** The form of older versions: `"80,90"` or a list of texts, with three colours. */
export function oldThresholdsOf(bounds: unknown, colours: unknown): ImportedThresholds {
  const values = (Array.isArray(bounds) ? bounds : textOf(bounds).split(','))
    .map(numberOf)
    .filter((value) => value !== undefined);
  if (values.length === 0 || !Array.isArray(colours)) return { thresholds: undefined, isPartial: false };
  return boundsOf(
    colours.map((colour, i): Step => ({
      from: i === 0 ? -Infinity : (values[i - 1] ?? Infinity),
      severity: severityOfColour(textOf(colour)),
    })),
  );
}

const SEVERITIES: ReadonlyMap<string, Severity> = new Map(
  Object.entries<Severity>({ critical: 'crit', warning: 'warn', ok: 'ok' }),
);

/** Bounds of the older panel kind "graph", each with the side on which it is bad. */
export function graphThresholdsOf(given: unknown): ImportedThresholds {
  const bounds = objectsOf(given).flatMap((it) => {
    const value = numberOf(it['value']);
    const severity =
      SEVERITIES.get(textOf(it['colorMode'])) ?? severityOfColour(textOf(it['lineColor'] ?? it['fillColor']));
    return value === undefined || severity === 'ok' ? [] : [{ value, severity, isUpper: it['op'] !== 'lt' }];
  });
  const told = bounds.filter(({ severity }) => severity === 'warn' || severity === 'crit');
  const isUpper = told[0]?.isUpper ?? true;
  const isPartial = told.length < bounds.length || told.some((it) => it.isUpper !== isUpper);
  if (told.length === 0 || told.some((it) => it.isUpper !== isUpper)) return { thresholds: undefined, isPartial };
  // Bad begins with the first that is passed.
  const first = (wanted: Severity): number | undefined =>
    told
      .filter(({ severity }) => severity === wanted)
      .map(({ value }) => value)
      .sort((a, b) => (isUpper ? a - b : b - a))[0];
  return { ...made(isUpper ? '>=' : '<', first('warn'), first('crit')), isPartial };
}

function boundsOf(steps: readonly Step[]): ImportedThresholds {
  const bounds = steps.filter(({ from }) => Number.isFinite(from));
  if (bounds.length === 0) return { thresholds: undefined, isPartial: false };
  const rank = { ok: 0, unknown: 0, warn: 1, crit: 2 } as const;
  const ranks = steps.map(({ severity }) => rank[severity]);
  const rises = ranks.every((value, i) => i === 0 || value >= ranks[i - 1]!);
  const falls = ranks.every((value, i) => i === 0 || value <= ranks[i - 1]!);
  if (rises && ranks.at(-1)! > 0) {
    const first = (wanted: Severity): number | undefined => bounds.find(({ severity }) => severity === wanted)?.from;
    return made('>=', first('warn'), first('crit'));
  }
  if (falls && ranks[0]! > 0) {
    // A step ends where the next one begins.
    const end = (wanted: Severity): number | undefined => {
      const last = steps.findLastIndex(({ severity }) => severity === wanted);
      return last === -1 ? undefined : steps[last + 1]?.from;
    };
    return made('<', end('warn'), end('crit'));
  }
  return { thresholds: undefined, isPartial: ranks.some((value) => value > 0) };
}

function made(compare: '>=' | '<', warn: number | undefined, crit: number | undefined): ImportedThresholds {
  const thresholds: Thresholds = {
    compare,
    ...(warn === undefined ? {} : { warn }),
    ...(crit === undefined ? {} : { crit }),
  };
  return { thresholds, isPartial: false };
}
