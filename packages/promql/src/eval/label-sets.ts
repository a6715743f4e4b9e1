import { METRIC_NAME, compareStrings, labelsFromSorted, type Labels } from '@binnacle/model';
import type { LabelChoice } from '@binnacle/storage';

/** Labels that describe the metric itself and go away with its name. */
export const METRIC_LABELS: readonly string[] = [METRIC_NAME, '__type__', '__unit__'];

/** Without the metric name, type and unit. */
export function withoutMetricLabels(labels: Labels): Labels {
  // Names are sorted and these begin with "__": capitals come before them, lower case after.
  for (let i = 0; i < labels.length; i += 2) {
    const name = labels[i]!;
    if (name > '__unit__') return labels;
    if (METRIC_LABELS.includes(name)) return filterLabels(labels, (other) => !METRIC_LABELS.includes(other));
  }
  return labels;
}

export function filterLabels(labels: Labels, keep: (name: string) => boolean): Labels {
  const kept: string[] = [];
  for (let i = 0; i < labels.length; i += 2) if (keep(labels[i]!)) kept.push(labels[i]!, labels[i + 1]!);
  return kept.length === labels.length ? labels : labelsFromSorted(kept);
}

/** Makes the chosen part of label sets, and a string that is equal exactly for equal parts. */
export interface LabelChooser {
  key(labels: Labels): string;
  labels(labels: Labels): Labels;
}

const SEPARATOR = '\uDC00';

export function labelChooser({ only, labels }: LabelChoice): LabelChooser {
  const chosen = new Set(labels);
  const keep = only
    ? (name: string): boolean => chosen.has(name)
    : (name: string): boolean => name !== METRIC_NAME && !chosen.has(name);
  return { key: keyFunction(only, labels, keep), labels: (of) => filterLabels(of, keep) };
}

function keyFunction(
  only: boolean,
  labels: readonly string[],
  keep: (name: string) => boolean,
): (labels: Labels) => string {
  if (!only) {
    return (of) => {
      let key = '';
      for (let i = 0; i < of.length; i += 2) if (keep(of[i]!)) key += of[i]! + SEPARATOR + of[i + 1]! + SEPARATOR;
      return key;
    };
  }
  // Values in a fixed order, absent ones empty: no names needed.
  const wanted = [...new Set(labels)].sort(compareStrings);
  if (wanted.length === 0) return () => '';
  if (wanted.length === 1) return (of) => valueOf(of, wanted[0]!);
  return (of) => {
    let key = '';
    let i = 0;
    for (const name of wanted) {
      while (i < of.length && compareStrings(of[i]!, name) < 0) i += 2;
      key += (of[i] === name ? of[i + 1]! : '') + SEPARATOR;
    }
    return key;
  };
}

function valueOf(labels: Labels, name: string): string {
  for (let i = 0; i < labels.length; i += 2) if (labels[i] === name) return labels[i + 1]!;
  return '';
}
