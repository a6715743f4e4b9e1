import { compareLabels, labelValue } from '@binnacle/model';
import type { Row } from '../eval/row.ts';
import { comesBefore } from './natural-order.ts';

/** Orders the series of an instant vector by value, NaN last. */
export function sortByValue(rows: Row[], descending: boolean): Row[] {
  const sign = descending ? -1 : 1;
  return rows.sort((a, b) => {
    const [x, y] = [a.values[a.at]!, b.values[b.at]!];
    if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : 1;
    if (Number.isNaN(y)) return -1;
    return x === y ? 0 : sign * (x < y ? -1 : 1);
  });
}

/** Orders series by labels in natural order, then by all labels. */
export function sortByLabels(rows: Row[], names: readonly string[], descending: boolean): Row[] {
  const sign = descending ? -1 : 1;
  return rows.sort((a, b) => {
    for (const name of names) {
      const [x, y] = [labelValue(a.labels, name), labelValue(b.labels, name)];
      if (x !== y) return comesBefore(x, y) ? -sign : sign;
    }
    return sign * compareLabels(a.labels, b.labels);
  });
}
