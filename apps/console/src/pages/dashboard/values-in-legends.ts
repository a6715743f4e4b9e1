import { textIn, type DashboardDefinition } from '@binnacle/views';
import { legendLabels } from '../../format/legend.ts';
import type { ResolvedVariable } from '../../variables/resolve.ts';
import { queriesOf } from './presence.ts';

/** Values of the variables that are named as labels of a legend: what the series of the page are told apart by. */
export function valuesInLegends(
  definition: DashboardDefinition,
  resolved: readonly ResolvedVariable[],
): readonly string[] {
  const labels = new Set<string>();
  for (const group of definition.groups) {
    for (const panel of group.panels) {
      for (const { legend } of queriesOf(panel)) {
        if (legend !== undefined) for (const label of legendLabels(textIn(legend, 'en'))) labels.add(label);
      }
    }
  }
  return resolved.flatMap(({ variable, options }) => (labels.has(variable.name) ? options : []));
}
