import type { Labels } from '@binnacle/model';
import { quote } from '../syntax/quote.ts';

/** `{__name__="up", job="a"}`: the metric name is a label like any other. For error messages. */
export function labelsText(labels: Labels): string {
  const pairs: string[] = [];
  for (let i = 0; i < labels.length; i += 2) {
    const name = labels[i]!;
    pairs.push(`${/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : quote(name)}=${quote(labels[i + 1]!)}`);
  }
  return `{${pairs.join(', ')}}`;
}
