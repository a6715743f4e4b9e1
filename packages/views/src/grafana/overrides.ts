import type { PanelQuery } from '../query.ts';
import type { Unit } from '../units.ts';
import { numberOf, objectOf, objectsOf, textOf, type Json } from './json.ts';
import type { Notes } from './notes.ts';
import type { ImportedQueries } from './queries.ts';
import { unitOf } from './units.ts';

/** What single series have of their own, as far as it can be said of a whole query here. */
interface Change {
  readonly unit?: Unit;
  readonly draw?: NonNullable<PanelQuery['draw']>;
  readonly legend?: string;
  readonly isNegative?: true;
  readonly isHidden?: true;
}

interface Override {
  /** Its name in the notes. */
  readonly name: string;
  readonly fits: (query: PanelQuery) => boolean;
  readonly change: Change;
  /** Whether all that it says is in `change`. */
  readonly isWhole: boolean;
}

/** The queries with what was said of their series; what belongs to single series of one query, and colours, is noted. */
export function overridden(panel: Json, title: string, imported: ImportedQueries, notes: Notes): PanelQuery[] {
  let queries = [...imported.queries];
  for (const { name, fits, change, isWhole } of [...fieldOverrides(panel, imported), ...oldOverrides(panel)]) {
    const found = queries.filter(fits);
    if (found.length === 0 || !isWhole) notes.add('override', title, name);
    queries = queries.map((query) => (found.includes(query) ? changed(query, change) : query));
  }
  return queries;
}

function changed(query: PanelQuery, { unit, draw, legend, isNegative, isHidden }: Change): PanelQuery {
  return {
    ...query,
    ...(unit === undefined ? {} : { unit }),
    ...(draw === undefined ? {} : { draw }),
    ...(legend === undefined ? {} : { legend }),
    ...(isNegative === undefined ? {} : { expr: `-(${query.expr})` }),
    ...(isHidden === undefined ? {} : { auxiliary: true }),
  };
}

const legendOf = ({ legend }: PanelQuery): string => (typeof legend === 'string' ? legend : '');

function fieldOverrides(panel: Json, imported: ImportedQueries): readonly Override[] {
  return objectsOf(objectOf(panel['fieldConfig'])['overrides']).map((it) => {
    const { id, options } = objectOf(it['matcher']);
    const name = textOf(options) || textOf(id);
    let fits: Override['fits'] = () => false;
    if (id === 'byFrameRefID') fits = ({ ref }) => imported.refs.get(name) === ref;
    else if (id === 'byName') fits = (query) => legendOf(query) === name;
    else if (id === 'byRegexp') fits = fitting(name);
    return { name, fits, ...changeOf(objectsOf(it['properties'])) };
  });
}

// A pattern for names of series is tried at the template that makes them: {{device}} transmitted fits /trans/.
function fitting(text: string): Override['fits'] {
  const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [undefined, text, ''];
  try {
    const regex = new RegExp(pattern!, flags!.replace(/[^i]/g, ''));
    return (query) => legendOf(query) !== '' && regex.test(legendOf(query));
  } catch {
    return () => false;
  }
}

function changeOf(properties: readonly Json[]): Pick<Override, 'change' | 'isWhole'> {
  let change: Change = {};
  let isWhole = true;
  const add = (more: Change): void => void (change = { ...change, ...more });
  for (const { id, value } of properties) {
    switch (id) {
      case 'unit':
        add({ unit: unitOf(textOf(value)).unit });
        break;
      case 'displayName':
        add({ legend: textOf(value) });
        break;
      case 'custom.drawStyle':
        if (value === 'line' || value === 'bars' || value === 'points') add({ draw: value });
        break;
      case 'custom.lineStyle':
        if (objectOf(value)['fill'] === 'dash') add({ draw: 'dashed' });
        break;
      case 'custom.fillOpacity':
        if ((numberOf(value) ?? 0) > 20 && change.draw === undefined) add({ draw: 'area' });
        break;
      case 'custom.transform':
        if (value === 'negative-Y') add({ isNegative: true });
        else isWhole = false;
        break;
      case 'custom.hideFrom':
        if (objectOf(value)['viz'] === true) add({ isHidden: true });
        break;
      // A second unit gets an axis of its own, on the right; a label of an axis has no place here and is not missed.
      case 'custom.axisPlacement':
      case 'custom.axisLabel':
      case 'custom.showPoints':
      case 'custom.pointSize':
      case 'custom.lineWidth':
      case 'decimals':
        break;
      default:
        isWhole = false;
    }
  }
  return { change, isWhole };
}

/** The older form: names or patterns of series, with what is different of them. */
function oldOverrides(panel: Json): readonly Override[] {
  const [, right] = objectsOf(panel['yaxes']);
  return objectsOf(panel['seriesOverrides']).map((it) => {
    const name = textOf(it['alias']);
    const format = textOf(right?.['format']);
    const change: Change = {
      ...(it['yaxis'] === 2 && format !== '' ? { unit: unitOf(format).unit } : {}),
      ...(it['dashes'] === true ? { draw: 'dashed' as const } : it['bars'] === true ? { draw: 'bars' as const } : {}),
      ...(it['transform'] === 'negative-Y' ? { isNegative: true as const } : {}),
    };
    const known = new Set([
      'alias',
      'yaxis',
      'dashes',
      'bars',
      'transform',
      'fill',
      'linewidth',
      'dashLength',
      'spaceLength',
      'lines',
    ]);
    const fits: Override['fits'] = name.startsWith('/') ? fitting(name) : (query) => legendOf(query) === name;
    return { name, fits, change, isWhole: Object.keys(it).every((key) => known.has(key)) };
  });
}
