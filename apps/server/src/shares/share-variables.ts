import type { ShareSelection, ShareVariable } from '@binnacle/api';
import {
  selectionFilling,
  type ChosenValues,
  type DashboardDefinition,
  type Filling,
  type Fillings,
  type Variable,
} from '@binnacle/views';

type Problem = { readonly problem: string };

/** What is wrong with the variables that a link is to carry; undefined when nothing is. */
export function variablesProblem(
  definition: DashboardDefinition,
  variables: readonly ShareVariable[],
): string | undefined {
  const seen = new Set<string>();
  for (const it of variables) {
    const variable = definition.variables.find(({ name }) => name === it.name);
    if (variable === undefined) return `the dashboard has no variable ${it.name}`;
    if (seen.has(it.name)) return `the variable ${it.name} is there twice`;
    seen.add(it.name);
    if ((variable.kind === 'text') !== (it.selection.kind === 'text'))
      return `the variable ${it.name} does not take a selection of the kind ${it.selection.kind}`;
    if (variable.kind === 'text' && it.mode === 'free')
      return `the variable ${it.name} is free text: a link can carry it fixed only`;
    const unknown = it.options.find((value) => !isPossible(variable, value));
    if (unknown !== undefined) return `${JSON.stringify(unknown)} is no value of the variable ${it.name}`;
    const problem = it.mode === 'free' ? choiceProblem(variable, it, it.selection) : undefined;
    if (problem !== undefined) return problem;
    if (it.selection.kind === 'all' && !canBeAll(variable)) return `the variable ${it.name} has no "all"`;
    if (it.mode === 'fixed' && it.selection.kind === 'values') {
      const wrong = it.selection.values.find((value) => !isPossible(variable, value));
      if (wrong !== undefined) return `${JSON.stringify(wrong)} is no value of the variable ${it.name}`;
    }
  }
  return undefined;
}

/**
 * What stands for the variables when whoever opened a link chose `chosen`. A variable that came to the dashboard after the
 * link stays out: its queries fail rather than show what nobody agreed to.
 */
export function shareFillings(
  definition: DashboardDefinition,
  variables: readonly ShareVariable[],
  chosen: Readonly<Record<string, ShareSelection>>,
): Fillings | Problem {
  const free = new Set(variables.filter((it) => it.mode === 'free').map((it) => it.name));
  const stranger = Object.keys(chosen).find((name) => !free.has(name));
  if (stranger !== undefined) return { problem: `the variable ${stranger} cannot be chosen here` };
  const fillings = new Map<string, Filling>();
  for (const variable of definition.variables) {
    const shared = variables.find((it) => it.name === variable.name);
    if (shared === undefined) continue;
    const selection = (Object.hasOwn(chosen, variable.name) ? chosen[variable.name] : undefined) ?? shared.selection;
    const problem = shared.mode === 'free' ? choiceProblem(variable, shared, selection) : undefined;
    if (problem !== undefined) return { problem };
    fillings.set(variable.name, selectionFilling(variable, selection, shared.options));
  }
  return fillings;
}

/** What is repeated for a fixed variable is there for each of its values; for a free one it is there once. */
export const fixedValues = (variables: readonly ShareVariable[]): ChosenValues =>
  new Map(
    variables
      .filter(({ mode }) => mode === 'fixed')
      .map(({ name, selection, options }) => [
        name,
        selection.kind === 'all' ? options : selection.kind === 'values' ? selection.values : [selection.text],
      ]),
  );

function choiceProblem(variable: Variable, shared: ShareVariable, selection: ShareSelection): string | undefined {
  const { name } = shared;
  switch (selection.kind) {
    case 'text':
      return `the variable ${name} takes one of its values, not free text`;
    case 'all':
      return canBeAll(variable) ? undefined : `the variable ${name} has no "all"`;
    case 'values': {
      const multi = (variable.kind === 'query' || variable.kind === 'custom') && variable.multi;
      if (!multi && selection.values.length > 1) return `the variable ${name} takes one value`;
      const known = new Set(shared.options);
      const wrong = selection.values.find((value) => !known.has(value));
      return wrong === undefined ? undefined : `${JSON.stringify(wrong)} is no value of the variable ${name}`;
    }
  }
}

const canBeAll = (variable: Variable): boolean =>
  (variable.kind === 'query' || variable.kind === 'custom') && variable.includeAll;

/** Of a list that the definition has; what a query finds is for the one who makes the link to say. */
function isPossible(variable: Variable, value: string): boolean {
  switch (variable.kind) {
    case 'custom':
      return variable.options.some((it) => it.value === value);
    case 'interval':
      return variable.options.includes(value);
    case 'query':
    case 'text':
      return true;
  }
}
