import type { PanelInput } from '../panel.ts';
import { arranged } from './arranged.ts';
import { numberOf, objectOf, objectsOf, textOf, textsOf, type Json } from './json.ts';
import { positionOf } from './layout.ts';
import { plainText } from './markdown.ts';
import { namedBy } from './named-by.ts';
import type { Notes } from './notes.ts';
import { overridden } from './overrides.ts';
import { importQueries } from './queries.ts';
import { plainReferences } from './references.ts';
import { graphOf, timeSeriesOf } from './series-panel.ts';
import { coloursCells, tableOf } from './table-panel.ts';
import { fromOldestGraph } from './oldest-graph.ts';
import { graphThresholdsOf, mappingsOf, oldThresholdsOf, thresholdsOf, wordsForNothing } from './thresholds.ts';
import { isMillisecondDate, unitOf } from './units.ts';

type NumericInput = Extract<PanelInput, { kind: 'timeseries' }>;
type Reduce = 'last' | 'min' | 'max' | 'mean' | 'sum' | 'first' | 'delta';

const REDUCERS: Readonly<Record<string, Reduce>> = {
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
};

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
  const stand = (content: string): PanelInput => ({ kind: 'text', ...common, content });
  if (panel['libraryPanel'] !== undefined && panel['type'] === undefined) {
    notes.add('library_panel', title);
    return stand(`*${title}* is a library panel: its definition is not in the imported file.`);
  }
  const type = textOf(panel['type']);
  if (type === 'text') return { kind: 'text', ...common, content: contentOf(panel) };
  const imported = importQueries(panel, title, notes);
  if (imported.foreign !== undefined) {
    notes.add('datasource', title, imported.foreign);
    return stand(`The data of this panel came from *${imported.foreign}*, which is not part of Binnacle.`);
  }
  if (imported.queries.length === 0) {
    notes.add('panel_kind', title, type);
    return stand(`A panel of the kind *${type}* has no counterpart here.`);
  }
  const queries = type.startsWith('table')
    ? imported.queries
    : arranged(panel, title, overridden(panel, title, imported, notes), notes);
  const noValue = textOf(objectOf(objectOf(panel['fieldConfig'])['defaults'])['noValue']) || wordsForNothing(panel);
  const numeric = {
    ...common,
    ...(noValue === '' ? {} : { noValue }),
    ...numbersOf(panel, title, notes),
    queries: queriesInUnits(panel, queries),
  };
  const instant = { ...numeric, queries: numeric.queries.map((query) => ({ ...query, mode: 'instant' as const })) };
  const reduce = reduceOf(panel);
  const ranked = reduce === 'last' ? instant : numeric;
  const limits = limitsOf(panel);
  switch (type) {
    case 'timeseries':
    case 'trend':
      return { kind: 'timeseries', ...numeric, ...timeSeriesOf(panel) };
    case 'graph':
      return { kind: 'timeseries', ...numeric, ...graphOf(panel) };
    case 'stat':
    case 'singlestat': {
      if (type === 'singlestat' && isOldGauge(panel)) return { kind: 'gauge', ...ranked, reduce, ...limits };
      const drawn = numeric.queries.filter(({ auxiliary }) => !auxiliary);
      const options = objectOf(panel['options']);
      if (drawn.length > 1) return { kind: 'status', ...ranked, reduce };
      const named = options['textMode'] === 'name' ? namedBy(drawn[0]) : undefined;
      if (named !== undefined) {
        const { label, query } = named;
        return { kind: 'stat', ...numeric, queries: [query], reduce: 'last', sparkline: false, label };
      }
      const old = objectOf(panel['sparkline'])['show'];
      const sparkline = type === 'stat' ? options['graphMode'] !== 'none' : old === true;
      const spans = numeric.queries.map((query) => ({ ...query, mode: sparkline ? ('range' as const) : query.mode }));
      return { kind: 'stat', ...numeric, queries: spans, reduce, sparkline };
    }
    case 'gauge':
      return { kind: 'gauge', ...ranked, reduce, ...limits };
    case 'bargauge':
    case 'barchart':
      return { kind: 'bar', ...ranked, reduce, limit: 50 };
    case 'piechart':
    case 'grafana-piechart-panel':
      return { kind: 'pie', ...ranked, reduce, donut: textOf(objectOf(panel['options'])['pieType']) === 'donut' };
    case 'treemap':
    case 'marcusolsson-treemap-panel':
      return { kind: 'treemap', ...ranked, reduce };
    case 'table':
    case 'table-old': {
      const { queries: told, ...table } = tableOf(panel, title, imported, notes);
      const asked = (told ?? imported.queries).map((query) => ({ ...query, mode: 'instant' as const }));
      return { kind: 'table', ...instant, ...(told === undefined ? {} : { queries: asked }), ...table };
    }
    case 'heatmap':
    case 'heatmap-new':
      return { kind: 'heatmap', ...numeric, bucketUnit: bucketUnitOf(panel) };
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
    unit,
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
  return REDUCERS[calculation ?? textOf(panel['valueName'])] ?? 'last';
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

function contentOf(panel: Json): string {
  const options = objectOf(panel['options']);
  const content = textOf(options['content']) || textOf(panel['content']);
  const mode = textOf(options['mode']) || textOf(panel['mode']);
  return plainText(content, mode);
}

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
