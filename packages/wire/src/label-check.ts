import { compareStrings, formatLabels, type Labels, labelsFromSorted, labelValue, METRIC_NAME } from '@binnacle/model';

export type LabelCheck =
  | { readonly ok: true; readonly labels: Labels }
  | { readonly ok: false; readonly message: string };

/** The label set of a series: as {@link sortLabels}, and it must have a metric name. */
export function checkLabels(flat: readonly string[]): LabelCheck {
  const check = sortLabels(flat);
  if (check.ok && labelValue(check.labels, METRIC_NAME) === '') return refuse(flat, 'no metric name');
  return check;
}

/**
 * Makes a label set of names and values in turn: sorts them where the sender did not, leaves out empty values, refuses a
 * name twice.
 */
export function sortLabels(flat: readonly string[]): LabelCheck {
  const sorted: string[] = [];
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!;
    let at = sorted.length;
    while (at > 0 && compareStrings(sorted[at - 2]!, name) > 0) at -= 2;
    if (at > 0 && sorted[at - 2] === name) return refuse(flat, `label ${JSON.stringify(name)} twice`);
    if (name === '') return refuse(flat, 'a label without a name');
    if (at === sorted.length) sorted.push(name, flat[i + 1]!);
    else sorted.splice(at, 0, name, flat[i + 1]!);
  }
  return { ok: true, labels: labelsFromSorted(sorted.filter((_, i) => sorted[i | 1] !== '')) };
}

const refuse = (flat: readonly string[], reason: string): LabelCheck => ({
  ok: false,
  message: `series ${formatLabels(labelsFromSorted(flat))}: ${reason}`,
});
