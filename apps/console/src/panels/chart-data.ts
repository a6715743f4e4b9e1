import { textIn, type Language, type PanelQuery, type TimeSeriesPanel, type Unit } from '@binnacle/views';
import { fillLegend, legendLabels, seriesNames, type LabelRecord } from '../format/legend.ts';
import { panelColours, type ColourBook } from '../format/series-colours.ts';
import { largestSeries } from './largest-series.ts';
import { leftOutOf, rangeOf, type Before, type PanelData, type RangeSeries } from './panel-data.ts';
import { byName } from '../format/by-name.ts';

/** A line, area or bar of a chart. */
export interface ChartSeries {
  /** The same for the same series in each refresh. */
  readonly id: string;
  readonly name: string;
  readonly labels: LabelRecord;
  /** Values as they are, NaN where there is none; stacking is done when drawing. */
  readonly values: Float64Array;
  readonly unit: Unit;
  readonly draw: NonNullable<PanelQuery['draw']>;
  /** Of an earlier time, to compare with. */
  readonly earlier: boolean;
  /** Index into the palette. */
  readonly colour: number;
  /** Where the chart is a stack, whether it is a layer of what goes up from zero or down. A bound and what has a unit of its own is none. */
  readonly layer: 'up' | 'down' | 'none';
}

export interface ChartData {
  readonly startMs: number;
  readonly stepMs: number;
  readonly length: number;
  readonly series: readonly ChartSeries[];
  /** Series of now that are drawn, and all there are: beyond the panel's `maxSeries` the largest are drawn. */
  readonly drawn: number;
  readonly total: number;
}

/** What a time series panel draws, out of the answers to its queries. */
export function chartData(panel: TimeSeriesPanel, data: PanelData, book: ColourBook, language: Language): ChartData {
  const { startMs, endMs, stepMs } = data.grid;
  const answered = panel.queries
    .filter((query) => !query.auxiliary)
    // Bars first: what is drawn later lies above, and a bar would hide a line.
    .sort((a, b) => Number(b.draw === 'bars') - Number(a.draw === 'bars'))
    .map((query) => ({ query, all: inOrder(rangeOf(data, query.ref).filter(hasValue)) }));
  const chosen = largestSeries(
    answered.map(({ all }) => all),
    panel.maxSeries,
  );
  const kept = answered.flatMap(({ query, all }) =>
    all.filter((series) => chosen.has(series)).map((series) => ({ query, series })),
  );
  const { before } = data;
  const named = kept.map(({ query, series }) => ({
    template: query.legend === undefined ? undefined : textIn(query.legend, language),
    labels: series.labels,
  }));
  const names = seriesNames(named);
  const solid = panel.queries.filter((query) => !query.auxiliary && query.draw !== 'dashed').map((query) => query.ref);
  const colours = panelColours(
    book,
    kept.map(({ query, series }, i) => colourKey(query, series.labels, names[i]!, solid, language)),
  );
  const now = kept.map(({ query, series }, i): ChartSeries & { readonly ref: string } => ({
    id: seriesId(query.ref, series.labels),
    ref: query.ref,
    name: names[i]!,
    labels: series.labels,
    values: series.values,
    unit: query.unit ?? panel.unit,
    draw: query.draw ?? panel.draw,
    earlier: false,
    colour: colours[i]!,
    layer: layerOf(panel, query, series),
  }));
  return {
    startMs,
    stepMs,
    length: Math.round((endMs - startMs) / stepMs) + 1,
    series: [...now, ...(before === undefined ? [] : now.flatMap((one) => earlierOf(one, before)))],
    drawn: kept.length,
    total: answered.reduce((sum, { query, all }) => sum + all.length + (leftOutOf(data, query.ref)?.count ?? 0), 0),
  };
}

/** A dashed line is what a stack is seen against, such as a limit: on top of it, it would be the sum of both. */
function layerOf(panel: TimeSeriesPanel, query: PanelQuery, { values }: RangeSeries): ChartSeries['layer'] {
  if (panel.stack === 'none' || query.draw === 'dashed' || (query.unit ?? panel.unit) !== panel.unit) return 'none';
  return values.some((value) => value < 0) && !values.some((value) => value > 0) ? 'down' : 'up';
}

const seriesId = (ref: string, labels: LabelRecord): string =>
  `${ref} ${JSON.stringify(Object.entries(labels).sort())}`;

/** The same series at the earlier time: dashed, in its colour. What is there no more or was not there yet has none. */
function earlierOf(now: ChartSeries & { readonly ref: string }, before: Before): readonly ChartSeries[] {
  const found = (before.series.get(now.ref) ?? []).find((it) => seriesId(now.ref, it.labels) === now.id);
  if (found === undefined || !hasValue(found)) return [];
  const id = `${now.id} ${before.text}`;
  return [{ ...now, id, name: `${now.name} −${before.text}`, values: found.values, draw: 'dashed', earlier: true }];
}

/**
 * What a colour belongs to: the values of the labels in the legend, so that a member has one colour in all panels, and a
 * dashed line that of its solid companion. Further solid queries have colours of their own.
 */
function colourKey(
  query: PanelQuery,
  labels: LabelRecord,
  name: string,
  solid: readonly string[],
  language: Language,
): string {
  const template = query.legend === undefined ? undefined : textIn(query.legend, 'en');
  const shown = template === undefined ? [] : legendLabels(template);
  if (shown.length === 0) return template === undefined ? name : fillLegend(template, labels);
  // What tells series of one name apart (the cluster, in brackets) tells their colours apart, too.
  const plain = fillLegend(textIn(query.legend!, language), labels);
  const apart = name.startsWith(plain) ? name.slice(plain.length) : '';
  const entity = shown.map((label) => labels[label] ?? '').join(' ') + apart;
  const companion = query.draw === 'dashed' || solid[0] === query.ref;
  return companion ? entity : `${query.ref} ${entity}`;
}

/** A quantile of nothing is no number at every step: such a series would be a name without a line. */
const hasValue = ({ values }: RangeSeries): boolean => values.some(Number.isFinite);

/** By labels, as the order of an answer is not promised. */
function inOrder(series: readonly RangeSeries[]): readonly RangeSeries[] {
  const keys = new Map(series.map((one) => [one, JSON.stringify(Object.entries(one.labels).sort())]));
  return [...series].sort((a, b) => byName(keys.get(a)!, keys.get(b)!));
}
