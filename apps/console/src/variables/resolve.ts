import {
  escapeRegex,
  interpolate,
  selectionFilling,
  type ChosenValues,
  type Fillings,
  type QueryVariable,
  type Variable,
} from '@binnacle/views';
import { cascadeLevels } from './cascade.ts';
import { readingAhead } from './expected.ts';
import { initialSelection, reconciled, type Selection, type Selections } from './selection.ts';
import { byName } from '../format/by-name.ts';

/** A variable with its list of values and what is selected of it. */
export interface ResolvedVariable {
  readonly variable: Variable;
  readonly options: readonly string[];
  readonly selection: Selection;
  /** Why the list could not be read; the selection stands as it was asked for. */
  readonly problem?: string;
}

export type ValuesOutcome =
  | { readonly ok: true; readonly values: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** Reads the values of a variable query that has been filled in. */
export type ReadValues = (query: string, variable: QueryVariable) => Promise<ValuesOutcome>;

/**
 * Resolves all variables, those that others refer to first. A value the cascade has made invalid is replaced as
 * `reconciled` says. `builtIn` are the fillings that are no variables (`$w`, `$__range`).
 */
export async function resolveVariables(
  variables: readonly Variable[],
  wanted: Selections,
  builtIn: Fillings,
  read: ReadValues,
): Promise<readonly ResolvedVariable[]> {
  const resolved = new Map<string, ResolvedVariable>();
  const readAhead = readingAhead(variables, wanted, builtIn, read);
  for (const level of cascadeLevels(variables)) {
    const fillings = fillingsOf([...resolved.values()], builtIn);
    const answers = await Promise.all(level.map((variable) => resolveOne(variable, wanted, fillings, readAhead)));
    for (const answer of answers) resolved.set(answer.variable.name, answer);
  }
  return variables.map((variable) => resolved.get(variable.name)!);
}

/** What the variables put into queries. */
export function fillingsOf(resolved: readonly ResolvedVariable[], builtIn: Fillings): Fillings {
  const fillings = new Map(builtIn);
  for (const one of resolved) {
    fillings.set(one.variable.name, selectionFilling(one.variable, one.selection, one.options));
  }
  return fillings;
}

/** Values that are chosen of each variable, for what is repeated for them: all of the list where that is chosen. */
export function chosenValues(resolved: readonly ResolvedVariable[]): ChosenValues {
  return new Map(
    resolved.map(({ variable, selection, options }) => [
      variable.name,
      selection.kind === 'all' ? options : selection.kind === 'values' ? selection.values : [selection.text],
    ]),
  );
}

async function resolveOne(
  variable: Variable,
  wanted: Selections,
  fillings: Fillings,
  read: ReadValues,
): Promise<ResolvedVariable> {
  const asked = wanted.get(variable.name) ?? initialSelection(variable);
  switch (variable.kind) {
    case 'text':
      return { variable, options: [], selection: reconciled(variable, asked, []) };
    case 'interval':
      return { variable, options: variable.options, selection: reconciled(variable, asked, variable.options) };
    case 'custom': {
      const options = variable.options.map((option) => option.value);
      return { variable, options, selection: reconciled(variable, asked, options) };
    }
    case 'query': {
      const outcome = await read(interpolate(variable.query, fillings), variable);
      if (!outcome.ok) {
        const selection = asked ?? { kind: 'values', values: [] };
        return { variable, options: [], selection, problem: outcome.message };
      }
      const options = tidied(outcome.values, withPattern(variable, fillings));
      return { variable, options, selection: reconciled(variable, asked, options) };
    }
  }
}

/** With what is chosen of other variables in its pattern; a `$` that names none of them is the end of the text. */
function withPattern(variable: QueryVariable, fillings: Fillings): QueryVariable {
  if (variable.regex === undefined || !variable.regex.includes('$')) return variable;
  const regex = variable.regex.replace(
    /\$(?:\{([a-zA-Z_]\w*)\}|([a-zA-Z_]\w*))/g,
    (whole, braced?: string, plain?: string) => {
      const filling = fillings.get(braced ?? plain!);
      switch (filling?.kind) {
        case undefined:
          return whole;
        case 'omit':
          return '.*';
        case 'none':
          return '(?!)';
        case 'text':
          return filling.text;
        case 'values':
          return `(?:${filling.values.map(escapeRegex).join('|')})`;
      }
    },
  );
  return { ...variable, regex };
}

/** Applies `regex` and `sort`, and drops empty values and doubles. */
export function tidied(values: readonly string[], variable: QueryVariable): readonly string[] {
  let kept = values;
  if (variable.regex !== undefined) {
    const regex = asRegex(variable.regex);
    if (regex !== undefined) {
      kept = values.flatMap((value) => {
        const match = regex.exec(value);
        return match === null ? [] : [match.groups?.['value'] ?? match.groups?.['text'] ?? match[1] ?? match[0]];
      });
    }
  }
  const unique = [...new Set(kept)].filter((value) => value !== '');
  switch (variable.sort) {
    case 'none':
      return unique;
    case 'ascending':
      return unique.sort(byName);
    case 'descending':
      return unique.sort((a, b) => byName(b, a));
    case 'numeric':
      return unique.sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b));
  }
}

/** `/…/` or the expression itself; undefined when it is none, and then nothing is left out. */
function asRegex(text: string): RegExp | undefined {
  const body = text.length > 1 && text.startsWith('/') && text.endsWith('/') ? text.slice(1, -1) : text;
  // As PromQL writes it: letters may be large or small.
  const [bare, letters] = body.startsWith('(?i)') ? [body.slice(4), 'i'] : [body, ''];
  for (const flags of ['u', '']) {
    try {
      return new RegExp(bare, `${flags}${letters}`);
    } catch {
      // Without the flag, what is escaped for no reason is allowed: other systems take such patterns.
    }
  }
  return undefined;
}
