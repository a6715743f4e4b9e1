import type { Fillings } from './interpolate.ts';

const REFERENCE = /^\$(?:\{([a-zA-Z_][a-zA-Z0-9_]*)\}|([a-zA-Z_][a-zA-Z0-9_]*))$/;
/** No name of Kubernetes has a space, so this fits nothing. */
const NOTHING = 'none of these';

/** A list of allowed values with the variables in it filled in; empty means no condition. */
export function filledList(values: readonly string[], fillings: Fillings): string[] {
  const filled: string[] = [];
  for (const value of values) {
    const match = REFERENCE.exec(value);
    const filling = match === null ? undefined : fillings.get(match[1] ?? match[2]!);
    if (filling === undefined) filled.push(value);
    // "All" of one variable is everything, whatever else is in the list.
    else if (filling.kind === 'omit') return [];
    else if (filling.kind === 'values') filled.push(...filling.values);
    else filled.push(filling.kind === 'text' ? filling.text : NOTHING);
  }
  return filled.length === 0 && values.length > 0 ? [NOTHING] : filled;
}
