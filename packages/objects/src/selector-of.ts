import { listAt, recordAt, textAt, textRecordAt, textsAt, type Json } from './read.ts';
import { printSelector, type Requirement } from './selector.ts';

/** A map of labels, as services have it, as the text of a selector. */
export const selectorOfLabels = (labels: Readonly<Record<string, string>>): string =>
  printSelector(Object.entries(labels).map(([key, value]): Requirement => ({ kind: 'in', key, values: [value] })));

/** `matchLabels` and `matchExpressions`, as workloads have them, as the text of a selector. */
export function selectorOfSpec(object: Json, ...path: readonly string[]): string {
  const spec = recordAt(object, ...path);
  const labels = selectorOfLabels(textRecordAt(spec, 'matchLabels'));
  const expressions = listAt(spec, 'matchExpressions').flatMap((it): Requirement[] => {
    const [key, values] = [textAt(it, 'key'), textsAt(it, 'values')];
    switch (textAt(it, 'operator')) {
      case 'In':
        return [{ kind: 'in', key, values }];
      case 'NotIn':
        return [{ kind: 'not-in', key, values }];
      case 'Exists':
        return [{ kind: 'exists', key }];
      case 'DoesNotExist':
        return [{ kind: 'not-exists', key }];
      default:
        return [];
    }
  });
  return [labels, printSelector(expressions)].filter((it) => it !== '').join(',');
}
