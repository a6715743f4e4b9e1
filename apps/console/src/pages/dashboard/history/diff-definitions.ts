import { textIn, type DashboardDefinition, type Language, type Panel, type PanelGroup } from '@binnacle/views';

/** One difference between two versions of a dashboard. */
export interface DefinitionChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** What it is about: a panel, group or variable by its title, or the dashboard itself. */
  readonly subject: { readonly kind: 'panel' | 'group' | 'variable' | 'dashboard'; readonly title: string };
  /** With `changed`: what within it, such as `queries[0].expr`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** What was done between two versions, as people see it: things by their names, and each value that is another one. */
export function diffDefinitions(
  before: DashboardDefinition,
  after: DashboardDefinition,
  language: Language,
): readonly DefinitionChange[] {
  const { groups: groupsBefore, variables: variablesBefore, ...restBefore } = before;
  const { groups: groupsAfter, variables: variablesAfter, ...restAfter } = after;
  const title = textIn(after.title, language);
  return [
    ...differences({ kind: 'dashboard', title }, restBefore, restAfter),
    ...listed(
      variablesBefore,
      variablesAfter,
      ({ name }) => name,
      ({ name }) => ({ kind: 'variable', title: `$${name}` }),
    ),
    ...listed(
      groupsBefore.map(withoutPanels),
      groupsAfter.map(withoutPanels),
      ({ id }) => id,
      ({ title, id }) => ({ kind: 'group', title: title === undefined ? id : textIn(title, language) }),
    ),
    ...listed(
      panelsOf(before),
      panelsOf(after),
      ({ panel }) => panel.id,
      ({ panel }) => ({ kind: 'panel', title: textIn(panel.title, language) }),
    ),
  ];
}

const withoutPanels = ({ id, title, collapsed, layout }: PanelGroup): Omit<PanelGroup, 'panels'> => ({
  id,
  ...(title === undefined ? {} : { title }),
  collapsed,
  layout,
});

/** Panels with the group that they stand in, so that a move to another one is a difference. */
const panelsOf = ({ groups }: DashboardDefinition): readonly { readonly group: string; readonly panel: Panel }[] =>
  groups.flatMap((group) => group.panels.map((panel) => ({ group: group.id, panel })));

function listed<T>(
  before: readonly T[],
  after: readonly T[],
  idOf: (item: T) => string,
  subjectOf: (item: T) => DefinitionChange['subject'],
): readonly DefinitionChange[] {
  const old = new Map(before.map((item) => [idOf(item), item]));
  const now = new Set(after.map(idOf));
  return [
    ...after.flatMap((item): readonly DefinitionChange[] => {
      const known = old.get(idOf(item));
      return known === undefined
        ? [{ kind: 'added', subject: subjectOf(item), path: '', before: '', after: '' }]
        : differences(subjectOf(item), known, item);
    }),
    ...before
      .filter((item) => !now.has(idOf(item)))
      .map((item): DefinitionChange => ({
        kind: 'removed',
        subject: subjectOf(item),
        path: '',
        before: '',
        after: '',
      })),
  ];
}

/** Every value in which two objects differ, with its path. */
function differences(
  subject: DefinitionChange['subject'],
  before: unknown,
  after: unknown,
  path = '',
): readonly DefinitionChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(subject, before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, i) => differences(subject, item, after[i], `${path}[${i}]`));
  }
  return [{ kind: 'changed', subject, path: path.replace(/^panel\./, ''), before: shown(before), after: shown(after) }];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
