import type { PanelQuery } from '../query.ts';
import type { Unit } from '../units.ts';
import { asLegend, couldBeCalled, isFixed, legendOf, patternOf } from './field-names.ts';
import { numberOf, objectOf, objectsOf, textOf, textsOf, type Json } from './json.ts';
import type { Notes } from './notes.ts';
import type { ImportedQueries } from './queries.ts';
import { isMillisecondDate, unitOf } from './units.ts';

/** What single series have of their own, as far as it can be said of a whole query here. */
interface Change {
  readonly unit?: Unit;
  readonly draw?: NonNullable<PanelQuery['draw']>;
  readonly legend?: string;
  readonly isNegative?: true;
  readonly isHidden?: true;
  readonly isMilliseconds?: true;
}

/** Whether it is about the series of a query: about all of them, about one of several, or about none that there could be. */
type Fit = 'all' | 'some' | 'none';

interface Override {
  /** Its name in the notes. */
  readonly name: string;
  readonly fit: (query: PanelQuery) => Fit;
  readonly change: Change;
  /** Whether all that it says is in `change`. */
  readonly isWhole: boolean;
  /** A colour of its own is among it. */
  readonly isColoured: boolean;
}

/**
 * The queries with what was said of their series. What belongs to single series of one query is noted, and so are colours, once. What is about
 * a series that no query of the panel can make changes nothing there either: files keep it of queries that are gone.
 */
export function overridden(panel: Json, title: string, imported: ImportedQueries, notes: Notes): PanelQuery[] {
  let queries = [...imported.queries];
  const isStacked = stacks(panel);
  for (const it of [...fieldOverrides(panel, imported, isStacked), ...oldOverrides(panel, isStacked)]) {
    const fits = new Map(queries.map((query) => [query.ref, it.fit(query)]));
    const all = [...fits.values()];
    if (all.every((fit) => fit === 'none')) continue;
    if (it.isColoured) notes.add('colours', '');
    const says = Object.keys(it.change).length > 0 || !it.isWhole;
    // Where one query is meant for certain, another that could make such a series by chance is not.
    if (says && (!it.isWhole || !all.includes('all'))) notes.add('override', title, it.name);
    queries = queries.map((query) => (fits.get(query.ref) === 'all' ? changed(query, it.change) : query));
  }
  if (Object.keys(objectOf(panel['aliasColors'])).length > 0) notes.add('colours', '');
  return queries;
}

function stacks(panel: Json): boolean {
  const custom = objectOf(objectOf(objectOf(panel['fieldConfig'])['defaults'])['custom']);
  const mode = textOf(objectOf(custom['stacking'])['mode']);
  return panel['stack'] === true || (mode !== '' && mode !== 'none');
}

function changed(query: PanelQuery, change: Change): PanelQuery {
  const { unit, draw, legend, isNegative, isHidden, isMilliseconds } = change;
  const expr = isMilliseconds === undefined ? query.expr : `(${query.expr}) / 1000`;
  return {
    ...query,
    expr: isNegative === undefined ? expr : `-(${expr})`,
    ...(unit === undefined ? {} : { unit }),
    ...(draw === undefined ? {} : { draw }),
    ...(legend === undefined ? {} : { legend }),
    ...(isHidden === undefined ? {} : { auxiliary: true }),
  };
}

function fieldOverrides(panel: Json, imported: ImportedQueries, isStacked: boolean): readonly Override[] {
  return objectsOf(objectOf(panel['fieldConfig'])['overrides']).map((it) => {
    const { id, options } = objectOf(it['matcher']);
    const { name, fit } = matcherOf(textOf(id), options, imported);
    return { name, fit, ...changeOf(objectsOf(it['properties']), isStacked) };
  });
}

function matcherOf(id: string, options: unknown, imported: ImportedQueries): Pick<Override, 'name' | 'fit'> {
  const name = textOf(options) || id;
  switch (id) {
    case 'byFrameRefID':
      return { name, fit: ({ ref }) => (imported.refs.get(name) === ref ? 'all' : 'none') };
    case 'byName':
      return { name, fit: named(name) };
    case 'byNames': {
      const { names, mode } = objectOf(options);
      const list = textsOf(names);
      const some = list.map(named);
      const fit = (query: PanelQuery): Fit => {
        const fits = some.map((one) => one(query));
        return fits.includes('all') ? 'all' : fits.includes('some') ? 'some' : 'none';
      };
      // All but these: of a query that makes one of them and others, some.
      const others = { all: 'none', some: 'some', none: 'all' } as const;
      return { name: list.join(', '), fit: mode === 'exclude' ? (query) => others[fit(query)] : fit };
    }
    case 'byRegexp':
      return { name, fit: fitting(name) };
    case 'byType':
      return { name, fit: () => (options === 'number' ? 'all' : 'none') };
    default: {
      const { reducer, op, value } = objectOf(options);
      return { name: [reducer, op, value].map(textOf).filter(Boolean).join(' ') || name, fit: () => 'some' };
    }
  }
}

const named =
  (name: string) =>
  (query: PanelQuery): Fit =>
    legendOf(query).trim() === name.trim() ? 'all' : couldBeCalled(query, name) ? 'some' : 'none';

// A pattern for names of series is tried at the template that makes them: {{device}} transmitted fits /trans/.
function fitting(text: string): Override['fit'] {
  const pattern = patternOf(text);
  if (pattern === undefined) return () => 'some';
  return (query) => {
    if (legendOf(query) !== '' && pattern.test(legendOf(query))) return 'all';
    return isFixed(query) ? 'none' : 'some';
  };
}

/** How it looks, without a meaning of its own. A second unit gets an axis of its own, on the right, whatever is said of it. */
const LOOKS = new Set([
  'custom.axisPlacement',
  'custom.axisLabel',
  'custom.showPoints',
  'custom.pointSize',
  'custom.lineWidth',
  'custom.lineInterpolation',
  'custom.gradientMode',
  'custom.barAlignment',
  'decimals',
]);

function changeOf(
  properties: readonly Json[],
  isStacked: boolean,
): Pick<Override, 'change' | 'isWhole' | 'isColoured'> {
  let change: Change = {};
  let isWhole = true;
  let isColoured = false;
  const add = (more: Change): void => void (change = { ...change, ...more });
  for (const { id, value } of properties) {
    switch (id) {
      case 'unit':
        add({
          unit: unitOf(textOf(value)).unit,
          ...(isMillisecondDate(textOf(value)) ? { isMilliseconds: true } : {}),
        });
        break;
      case 'displayName': {
        const legend = asLegend(textOf(value));
        if (legend === undefined) isWhole = false;
        else add({ legend });
        break;
      }
      case 'color':
        isColoured = true;
        break;
      case 'custom.drawStyle':
        if (value === 'line' || value === 'bars' || value === 'points') add({ draw: value });
        break;
      case 'custom.lineStyle':
        if (objectOf(value)['fill'] === 'dash') add({ draw: 'dashed' });
        break;
      case 'custom.stacking':
        // Only what is dashed is seen against a stack here, and is no layer of it.
        if (isStacked && objectOf(value)['mode'] === 'none') add({ draw: 'dashed' });
        break;
      case 'custom.fillOpacity':
        if ((numberOf(value) ?? 0) > 20 && change.draw === undefined) add({ draw: 'area' });
        break;
      case 'custom.transform':
        if (value === 'negative-Y') add({ isNegative: true });
        else if (value !== 'none') isWhole = false;
        break;
      case 'custom.hideFrom':
        if (objectOf(value)['viz'] === true) add({ isHidden: true });
        else if (objectOf(value)['legend'] === true) isWhole = false;
        break;
      default:
        if (!LOOKS.has(textOf(id))) isWhole = false;
    }
  }
  return { change, isWhole, isColoured };
}

/** Keys of the older form that are in the change, or only looks. */
const OLD_KEYS = new Set([
  '$$hashKey',
  'alias',
  'bars',
  'color',
  'dashes',
  'dashLength',
  'fill',
  'fillGradient',
  'hiddenSeries',
  'hideTooltip',
  'legend',
  'lines',
  'linewidth',
  'nullPointMode',
  'pointradius',
  'points',
  'spaceLength',
  'stack',
  'steppedLine',
  'transform',
  'yaxis',
  'zindex',
]);

/** The older form: names or patterns of series, with what is different of them. */
function oldOverrides(panel: Json, isStacked: boolean): readonly Override[] {
  const [, right] = objectsOf(panel['yaxes']);
  return objectsOf(panel['seriesOverrides']).map((it) => {
    const name = textOf(it['alias']);
    const format = textOf(right?.['format']);
    const change: Change = {
      ...(it['yaxis'] === 2 && format !== '' ? { unit: unitOf(format).unit } : {}),
      ...oldDraw(it, isStacked),
      ...(it['transform'] === 'negative-Y' ? { isNegative: true as const } : {}),
    };
    const isWhole = Object.keys(it).every((key) => OLD_KEYS.has(key));
    const isColoured = it['color'] !== undefined;
    return { name, fit: name.startsWith('/') ? fitting(name) : named(name), change, isWhole, isColoured };
  });
}

function oldDraw(it: Json, isStacked: boolean): Pick<Change, 'draw'> {
  if (it['dashes'] === true || (isStacked && it['stack'] === false)) return { draw: 'dashed' };
  if (it['bars'] === true) return { draw: 'bars' };
  return it['lines'] === false && it['points'] === true ? { draw: 'points' } : {};
}
