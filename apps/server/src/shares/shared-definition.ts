import type { ShareVariable } from '@binnacle/api';
import type { DashboardDefinition, Panel, Variable } from '@binnacle/views';
import type { ShareSettings } from '../metadata/shares.ts';

/**
 * A dashboard as whoever has a link to it sees it: no PromQL, no filters, no links, and of the variables only those that may
 * be chosen, each with the values that may. The text of a query is its name, `PANEL REF`.
 */
export function sharedDefinition(
  definition: DashboardDefinition,
  panelId: string | null,
  settings: ShareSettings,
): DashboardDefinition {
  const groups = definition.groups
    .map((group) => {
      const shown = { ...group, panels: group.panels.filter((it) => panelId === null || it.id === panelId).map(bare) };
      // Copies were made before, as far as the link says of what.
      delete shown.repeat;
      return shown;
    })
    .filter((group) => panelId === null || group.panels.length > 0);
  const { title, description, time } = definition;
  return {
    format: definition.format,
    version: definition.version,
    title,
    ...(description === undefined ? {} : { description }),
    tags: [],
    time,
    scrapeInterval: `${Math.max(1, Math.round(settings.scrapeMs / 1000))}s`,
    variables: settings.variables.filter((it) => it.mode === 'free').flatMap((it) => asCustom(definition, it)),
    groups,
  };
}

function bare(panel: Panel): Panel {
  const common: Panel = { ...panel, links: [] };
  delete common.repeat;
  switch (common.kind) {
    case 'text':
    case 'health':
      return common;
    case 'events':
      return { ...common, cluster: [], namespace: [], objectKind: [], type: [], reason: [], search: '' };
    case 'objects':
      return {
        ...common,
        cluster: [],
        namespace: [],
        objectKind: ['any'],
        node: [],
        level: [],
        labels: '',
        search: '',
      };
    default:
      return {
        ...common,
        queries: common.queries.map((query) => ({ ...query, expr: `${panel.id} ${query.ref}`, requires: [] })),
      };
  }
}

function asCustom(definition: DashboardDefinition, shared: ShareVariable): Variable[] {
  const variable = definition.variables.find(({ name }) => name === shared.name);
  if (variable === undefined || variable.kind === 'text' || shared.options.length === 0) return [];
  const choice = variable.kind === 'interval' ? { multi: false, includeAll: false } : variable;
  const texts = new Map(variable.kind === 'custom' ? variable.options.map((it) => [it.value, it.text]) : []);
  return [
    {
      kind: 'custom',
      name: variable.name,
      ...(variable.title === undefined ? {} : { title: variable.title }),
      hidden: variable.hidden,
      multi: choice.multi,
      includeAll: choice.includeAll,
      all: 'omit',
      default: shared.selection.kind === 'values' ? [...shared.selection.values] : [],
      options: shared.options.map((value) => {
        const text = texts.get(value);
        return text === undefined ? { value } : { value, text };
      }),
      // The server fills in what is chosen; nothing is asked with it here.
      patterns: false,
    },
  ];
}
