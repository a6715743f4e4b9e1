import type { DashboardDefinition } from './dashboard.ts';
import type { EventsPanel, ObjectsPanel, Panel } from './panel.ts';
import type { DashboardProblem } from './validate.ts';
import { variableReferences } from './variable-references.ts';
import { RESERVED_VARIABLES } from './variable.ts';

/** What a schema cannot say: names are unique, and every name that is used exists. */
export function crossChecks(dashboard: DashboardDefinition): readonly DashboardProblem[] {
  const problems: DashboardProblem[] = [];
  const known = new Set<string>(RESERVED_VARIABLES);
  for (const [i, variable] of dashboard.variables.entries()) {
    const path = `variables[${i}].name`;
    if ((RESERVED_VARIABLES as readonly string[]).includes(variable.name)) {
      problems.push({ path, message: `$${variable.name} is filled in by the console: take another name` });
    } else if (known.has(variable.name)) problems.push({ path, message: `a second variable called ${variable.name}` });
    known.add(variable.name);
  }
  checkCascade(dashboard, known, problems);
  checkReferences(dashboard.presence ?? '', 'presence', known, problems);
  const panelIds = new Set(dashboard.groups.flatMap((group) => group.panels.map((panel) => panel.id)));
  const seen = new Set<string>();
  for (const [g, group] of dashboard.groups.entries()) {
    if (seen.has(`group ${group.id}`)) {
      problems.push({ path: `groups[${g}].id`, message: `a second group called ${group.id}` });
    }
    seen.add(`group ${group.id}`);
    checkRepeat(dashboard, group.repeat, `groups[${g}].repeat`, problems);
    for (const [p, panel] of group.panels.entries()) {
      const path = `groups[${g}].panels[${p}]`;
      if (seen.has(panel.id)) problems.push({ path: `${path}.id`, message: `a second panel called ${panel.id}` });
      seen.add(panel.id);
      checkRepeat(dashboard, panel.repeat?.variable, `${path}.repeat.variable`, problems);
      checkPanel(panel, path, panelIds, known, problems);
    }
  }
  return problems;
}

function checkRepeat(
  dashboard: DashboardDefinition,
  name: string | undefined,
  path: string,
  problems: DashboardProblem[],
): void {
  if (name !== undefined && !dashboard.variables.some((it) => it.name === name))
    problems.push({ path, message: `there is no variable called ${name}` });
}

function checkPanel(
  panel: Panel,
  path: string,
  panelIds: ReadonlySet<string>,
  variables: ReadonlySet<string>,
  problems: DashboardProblem[],
): void {
  for (const [i, link] of panel.links.entries()) {
    if ('panel' in link.to && !panelIds.has(link.to.panel)) {
      problems.push({ path: `${path}.links[${i}].to.panel`, message: `there is no panel called ${link.to.panel}` });
    }
  }
  if (panel.kind === 'text') return;
  if (panel.kind === 'health') {
    for (const [i, id] of panel.of.entries()) {
      if (!panelIds.has(id)) problems.push({ path: `${path}.of[${i}]`, message: `there is no panel called ${id}` });
    }
    return;
  }
  if (panel.kind === 'events' || panel.kind === 'objects') {
    checkFilters(panel, path, variables, problems);
    return;
  }
  const refs = new Set<string>();
  for (const [i, query] of panel.queries.entries()) {
    if (refs.has(query.ref)) {
      problems.push({ path: `${path}.queries[${i}].ref`, message: `a second query called ${query.ref}` });
    }
    refs.add(query.ref);
    checkReferences(query.expr, `${path}.queries[${i}].expr`, variables, problems);
  }
  for (const [key, ref] of usedRefs(panel)) {
    if (!refs.has(ref)) problems.push({ path: `${path}.${key}`, message: `there is no query called ${ref}` });
  }
}

/** Filters of lists of events and objects may name variables. */
function checkFilters(
  panel: EventsPanel | ObjectsPanel,
  path: string,
  variables: ReadonlySet<string>,
  problems: DashboardProblem[],
): void {
  for (const [key, values] of Object.entries(panel)) {
    if (key === 'links' || !Array.isArray(values)) continue;
    for (const [i, value] of values.entries()) {
      if (typeof value === 'string') checkReferences(value, `${path}.${key}[${i}]`, variables, problems);
    }
  }
}

function usedRefs(panel: Extract<Panel, { queries: readonly unknown[] }>): readonly (readonly [string, string])[] {
  const used: [string, string][] = [];
  if (panel.kind === 'stat') {
    for (const key of ['total', 'severity', 'detail'] as const)
      if (panel[key] !== undefined) used.push([key, panel[key]]);
  }
  if (panel.kind === 'gauge' && panel.severity !== undefined) used.push(['severity', panel.severity]);
  if (panel.kind === 'table') {
    for (const [i, column] of panel.columns.entries()) {
      if (column.ref !== undefined) used.push([`columns[${i}].ref`, column.ref]);
    }
  }
  return used;
}

function checkReferences(text: string, path: string, known: ReadonlySet<string>, problems: DashboardProblem[]): void {
  for (const name of variableReferences(text)) {
    if (!known.has(name)) problems.push({ path, message: `there is no variable called ${name}` });
  }
}

/** Variables may refer to others in any order, but never in a circle. */
function checkCascade(dashboard: DashboardDefinition, known: ReadonlySet<string>, problems: DashboardProblem[]): void {
  const refersTo = new Map<string, readonly string[]>();
  for (const [i, variable] of dashboard.variables.entries()) {
    if (variable.kind !== 'query') continue;
    checkReferences(variable.query, `variables[${i}].query`, known, problems);
    refersTo.set(variable.name, variableReferences(variable.query));
  }
  for (const [i, variable] of dashboard.variables.entries()) {
    const reached = new Set<string>();
    const open = [...(refersTo.get(variable.name) ?? [])];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      open.push(...(refersTo.get(name) ?? []));
    }
    if (reached.has(variable.name)) {
      problems.push({ path: `variables[${i}].query`, message: `$${variable.name} depends on itself` });
    }
  }
}
