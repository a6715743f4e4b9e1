import { variableReferences, type Variable } from '@binnacle/views';

/**
 * Variables in the order they can be resolved, in levels: each level needs only the ones before it and can be read at
 * once. The validation of definitions has ruled circles out; what is in one nevertheless comes last, together.
 */
export function cascadeLevels(variables: readonly Variable[]): readonly (readonly Variable[])[] {
  const levels: Variable[][] = [];
  const done = new Set<string>();
  let open = [...variables];
  const names = new Set(open.map((variable) => variable.name));
  while (open.length > 0) {
    const ready = open.filter((variable) => dependsOn(variable).every((name) => done.has(name) || !names.has(name)));
    const level = ready.length > 0 ? ready : open;
    levels.push(level);
    for (const variable of level) done.add(variable.name);
    open = open.filter((variable) => !done.has(variable.name));
  }
  return levels;
}

/** Names a variable's query and pattern refer to. */
export function dependsOn(variable: Variable): readonly string[] {
  if (variable.kind !== 'query') return [];
  const names = variableReferences(`${variable.query} ${variable.regex ?? ''}`);
  return names.filter((name) => name !== variable.name);
}
