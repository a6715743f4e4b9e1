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
  const order: number[] = [];
  let sorted = true;
  for (let i = 0; i < flat.length; i += 2) {
    if (flat[i] === '') return refuse(flat, 'a label without a name');
    if (i > 0 && compareStrings(flat[i - 2]!, flat[i]!) > 0) sorted = false;
    order.push(i);
  }
  if (!sorted) order.sort((a, b) => compareStrings(flat[a]!, flat[b]!));
  const labels: string[] = [];
  for (const [i, at] of order.entries()) {
    const name = flat[at]!;
    if (i > 0 && flat[order[i - 1]!] === name) return refuse(flat, `label ${JSON.stringify(name)} twice`);
    if (flat[at + 1] !== '') labels.push(name, flat[at + 1]!);
  }
  return { ok: true, labels: labelsFromSorted(labels) };
}

const refuse = (flat: readonly string[], reason: string): LabelCheck => ({
  ok: false,
  message: `series ${formatLabels(labelsFromSorted(flat))}: ${reason}`,
});
