import type { Labels } from '@binnacle/model';
import type { JsonBytes } from './json-bytes.ts';

/** Writes a label set as an object, its names in their order. */
export function writeLabels(out: JsonBytes, labels: Labels): void {
  out.raw('{');
  for (let i = 0; i < labels.length; i += 2) {
    if (i > 0) out.raw(',');
    out.label(labels[i]!);
    out.raw(':');
    out.label(labels[i + 1]!);
  }
  out.raw('}');
}

/** Writes an array, item by item. */
export function writeList<T>(out: JsonBytes, items: readonly T[], write: (item: T) => void): void {
  out.raw('[');
  items.forEach((item, i) => {
    if (i > 0) out.raw(',');
    write(item);
  });
  out.raw(']');
}
