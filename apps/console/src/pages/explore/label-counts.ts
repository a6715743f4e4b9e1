import { byName } from '../../format/by-name.ts';

/** A label of the series of a metric, with its values, the most frequent first. */
export interface LabelCount {
  readonly name: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

/** Counts in how many series each value of each label is; the labels by name. */
export function countLabels(series: readonly Readonly<Record<string, string>>[]): readonly LabelCount[] {
  const labels = new Map<string, Map<string, number>>();
  for (const one of series) {
    for (const [name, value] of Object.entries(one)) {
      if (name === '__name__') continue;
      const values = labels.get(name) ?? new Map<string, number>();
      labels.set(name, values.set(value, (values.get(value) ?? 0) + 1));
    }
  }
  return [...labels]
    .map(([name, values]) => ({
      name,
      values: [...values]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count || byName(a.value, b.value)),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
