import {
  severityOf,
  textIn,
  worstSeverity,
  type GaugePanel,
  type Language,
  type Severity,
  type StatPanel,
  mappingOf,
} from '@binnacle/views';
import { fillLegend } from '../format/legend.ts';
import { formatValue } from '../format/value.ts';
import { rangeOf, samplesOf, type PanelData } from './panel-data.ts';
import { summaryOf } from './summary.ts';

/** What a stat or gauge shows. */
export interface StatValue {
  /** The number itself, NaN when a label is shown in its place. */
  readonly value: number;
  readonly number: string;
  readonly unit: string;
  readonly total?: string;
  readonly detail?: string;
  readonly severity: Severity;
}

/** undefined when there is no value: no series, or only values that are no number. */
export function statValue(panel: StatPanel | GaugePanel, data: PanelData, language: Language): StatValue | undefined {
  const query = panel.queries.find((one) => !one.auxiliary);
  if (query === undefined) return undefined;
  const label = panel.kind === 'stat' ? panel.label : undefined;
  if (label !== undefined) return labelValue(label, query.ref, panel, data, language);
  const value = reduced(panel.reduce, query.ref, data);
  if (Number.isNaN(value)) return undefined;
  const mapping = mappingOf(panel.mappings, value);
  const formatted =
    mapping === undefined
      ? formatValue(value, panel.unit, language, panel.decimals)
      : { number: textIn(mapping.text, language), unit: '' };
  const own = mapping?.severity ?? severityOf(value, panel.thresholds);
  return { value, ...formatted, ...extras(panel, data, language), severity: severityQuery(panel, data) ?? own };
}

function reduced(reduce: StatPanel['reduce'], ref: string, data: PanelData): number {
  if (reduce === 'last') {
    const samples = samplesOf(data, ref);
    // Several series have no one value: the first one with a number is as good as any, and stays the same.
    return samples.find(({ value }) => !Number.isNaN(value))?.value ?? Number.NaN;
  }
  const [first] = rangeOf(data, ref);
  if (first !== undefined) return summaryOf(first.values)[reduce];
  return samplesOf(data, ref)[0]?.value ?? Number.NaN;
}

function labelValue(
  label: string,
  ref: string,
  panel: StatPanel | GaugePanel,
  data: PanelData,
  language: Language,
): StatValue | undefined {
  const texts = new Set(samplesOf(data, ref).flatMap(({ labels }) => labels[label] ?? []));
  if (texts.size === 0) return undefined;
  return {
    value: Number.NaN,
    number: [...texts].sort().join(', '),
    unit: '',
    ...extras(panel, data, language),
    severity: severityQuery(panel, data) ?? (texts.size > 1 ? 'warn' : 'ok'),
  };
}

function extras(
  panel: StatPanel | GaugePanel,
  data: PanelData,
  language: Language,
): Pick<StatValue, 'total' | 'detail'> {
  if (panel.kind === 'gauge') return {};
  const total = panel.total === undefined ? undefined : samplesOf(data, panel.total)[0]?.value;
  const detail = detailText(panel, data, language);
  return {
    ...(total === undefined ? {} : { total: formatValue(total, panel.unit, language, panel.decimals).number }),
    ...(detail === '' ? {} : { detail }),
  };
}

function detailText(panel: StatPanel, data: PanelData, language: Language): string {
  const query = panel.queries.find((one) => one.ref === panel.detail);
  if (query === undefined) return '';
  const template = query.legend === undefined ? '' : textIn(query.legend, language);
  const texts = samplesOf(data, query.ref).map(({ labels }) => fillLegend(template, labels));
  return [...new Set(texts)].filter((text) => text !== '').join(', ');
}

/** The severity a query gives: 0 ok, 1 warning, 2 critical; the worst of several series. */
function severityQuery(panel: StatPanel | GaugePanel, data: PanelData): Severity | undefined {
  if (panel.severity === undefined) return undefined;
  const samples = samplesOf(data, panel.severity).filter(({ value }) => !Number.isNaN(value));
  if (samples.length === 0) return undefined;
  return worstSeverity(samples.map(({ value }): Severity => (value >= 2 ? 'crit' : value >= 1 ? 'warn' : 'ok')));
}
