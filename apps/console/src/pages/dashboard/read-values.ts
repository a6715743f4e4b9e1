import type { TimeSpan } from '../../time/time-range.ts';
import type { ReadValues, ValuesOutcome } from '../../variables/resolve.ts';
import { parseValueQuery } from '../../variables/value-query.ts';
import { labelNames, labelValues, queryInstant, type Outcome } from './prometheus.ts';

/** Metrics younger than this are found however short the time range: a drop-down must not flicker between two scrapes. */
const SHORTEST_MS = 5 * 60_000;

/** Reads the values of variables from the server, of series that were there in the time range. */
export function valuesReader(span: TimeSpan, signal: AbortSignal): ReadValues {
  const wide: TimeSpan = { fromMs: Math.min(span.fromMs, span.toMs - SHORTEST_MS), toMs: span.toMs };
  return async (text): Promise<ValuesOutcome> => {
    const query = parseValueQuery(text);
    if (query === undefined) return { ok: false, message: text };
    switch (query.kind) {
      case 'label-values':
        return valuesOf(
          await labelValues(query.label, query.selector === undefined ? [] : [query.selector], wide, signal),
        );
      case 'label-names':
        return valuesOf(await labelNames(wide, signal));
      case 'metrics':
        return valuesOf(await labelValues('__name__', [`{__name__=~${JSON.stringify(query.regex)}}`], wide, signal));
      case 'result': {
        const outcome = await queryInstant(query.expr, wide.toMs, signal);
        if (!outcome.ok) return outcome;
        return { ok: true, values: outcome.value.map(({ labels, value }) => `${seriesText(labels)} ${value}`) };
      }
    }
  };
}

function valuesOf(outcome: Outcome<readonly string[]>): ValuesOutcome {
  return outcome.ok ? { ok: true, values: outcome.value } : outcome;
}

/** A series as text, for the regular expression of a variable to cut from. */
function seriesText(labels: Readonly<Record<string, string>>): string {
  const inside = Object.entries(labels)
    .filter(([name]) => name !== '__name__')
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${labels['__name__'] ?? ''}{${inside.join(',')}}`;
}
