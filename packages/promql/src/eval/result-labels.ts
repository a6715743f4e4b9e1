import { labelValue, withLabel, type Labels } from '@binnacle/model';
import type { Binary, VectorMatching } from '../ast.ts';
import { changesMeaning, type ElementOp } from './element-binary.ts';
import { filterLabels, withoutMetricLabels } from './label-sets.ts';

/** Labels of the result of matching two series, from those of the "many" side and of the "one" side. */
export function resultLabels(node: Binary, matching: VectorMatching): (many: Labels, one: Labels) => Labels {
  const named = new Set(matching.labels);
  const dropsName = changesMeaning(node.op as ElementOp);
  const keep = matching.on ? (name: string): boolean => named.has(name) : (name: string): boolean => !named.has(name);
  return (many, one) => {
    let labels = dropsName ? withoutMetricLabels(many) : many;
    if (matching.cardinality === 'one-to-one') labels = filterLabels(labels, keep);
    for (const name of matching.include) labels = withLabel(labels, name, labelValue(one, name));
    return labels;
  };
}
