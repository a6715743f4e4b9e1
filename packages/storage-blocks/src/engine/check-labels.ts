import { type Labels, compareStrings, formatLabels } from '@binnacle/model';
import type { Rejection } from '@binnacle/storage';
import type { StorageLimits } from './options.ts';

/** What is wrong with a label set, or undefined. */
export function checkLabels(labels: Labels, limits: StorageLimits): Pick<Rejection, 'reason' | 'message'> | undefined {
  const n = labels.length >>> 1;
  if (n > limits.maxLabelsPerSeries) {
    const message = `series ${brief(labels)} has ${n} labels, more than ${limits.maxLabelsPerSeries} (--storage.max-labels-per-series)`;
    return { reason: 'limit', message };
  }
  if (n === 0) return { reason: 'invalid', message: 'series without labels' };
  for (let i = 0; i < labels.length; i += 2) {
    const [name, value] = [labels[i]!, labels[i + 1]!];
    const problem = checkPair(name, value, limits) ?? checkOrder(labels, i);
    if (problem !== undefined) return { ...problem, message: `series ${brief(labels)}: ${problem.message}` };
  }
  return undefined;
}

function checkPair(name: string, value: string, limits: StorageLimits): Rejection | undefined {
  if (name === '') return { reason: 'invalid', message: 'a label has an empty name', samples: 1 };
  if (!name.isWellFormed() || !value.isWellFormed()) {
    return { reason: 'invalid', message: `label ${JSON.stringify(name)} is not valid Unicode`, samples: 1 };
  }
  if (name.length > limits.maxLabelNameLength) {
    const message = `a label name is longer than ${limits.maxLabelNameLength} (--storage.max-label-name-length)`;
    return { reason: 'limit', message, samples: 1 };
  }
  if (value.length > limits.maxLabelValueLength) {
    const message = `the value of label ${JSON.stringify(name)} is longer than ${limits.maxLabelValueLength} (--storage.max-label-value-length)`;
    return { reason: 'limit', message, samples: 1 };
  }
  return undefined;
}

function checkOrder(labels: Labels, i: number): Rejection | undefined {
  if (i === 0 || compareStrings(labels[i - 2]!, labels[i]!) < 0) return undefined;
  return {
    reason: 'invalid',
    message: `label ${JSON.stringify(labels[i])} is there twice or out of order`,
    samples: 1,
  };
}

/** The label set for a message, cut short. */
function brief(labels: Labels): string {
  const text = formatLabels(labels);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
