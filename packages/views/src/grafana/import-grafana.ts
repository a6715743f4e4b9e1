import { DASHBOARD_VERSION, REFRESH_INTERVALS, type RefreshInterval } from '../dashboard.ts';
import type { PanelGroup } from '../dashboard.ts';
import type { PanelInput } from '../panel.ts';
import { validateDashboard, type DashboardProblem } from '../validate.ts';
import { compactedUp } from '../panel-places.ts';
import { variableReferences } from '../variable-references.ts';
import { RESERVED_VARIABLES, type Variable } from '../variable.ts';
import type { DashboardDefinition } from '../dashboard.ts';
import { isObject, objectOf, objectsOf, textOf, textsOf, type Json } from './json.ts';
import { positionsOfRows } from './layout.ts';
import { fromNewestForm, isNewestForm } from './newest-form.ts';
import { Notes, type ImportNote } from './notes.ts';
import { importPanel } from './panel.ts';
import { resolvedModel } from './resolved.ts';
import { datasourceNames, importVariables } from './variables.ts';

export type GrafanaImport =
  | { readonly ok: true; readonly definition: DashboardDefinition; readonly notes: readonly ImportNote[] }
  /** `not_grafana`: the file is something else. `problems`: what was made of it is not valid, which is a defect here. */
  | { readonly ok: false; readonly reason: 'not_grafana' | 'invalid'; readonly problems: readonly DashboardProblem[] };

const MOST_PANELS = 200;
const MOST_VARIABLES = 50;

/**
 * Makes a dashboard of a file that Grafana exported, of version 8 or later: the model itself, its API's answer, or the
 * resource of the newest versions, or the one file of a rendered mixin. Everything that cannot be carried over is in the notes.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export function importGrafana(file: unknown): GrafanaImport {
  const model = modelOf(file);
  if (model === undefined) return { ok: false, reason: 'not_grafana', problems: [] };
  const notes = new Notes();
  const list = objectOf(model['templating'])['list'];
  const range = rangeOf(objectOf(model['time']), notes);
  const variables = importVariables(list, range, notes);
  const groups = groupsOf(panelsOf(model), new Set(variables.map(({ name }) => name)), notes);
  const used = datasourceNames(list);
  const description = textOf(model['description']);
  for (const it of objectsOf(objectOf(model['annotations'])['list'])) {
    if (it['builtIn'] !== 1 && it['builtIn'] !== true) notes.add('annotation', '', textOf(it['name']));
  }
  for (const link of objectsOf(model['links'])) {
    notes.add('dashboard_links', '', textOf(link['title']) || textsOf(link['tags']).join(', ') || textOf(link['url']));
  }
  const zone = textOf(model['timezone']);
  if (zone !== '' && zone !== 'browser' && zone !== 'default') notes.add('timezone', '', zone);
  const all = [...variables, ...missingVariables(variables, groups, used, notes)];
  if (all.length > MOST_VARIABLES) notes.add('beyond', '');
  const outcome = validateDashboard({
    format: 'binnacle/dashboard',
    version: DASHBOARD_VERSION,
    title: textOf(model['title']).trim().slice(0, 200) || 'Grafana',
    ...(description === '' ? {} : { description }),
    tags: [...new Set(textsOf(model['tags']).map((tag) => tag.slice(0, 60)))].slice(0, 50),
    time: { range, refresh: refreshOf(model['refresh']) },
    variables: all.slice(0, MOST_VARIABLES),
    groups,
  });
  return outcome.ok
    ? { ok: true, definition: outcome.definition, notes: notes.all }
    : { ok: false, reason: 'invalid', problems: outcome.problems };
}

/** The dashboard in the file, in the form with `panels`. */
function modelOf(file: unknown): Json | undefined {
  if (!isObject(file)) return undefined;
  const inner = [file['dashboard'], file['spec'], onlyFileOf(file), file].find(isObject)!;
  if (isNewestForm(inner)) return resolvedModel(fromNewestForm(inner), file);
  const isModel = Array.isArray(inner['panels']) || Array.isArray(inner['rows']);
  return isModel && inner['format'] === undefined ? resolvedModel(withInputs(inner, file), file) : undefined;
}

/** Mixins are rendered to an object of files by their names. */
function onlyFileOf(file: Json): unknown {
  const names = Object.keys(file);
  return names.length === 1 && names[0]!.endsWith('.json') ? file[names[0]!] : undefined;
}

/** Constants that the exporter took out of the file: `${VAR_NAME}` stands for their value. */
function withInputs(model: Json, file: Json): Json {
  const constants = objectsOf(model['__inputs'] ?? file['__inputs']).filter((it) => it['type'] === 'constant');
  if (constants.length === 0) return model;
  let text = JSON.stringify(model);
  for (const { name, value } of constants) {
    text = text.replaceAll(`\${${textOf(name)}}`, JSON.stringify(textOf(value)).slice(1, -1));
  }
  return JSON.parse(text) as Json;
}

function panelsOf(model: Json): readonly Json[] {
  if (Array.isArray(model['rows']) && !Array.isArray(model['panels'])) {
    return positionsOfRows(objectsOf(model['rows']), (row) => objectsOf(row['panels']));
  }
  const panels = objectsOf(model['panels']);
  const tops = panels.filter((it) => it['type'] === 'row').map(topOf);
  // A file that was generated lists the panels of each row behind it, whatever their places are.
  const isInOrder =
    tops.every((top, i) => i === 0 || top >= tops[i - 1]!) && !panels.some((it, i) => standsAbove(panels, it, i));
  return isInOrder ? panels : [...panels].sort((a, b) => order(a) - order(b));
}

const topOf = (panel: Json): number => {
  const { y } = objectOf(panel['gridPos']);
  return typeof y === 'number' ? y : 0;
};

/** Whether a panel stands above the row that is listed before it. */
const standsAbove = (panels: readonly Json[], panel: Json, index: number): boolean => {
  const row = panels.slice(0, index).findLast((it) => it['type'] === 'row');
  return row !== undefined && topOf(panel) < topOf(row);
};

/** From top to bottom, then from left to right; the order in the file is that of their making. */
function order(panel: Json): number {
  const { x } = objectOf(panel['gridPos']);
  return topOf(panel) * 100 + (typeof x === 'number' ? x : 0) + (panel['type'] === 'row' ? -0.5 : 0);
}

type GroupInput = Omit<PanelGroup, 'panels'> & { readonly panels: PanelInput[] };

/** Rows become groups with a heading; what stands before the first one has none. */
function groupsOf(panels: readonly Json[], variables: ReadonlySet<string>, notes: Notes): readonly GroupInput[] {
  const groups: GroupInput[] = [];
  let left = MOST_PANELS * 5;
  let count = 0;
  const open = (title: string, collapsed: boolean, repeat = ''): GroupInput => {
    const group: GroupInput = {
      id: `g${groups.length + 1}`,
      ...(title === '' ? {} : { title }),
      collapsed,
      layout: 'grid',
      ...(repeat === '' ? {} : { repeat }),
      panels: [],
    };
    groups.push(group);
    return group;
  };
  let group: GroupInput | undefined;
  const put = (panel: Json): void => {
    if (left-- <= 0) {
      notes.add('beyond', '');
      return;
    }
    if (group === undefined || group.panels.length >= MOST_PANELS) group = open('', false);
    group.panels.push(importPanel(panel, `p${++count}`, variables, notes));
  };
  for (const panel of panels) {
    if (panel['type'] !== 'row') {
      put(panel);
      continue;
    }
    // Only what can be opened needs a name.
    const isCollapsed = panel['collapsed'] === true;
    const title = textOf(panel['title']).trim() || (isCollapsed ? `${groups.length + 1}` : '');
    const repeat = textOf(panel['repeat']);
    const isKnown = variables.has(repeat);
    if (repeat !== '' && !isKnown) notes.add('repeat', title, repeat);
    group = open(title, isCollapsed, isKnown ? repeat : '');
    for (const inside of objectsOf(panel['panels'])) put(inside);
  }
  return groups.filter((it) => it.panels.length > 0).map((it) => ({ ...it, panels: compactedUp(it.panels) }));
}

/** Names that are used and defined nowhere become texts to fill in, so that what uses them can be mended. */
function missingVariables(
  variables: readonly Variable[],
  groups: readonly GroupInput[],
  datasources: ReadonlySet<string>,
  notes: Notes,
): readonly Variable[] {
  const known = new Set<string>([...RESERVED_VARIABLES, ...variables.map(({ name }) => name)]);
  const texts = [
    ...variables.flatMap((it) => (it.kind === 'query' ? [it.query] : [])),
    ...groups.flatMap(({ panels }) =>
      panels.flatMap((it) => ('queries' in it ? it.queries.map(({ expr }) => expr) : [])),
    ),
  ];
  const missing = new Set(texts.flatMap((text) => variableReferences(text)).filter((name) => !known.has(name)));
  return [...missing].flatMap((name): Variable[] => {
    if (!/^[a-zA-Z][a-zA-Z0-9_]{0,63}$/.test(name)) return [];
    if (!datasources.has(name)) notes.add('unknown_variable', name);
    return [{ kind: 'text', name, hidden: datasources.has(name), default: '' }];
  });
}

const DAYS: Readonly<Record<string, number>> = { w: 7, M: 30, y: 365 };

function rangeOf({ from, to }: Json, notes: Notes): string {
  const match = /^now-(\d+)([smhdwMy])$/.exec(textOf(from));
  if (match !== null && (to === undefined || to === 'now')) {
    const [count, unit] = [Number(match[1]), match[2]!];
    const days = DAYS[unit];
    return days === undefined ? `${count}${unit}` : `${count * days}d`;
  }
  if (textOf(from) !== '') notes.add('time_range', '', `${textOf(from)} – ${textOf(to)}`);
  return /d/.test(textOf(from)) ? '24h' : '1h';
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The interval that is offered and is no shorter. */
function refreshOf(value: unknown): RefreshInterval {
  const seconds = secondsOf(textOf(value));
  if (seconds === undefined) return 'off';
  return REFRESH_INTERVALS.find((it) => (secondsOf(it) ?? 0) >= seconds) ?? '1h';
}

function secondsOf(text: string): number | undefined {
  const match = /^(\d+)([smhd])$/.exec(text);
  return match === null ? undefined : Number(match[1]) * SECONDS[match[2]!]!;
}
