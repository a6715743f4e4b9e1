import type { PanelInput } from '../panel.ts';
import { arranged } from './arranged.ts';
import { asLegend } from './field-names.ts';
import { numberOf, objectOf, objectsOf, textOf, textsOf, type Json } from './json.ts';
import { positionOf } from './layout.ts';
import { mappingsOf } from './mappings.ts';
import { plainText } from './markdown.ts';
import type { Notes } from './notes.ts';
import { overridden } from './overrides.ts';
import { importQueries, type ImportedQueries } from './queries.ts';
import { plainReferences } from './references.ts';
import { graphOf, timeSeriesOf } from './series-panel.ts';
import { coloursCells } from './field-styles.ts';
import { tableOf } from './table-panel.ts';
import { fromOldestGraph } from './oldest-graph.ts';
import { graphThresholdsOf, oldThresholdsOf, thresholdsOf } from './thresholds.ts';
import type { LocalizedText } from '../text.ts';
import { shownLabel } from './shown-label.ts';
import { standIn } from './stand-in.ts';
import { isMillisecondDate, unitOf } from './units.ts';

type NumericInput = Extract<PanelInput, { kind: 'timeseries' }>;
type Reduce = 'last' | 'min' | 'max' | 'mean' | 'sum' | 'first' | 'delta';

const REDUCERS: ReadonlyMap<string, Reduce> = new Map(
  Object.entries<Reduce>({
    last: 'last',
    lastNotNull: 'last',
    current: 'last',
    first: 'first',
    firstNotNull: 'first',
    min: 'min',
    max: 'max',
    mean: 'mean',
    avg: 'mean',
    sum: 'sum',
    total: 'sum',
    diff: 'delta',
    delta: 'delta',
    range: 'delta',
  }),
);

/** One panel; what has no counterpart becomes a text that says so, in its place. */
export function importPanel(given: Json, id: string, variables: ReadonlySet<string>, notes: Notes): PanelInput {
  const panel = fromOldestGraph(given);
  const named = plainReferences(textOf(panel['title'])).trim().slice(0, 500);
  // A text may stand by itself; everything else is called something.
  const title = named || (panel['type'] === 'text' ? '' : textOf(panel['type']) || id);
  const description = plainReferences(textOf(panel['description'])).trim();
  const common = {
    id,
    title,
    ...(description === '' ? {} : { description }),
    grid: positionOf(panel),
    links: linksOf(panel, title, notes),
    whenMissing: 'show' as const,
    ...repeatOf(panel, title, variables, notes),
  };
  const stand = (content: LocalizedText): PanelInput => ({ kind: 'text', ...common, content });
  if (panel['libraryPanel'] !== undefined && panel['type'] === undefined) {
    notes.add('library_panel', title);
    return stand(standIn('library_panel', title));
  }
  const type = textOf(panel['type']);
  if (type === 'text') {
    if (/<img\b|!\[[^\]]*\]\(/i.test(rawContentOf(panel))) notes.add('image', title);
    return { kind: 'text', ...common, content: contentOf(panel) };
  }
  noteBesides(panel, title, notes);
  const imported = importQueries(panel, title, notes);
  if (imported.foreign !== undefined) {
    notes.add('datasource', title, imported.foreign);
    return stand(standIn('datasource', imported.foreign));
  }
  if (imported.queries.length === 0) {
    const isQuerying = QUERYING.has(type);
    notes.add(isQuerying ? 'no_query' : 'panel_kind', title, isQuerying ? '' : type);
    return stand(standIn(isQuerying ? 'no_query' : 'panel_kind', type));
  }
  const asked = withDisplayName(panel, imported);
  const queries = type.startsWith('table')
    ? asked.queries
    : arranged(panel, title, overridden(panel, title, asked, notes), notes);
  const noValue =
    textOf(objectOf(objectOf(panel['fieldConfig'])['defaults'])['noValue']) ||
    textOf(panel['nullText']) ||
    mappingsOf(panel).forNothing;
  const numeric = {
    ...common,
    ...(noValue === '' ? {} : { noValue }),
    ...numbersOf(panel, title, notes),
    queries: queriesInUnits(panel, queries),
  };
  const instant = { ...numeric, queries: numeric.queries.map((query) => ({ ...query, mode: 'instant' as const })) };
  const reduce = reduceOf(panel);
  // What is said of the rows of a table is said of its series here, and not of their past.
  const overRows = rowsReduced(panel, numeric.queries, reduce);
  if (overRows !== undefined) {
    const isGauge = type === 'gauge';
    const shown = { ...numeric, queries: overRows, reduce: 'last' as const };
    return isGauge ? { kind: 'gauge', ...shown, ...limitsOf(panel) } : { kind: 'stat', ...shown, sparkline: false };
  }
  const ranked = reduce === 'last' ? instant : numeric;
  const limits = limitsOf(panel);
  const gauge = (): PanelInput =>
    ranked.queries.filter(({ auxiliary }) => !auxiliary).length > 1
      ? { kind: 'bar', ...ranked, reduce, order: 'query', limit: 50 }
      : { kind: 'gauge', ...ranked, reduce, ...limits, each: type === 'gauge' };
  switch (type) {
    case 'timeseries':
    case 'trend':
      return { kind: 'timeseries', ...numeric, ...timeSeriesOf(panel) };
    case 'graph': {
      const axis = objectOf(panel['xaxis']);
      if (axis['mode'] === 'series') {
        const shown = REDUCERS.get(textsOf(axis['values'])[0] ?? 'total') ?? 'last';
        return { kind: 'bar', ...numeric, reduce: shown, limit: 50 };
      }
      if (axis['mode'] === 'histogram') notes.add('histogram', title);
      return { kind: 'timeseries', ...numeric, ...graphOf(panel) };
    }
    case 'stat':
    case 'grafana-singlestat-panel':
    case 'singlestat-math':
    case 'blackmirror1-singlestat-math-panel':
    case 'singlestat': {
      const isOld = type !== 'stat';
      const drawn = numeric.queries.filter(({ auxiliary }) => !auxiliary);
      if (isOld && isOldGauge(panel)) return gauge();
      const named = shownLabel(panel, drawn[0]);
      if (named !== undefined) {
        const { label, query } = named;
        return { kind: 'stat', ...numeric, queries: [query], reduce: 'last', sparkline: false, label };
      }
      if (drawn.length > 1) return { kind: 'status', ...ranked, reduce };
      const sparkline = isOld
        ? objectOf(panel['sparkline'])['show'] === true
        : objectOf(panel['options'])['graphMode'] !== 'none';
      const spans = numeric.queries.map((query) => ({ ...query, mode: sparkline ? ('range' as const) : query.mode }));
      // The oldest kind shows one number, and says that there are several; the others show each.
      return { kind: 'stat', ...numeric, queries: spans, reduce, sparkline, each: !isOld };
    }
    case 'gauge':
      return gauge();
    case 'michaeldmoore-multistat-panel':
    case 'bargauge':
    case 'barchart':
      return {
        kind: 'bar',
        ...ranked,
        reduce,
        // Several queries were put in an order, series of one come in any.
        order: ranked.queries.filter(({ auxiliary }) => !auxiliary).length > 1 ? 'query' : 'descending',
        limit: 50,
      };
    case 'piechart':
    case 'grafana-piechart-panel':
      return { kind: 'pie', ...ranked, reduce, donut: textOf(objectOf(panel['options'])['pieType']) === 'donut' };
    case 'treemap':
    case 'marcusolsson-treemap-panel':
      return { kind: 'treemap', ...ranked, reduce };
    case 'table':
    case 'table-old':
      return { kind: 'table', ...numeric, ...tableOf(panel, title, asked, notes) };
    case 'heatmap':
    case 'heatmap-new':
      if (countsByItself(panel, queries)) {
        notes.add('histogram', title);
        return { kind: 'timeseries', ...numeric };
      }
      return { kind: 'heatmap', ...numeric, bucketUnit: bucketUnitOf(panel) };
    case 'natel-discrete-panel':
    case 'flant-statusmap-panel':
    case 'state-timeline':
    case 'status-history':
      return { kind: 'state-timeline', ...numeric };
    case 'histogram':
    case 'xychart':
    case 'candlestick':
    default:
      notes.add('panel_kind', title, type);
      return { kind: 'timeseries', ...numeric };
  }
}

/** What a panel is repeated for, where that variable is one here too. */
function repeatOf(
  panel: Json,
  title: string,
  variables: ReadonlySet<string>,
  notes: Notes,
): Pick<PanelInput, 'repeat'> {
  const variable = textOf(panel['repeat']);
  if (variable === '') return {};
  if (!variables.has(variable)) {
    notes.add('repeat', title, variable);
    return {};
  }
  const most = numberOf(panel['maxPerRow']);
  return {
    repeat: {
      variable,
      direction: panel['repeatDirection'] === 'v' ? 'column' : 'row',
      ...(most === undefined ? {} : { perRow: Math.max(1, Math.min(24, Math.round(most))) }),
    },
  };
}

/** Unit, digits, bounds and words, from the present place and from the older ones. */
function numbersOf(
  panel: Json,
  title: string,
  notes: Notes,
): Pick<NumericInput, 'unit' | 'decimals' | 'thresholds' | 'mappings'> {
  const defaults = objectOf(objectOf(panel['fieldConfig'])['defaults']);
  const id = unitIdOf(panel);
  const { unit, isKnown } = unitOf(id);
  const affixed = affixOf(panel, unit, title, notes);
  if (!isKnown) notes.add('unit', title, id);
  const decimals = numberOf(defaults['decimals'] ?? panel['decimals']);
  const { mappings, isPartial } = mappingsOf(panel);
  if (isPartial) notes.add('mappings', title);
  const { min = 0, max = 100 } = limitsOf(panel);
  const bounds =
    typeof panel['thresholds'] === 'string'
      ? oldThresholdsOf(panel['thresholds'], panel['colors'])
      : Array.isArray(panel['thresholds'])
        ? graphThresholdsOf(panel['thresholds'])
        : thresholdsOf(defaults['thresholds'], { min, max });
  const isShown = showsThresholds(panel, defaults);
  if (bounds.isPartial && isShown) notes.add('thresholds', title);
  return {
    unit: affixed,
    ...(decimals === undefined ? {} : { decimals: Math.max(0, Math.min(10, Math.round(decimals))) }),
    ...(bounds.thresholds === undefined || !isShown ? {} : { thresholds: bounds.thresholds }),
    mappings: [...mappings],
  };
}

/** Every panel has thresholds in its file; many do not show them. */
function showsThresholds(panel: Json, defaults: Json): boolean {
  const custom = objectOf(defaults['custom']);
  const options = objectOf(panel['options']);
  const byThresholds = ['', 'thresholds'].includes(textOf(objectOf(defaults['color'])['mode']));
  switch (panel['type']) {
    case 'timeseries':
    case 'trend': {
      const mode = textOf(objectOf(custom['thresholdsStyle'])['mode']);
      return mode !== '' && mode !== 'off';
    }
    case 'stat':
      return byThresholds && options['colorMode'] !== 'none';
    case 'gauge':
      // Its ring shows them whatever colour the value has.
      return byThresholds || options['showThresholdMarkers'] !== false;
    case 'grafana-singlestat-panel':
    case 'singlestat':
      return panel['colorValue'] === true || panel['colorBackground'] === true || isOldGauge(panel);
    case 'table':
      return coloursCells(custom['cellOptions'], custom['displayMode']);
    default:
      return byThresholds;
  }
}

/** A panel of the oldest kind could be drawn as a dial. */
const isOldGauge = (panel: Json): boolean => objectOf(panel['gauge'])['show'] === true;

function unitIdOf(panel: Json): string {
  const [axis] = objectsOf(panel['yaxes']);
  const unit = objectOf(objectOf(panel['fieldConfig'])['defaults'])['unit'];
  return textOf(unit) || textOf(panel['format']) || textOf(axis?.['format']);
}

/** Dates are milliseconds there: the query gives seconds here. */
function queriesInUnits(panel: Json, queries: ReturnType<typeof importQueries>['queries']) {
  if (!isMillisecondDate(unitIdOf(panel))) return queries.map((query) => ({ ...query }));
  return queries.map((query) => ({ ...query, expr: `(${query.expr}) / 1000` }));
}

function reduceOf(panel: Json): Reduce {
  const [calculation] = textsOf(objectOf(objectOf(panel['options'])['reduceOptions'])['calcs']);
  return REDUCERS.get(calculation ?? textOf(panel['valueName'])) ?? 'last';
}

function limitsOf(panel: Json): { readonly min?: number; readonly max?: number } {
  const defaults = objectOf(objectOf(panel['fieldConfig'])['defaults']);
  const old = objectOf(panel['gauge']);
  const min = numberOf(defaults['min'] ?? old['minValue']);
  const max = numberOf(defaults['max'] ?? old['maxValue']);
  const isRatio = unitIdOf(panel) === 'percentunit';
  return { min: min ?? 0, max: max ?? (isRatio ? 1 : 100) };
}

function bucketUnitOf(panel: Json): NonNullable<Extract<PanelInput, { kind: 'heatmap' }>['bucketUnit']> {
  const axis = objectOf(objectOf(panel['options'])['yAxis']);
  return unitOf(textOf(axis['unit']) || textOf(objectOf(panel['yAxis'])['format']) || 's').unit;
}

const rawContentOf = (panel: Json): string => textOf(objectOf(panel['options'])['content']) || textOf(panel['content']);

const contentOf = (panel: Json): string =>
  plainText(rawContentOf(panel), textOf(objectOf(panel['options'])['mode']) || textOf(panel['mode']));

/** Kinds that draw answers to queries: without one there is nothing to draw, which says nothing of the kind. */
const QUERYING = new Set([
  'barchart',
  'bargauge',
  'gauge',
  'graph',
  'heatmap',
  'piechart',
  'singlestat',
  'stat',
  'state-timeline',
  'status-history',
  'table',
  'table-old',
  'timeseries',
]);

/** What belongs to a panel of any kind and has no counterpart. */
function noteBesides(panel: Json, title: string, notes: Notes): void {
  for (const key of ['timeFrom', 'timeShift'])
    if (textOf(panel[key]) !== '') notes.add('panel_time', title, textOf(panel[key]));
  if (Object.keys(objectOf(panel['alert'])).length > 0)
    notes.add('alert', title, textOf(objectOf(panel['alert'])['name']));
  // A stack draws a gap as nothing anyway.
  if (panel['type'] === 'graph' && panel['nullPointMode'] === 'null as zero' && panel['stack'] !== true)
    notes.add('gaps', title);
  const links = [
    ...objectsOf(objectOf(objectOf(panel['fieldConfig'])['defaults'])['links']),
    ...objectsOf(objectOf(panel['options'])['dataLinks']),
  ];
  for (const link of links) notes.add('data_links', title, textOf(link['title']) || textOf(link['url']));
}

/** The name that all series of a panel get. Of several queries it tells nothing apart, unless it names a label. */
function withDisplayName(panel: Json, imported: ImportedQueries): ImportedQueries {
  const legend = asLegend(textOf(objectOf(objectOf(panel['fieldConfig'])['defaults'])['displayName']));
  if (legend === undefined || (imported.queries.length > 1 && !legend.includes('{{'))) return imported;
  return { ...imported, queries: imported.queries.map((query) => ({ ...query, legend })) };
}

/** A text before or behind the number of an old panel. Behind a plain number it is a unit. */
function affixOf(
  panel: Json,
  unit: NonNullable<NumericInput['unit']>,
  title: string,
  notes: Notes,
): NonNullable<NumericInput['unit']> {
  if (!textOf(panel['type']).includes('singlestat')) return unit;
  const [prefix, postfix] = [textOf(panel['prefix']).trim(), textOf(panel['postfix']).trim()];
  if (prefix !== '') notes.add('affix', title, prefix);
  if (postfix === '') return unit;
  if ((unit === 'none' || unit === 'count') && postfix.length <= 20) return `suffix:${postfix}`;
  notes.add('affix', title, postfix);
  return unit;
}

const OVER_ROWS: Readonly<Partial<Record<Reduce, string>>> = { sum: 'sum', mean: 'avg', min: 'min', max: 'max' };

/** The query of a number that adds up the rows of a grouped table; undefined for every other panel. */
function rowsReduced(panel: Json, queries: ImportedQueries['queries'], reduce: Reduce) {
  const isGrouped = objectsOf(panel['transformations']).some((it) => it['id'] === 'groupBy' && it['disabled'] !== true);
  const aggregation = OVER_ROWS[reduce];
  if (!isGrouped || aggregation === undefined || !['stat', 'gauge'].includes(textOf(panel['type']))) return undefined;
  return queries.map((query) => ({ ...query, expr: `${aggregation}(${query.expr})`, mode: 'instant' as const }));
}

/** Whether it counts values of single series into buckets: here the buckets are those of a histogram. */
const countsByItself = (panel: Json, queries: ImportedQueries['queries']): boolean =>
  objectOf(panel['options'])['calculate'] === true || !queries.some(({ expr }) => /\ble\b|_bucket\b/.test(expr));

/** Links to pages are kept; what needs the value of a field, or leads into the other system, is not. */
function linksOf(panel: Json, title: string, notes: Notes): NonNullable<PanelInput['links']> {
  return objectsOf(panel['links']).flatMap((link) => {
    const url = plainReferences(textOf(link['url']));
    const isPage = /^https?:\/\//.test(url) && !/\$\{?__/.test(url);
    if (!isPage) {
      notes.add('links', title, textOf(link['title']) || url);
      return [];
    }
    return [{ title: textOf(link['title']) || url, to: { url } }];
  });
}
