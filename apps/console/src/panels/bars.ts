import { severityOf, textIn, type BarPanel, type Language, type Severity, type StatusPanel } from '@binnacle/views';
import { seriesNames } from '../format/legend.ts';
import { rangeOf, samplesOf, type PanelData } from './panel-data.ts';
import { summaryOf } from './summary.ts';

/** A named value: a bar, or a cell of a status grid. */
export interface NamedValue {
  readonly name: string;
  readonly value: number;
  /** Words in place of the number, where the panel has them. */
  readonly text?: string;
  readonly severity: Severity;
}

/** One value for each series of the panel's queries, in the order of the panel, as many as it shows. */
export function namedValues(panel: BarPanel | StatusPanel, data: PanelData, language: Language): readonly NamedValue[] {
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
  const values = all.map(({ value }, i): NamedValue => {
    const mapping = panel.mappings.find((one) => one.value === value);
    return {
      name: names[i]!,
      value,
      ...(mapping === undefined ? {} : { text: textIn(mapping.text, language) }),
      severity: mapping?.severity ?? severityOf(value, panel.thresholds),
    };
  });
  if (panel.kind === 'status' || panel.order === 'name') {
    return values.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }
  values.sort((a, b) => (panel.order === 'ascending' ? a.value - b.value : b.value - a.value));
  return values.slice(0, panel.limit);
}
