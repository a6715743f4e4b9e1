import type { z } from 'zod';
import type { timeSeriesPanel } from '../panel.ts';
import { numberOf, objectOf, objectsOf, textOf, textsOf, type Json } from './json.ts';

type TimeSeriesInput = z.input<typeof timeSeriesPanel>;
type Drawn = Pick<TimeSeriesInput, 'draw' | 'stepped' | 'stack' | 'connectGaps' | 'legend' | 'axis'>;
type LegendColumn = 'last' | 'min' | 'max' | 'mean' | 'sum';

const COLUMNS: ReadonlyMap<string, LegendColumn> = new Map(
  Object.entries<LegendColumn>({
    last: 'last',
    lastNotNull: 'last',
    current: 'last',
    min: 'min',
    max: 'max',
    mean: 'mean',
    avg: 'mean',
    sum: 'sum',
    total: 'sum',
  }),
);

const columnsOf = (names: readonly string[]): LegendColumn[] => [
  ...new Set(names.flatMap((name) => COLUMNS.get(name) ?? [])),
];

/** How the panel kind "time series" draws. */
export function timeSeriesOf(panel: Json): Drawn {
  const defaults = objectOf(objectOf(panel['fieldConfig'])['defaults']);
  const custom = objectOf(defaults['custom']);
  const legend = objectOf(objectOf(panel['options'])['legend']);
  const style = textOf(custom['drawStyle']);
  const scale = objectOf(custom['scaleDistribution']);
  const isHidden = legend['showLegend'] === false || legend['displayMode'] === 'hidden';
  const columns = columnsOf(textsOf(legend['calcs']));
  const stacking = textOf(objectOf(custom['stacking'])['mode']);
  return {
    draw:
      style === 'bars'
        ? 'bars'
        : style === 'points'
          ? 'points'
          : (numberOf(custom['fillOpacity']) ?? 0) > 20 || stacking === 'normal'
            ? 'area'
            : 'line',
    stepped: textOf(custom['lineInterpolation']).startsWith('step'),
    stack: stacking === 'normal' ? 'value' : stacking === 'percent' ? 'percent' : 'none',
    connectGaps: custom['spanNulls'] !== undefined && custom['spanNulls'] !== false,
    legend: {
      place: isHidden ? 'none' : legend['placement'] === 'right' ? 'right' : 'bottom',
      columns: columns.length > 0 || isHidden ? columns : ['last'],
    },
    axis: axisOf(
      custom['axisSoftMin'] ?? defaults['min'],
      custom['axisSoftMax'] ?? defaults['max'],
      scale['type'] === 'log',
    ),
  };
}

/** How the older panel kind "graph" draws. */
export function graphOf(panel: Json): Drawn {
  const legend = objectOf(panel['legend']);
  const [left] = objectsOf(panel['yaxes']);
  const shown = ['current', 'min', 'max', 'avg', 'total'].filter((name) => legend[name] === true);
  const columns = legend['values'] === false ? [] : columnsOf(shown);
  const isHidden = legend['show'] === false;
  const isStacked = panel['stack'] === true;
  const drawsArea = isStacked || (numberOf(panel['fill']) ?? 1) > 2;
  return {
    draw:
      panel['bars'] === true
        ? 'bars'
        : panel['points'] === true && panel['lines'] === false
          ? 'points'
          : drawsArea
            ? 'area'
            : 'line',
    stepped: panel['steppedLine'] === true,
    stack: isStacked ? (panel['percentage'] === true ? 'percent' : 'value') : 'none',
    connectGaps: panel['nullPointMode'] === 'connected',
    legend: {
      place: isHidden ? 'none' : legend['rightSide'] === true ? 'right' : 'bottom',
      columns: columns.length > 0 || isHidden ? columns : ['last'],
    },
    axis: axisOf(left?.['min'], left?.['max'], (numberOf(left?.['logBase']) ?? 1) > 1),
  };
}

function axisOf(min: unknown, max: unknown, logarithmic: boolean): NonNullable<Drawn['axis']> {
  const [least, most] = [numberOf(min), numberOf(max)];
  return {
    ...(least === undefined ? {} : { min: least }),
    ...(most === undefined ? {} : { max: most }),
    logarithmic,
  };
}
