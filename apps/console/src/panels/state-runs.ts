import { severityOf, textIn, type Language, type Severity, type StateTimelinePanel, mappingOf } from '@binnacle/views';
import { seriesNames } from '../format/legend.ts';
import { valueText } from '../format/value.ts';
import { rangeOf, type PanelData } from './panel-data.ts';
import { byName } from '../format/by-name.ts';

/** A stretch of time in which a series was in one state. */
export interface StateRun {
  readonly state: string;
  readonly severity: Severity;
  /** Index of the first and the last step, both in it. */
  readonly from: number;
  readonly to: number;
}

export interface StateRow {
  readonly name: string;
  readonly runs: readonly StateRun[];
}

export interface StateRows {
  readonly rows: readonly StateRow[];
  /** Every state that occurs, in the order of their first appearance. */
  readonly states: readonly { readonly state: string; readonly severity: Severity }[];
  readonly leftOut: number;
}

/** Joins steps of the same state. A step without a sample is a gap. */
export function stateRows(panel: StateTimelinePanel, data: PanelData, language: Language): StateRows {
  const all = panel.queries
    .filter((query) => !query.auxiliary)
    .flatMap((query) => {
      const template = query.legend === undefined ? undefined : textIn(query.legend, language);
      return rangeOf(data, query.ref).map(({ labels, values }) => ({ template, labels, values }));
    });
  const names = seriesNames(all);
  const words = new Map<number, { readonly state: string; readonly severity: Severity }>();
  const states = new Map<string, Severity>();
  const stateOf = (value: number) => {
    let known = words.get(value);
    if (known === undefined) {
      const mapping = mappingOf(panel.mappings, value);
      known = {
        state:
          mapping === undefined
            ? valueText(value, panel.unit, language, panel.decimals)
            : textIn(mapping.text, language),
        severity: mapping?.severity ?? severityOf(value, panel.thresholds),
      };
      words.set(value, known);
    }
    if (!states.has(known.state)) states.set(known.state, known.severity);
    return known;
  };
  const rows = all
    .map(({ values }, i) => ({ name: names[i]!, values }))
    .sort((a, b) => byName(a.name, b.name))
    .slice(0, panel.limit)
    .map(({ name, values }) => ({ name, runs: runsOf(values, stateOf) }))
    .filter(({ runs }) => runs.length > 0);
  return {
    rows,
    states: [...states].map(([state, severity]) => ({ state, severity })),
    leftOut: Math.max(0, all.length - panel.limit),
  };
}

function runsOf(
  values: Float64Array,
  stateOf: (value: number) => { readonly state: string; readonly severity: Severity },
): StateRun[] {
  const runs: StateRun[] = [];
  let open: { state: string; severity: Severity; from: number } | undefined;
  const close = (to: number): void => {
    if (open !== undefined) runs.push({ ...open, to });
    open = undefined;
  };
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) {
      close(i - 1);
      continue;
    }
    const { state, severity } = stateOf(value);
    if (open?.state === state) continue;
    close(i - 1);
    open = { state, severity, from: i };
  }
  close(values.length - 1);
  return runs;
}
