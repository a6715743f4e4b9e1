import {
  severityOf,
  textIn,
  type BarPanel,
  type Language,
  type PiePanel,
  type Severity,
  type StatusPanel,
  type TreemapPanel,
  mappingOf,
} from '@binnacle/views';
import { seriesNames, type LabelRecord } from '../format/legend.ts';
import { rangeOf, samplesOf, type PanelData } from './panel-data.ts';
import { summaryOf } from './summary.ts';
import { byName } from '../format/by-name.ts';

/** A named value: a bar, a slice, a cell of a status grid, a rectangle of a treemap. */
export interface NamedValue {
  readonly name: string;
  readonly labels: LabelRecord;
  readonly value: number;
  /** Words in place of the number, where the panel has them. */
  readonly text?: string;
  readonly severity: Severity;
}

/** One value for each series of the panel's queries, in the order of the panel, as many as it shows. */
export function namedValues(panel: BarPanel | StatusPanel, data: PanelData, language: Language): readonly NamedValue[] {
  const values = everyValue(panel, data, language);
  if (panel.kind === 'status' || panel.order === 'name') {
    return values.sort((a, b) => byName(a.name, b.name));
  }
  if (panel.order !== 'query')
    values.sort((a, b) => (panel.order === 'ascending' ? a.value - b.value : b.value - a.value));
  return values.slice(0, panel.limit);
}

export interface Shares {
  /** Largest first. Only what is above zero is a share of anything. */
  readonly values: readonly NamedValue[];
  readonly total: number;
  /** Sum and number of those beyond the panel's limit. */
  readonly rest: { readonly value: number; readonly count: number };
}

/** The values of a panel as parts of their sum. */
export function shares(panel: PiePanel | TreemapPanel, data: PanelData, language: Language): Shares {
  const all = everyValue(panel, data, language)
    .filter(({ value }) => value > 0 && Number.isFinite(value))
    .sort((a, b) => b.value - a.value);
  const rest = all.slice(panel.limit);
  return {
    values: all.slice(0, panel.limit),
    total: sum(all),
    rest: { value: sum(rest), count: rest.length },
  };
}

const sum = (values: readonly NamedValue[]): number => values.reduce((total, { value }) => total + value, 0);

function everyValue(
  panel: BarPanel | StatusPanel | PiePanel | TreemapPanel,
  data: PanelData,
  language: Language,
): NamedValue[] {
  const all = panel.queries
    .filter((query) => !query.auxiliary)
    .flatMap((query) => {
      const template = query.legend === undefined ? undefined : textIn(query.legend, language);
      const reduced =
        panel.reduce === 'last' || data.answers.get(query.ref)?.kind !== 'range'
          ? samplesOf(data, query.ref)
          : rangeOf(data, query.ref).map(({ labels, values }) => ({ labels, value: summaryOf(values)[panel.reduce] }));
      return reduced
        .filter(({ value }) => !Number.isNaN(value))
        .map(({ labels, value }) => ({ template, labels, value }));
    });
  const names = seriesNames(all);
  return all.map(({ labels, value }, i): NamedValue => {
    const mapping = mappingOf(panel.mappings, value);
    return {
      name: names[i]!,
      labels,
      value,
      ...(mapping === undefined ? {} : { text: textIn(mapping.text, language) }),
      severity: mapping?.severity ?? severityOf(value, panel.thresholds),
    };
  });
}
