import { interpolate, selectionFilling, type Fillings, type Variable } from '@binnacle/views';
import { dependsOn } from './cascade.ts';
import type { ReadValues, ValuesOutcome } from './resolve.ts';
import { initialSelection, type Selections } from './selection.ts';

/**
 * What the variables put into queries if every list turns out to have what is chosen. Variables whose value depends on their
 * list ("the first", "each of the list") are left out.
 */
export function expectedFillings(variables: readonly Variable[], wanted: Selections, builtIn: Fillings): Fillings {
  const fillings = new Map(builtIn);
  for (const variable of variables) {
    const selection = wanted.get(variable.name) ?? initialSelection(variable);
    if (selection === undefined) continue;
    const isEach = selection.kind === 'all' && (variable.kind === 'query' || variable.kind === 'custom');
    if (isEach && variable.all === 'values') continue;
    fillings.set(variable.name, selectionFilling(variable, selection, []));
  }
  return fillings;
}

/**
 * Asks at once for the lists of a cascade that can be foreseen, and not one after another. A list that turns out to be
 * another one is asked for when that is known.
 */
export function readingAhead(
  variables: readonly Variable[],
  wanted: Selections,
  builtIn: Fillings,
  read: ReadValues,
): ReadValues {
  const expected = expectedFillings(variables, wanted, builtIn);
  const names = new Set(variables.map(({ name }) => name));
  const asked = new Map<string, Promise<ValuesOutcome>>();
  const readOnce: ReadValues = (query, variable) => {
    const known = asked.get(query);
    if (known !== undefined) return known;
    const answer = read(query, variable);
    asked.set(query, answer);
    return answer;
  };
  for (const variable of variables) {
    const canForesee = dependsOn(variable).every((name) => expected.has(name) || !names.has(name));
    if (variable.kind !== 'query' || !canForesee) continue;
    // Whoever needs the answer hears of a failure; nobody may need it.
    readOnce(interpolate(variable.query, expected), variable).catch(() => {});
  }
  return readOnce;
}
