import {
  importGrafana,
  textIn,
  validateDashboard,
  type DashboardDefinition,
  type DashboardProblem,
  type ImportNote,
  type Language,
} from '@binnacle/views';
import { unparsedQueries } from './unparsed-queries.ts';

/** What a file to import turned out to be. */
export type ReadImport =
  | {
      readonly kind: 'dashboard';
      readonly origin: 'binnacle' | 'grafana';
      readonly definition: DashboardDefinition;
      readonly title: string;
      readonly panelCount: number;
      readonly notes: readonly ImportNote[];
    }
  | { readonly kind: 'no_json'; readonly message: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalid'; readonly problems: readonly DashboardProblem[] };

/** Reads a file that this console or Grafana exported. */
export function readImport(text: string, language: Language): ReadImport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'no_json', message: error instanceof Error ? error.message : String(error) };
  }
  const isOwn =
    typeof value === 'object' && value !== null && 'format' in value && value.format === 'binnacle/dashboard';
  if (isOwn) {
    const outcome = validateDashboard(value);
    return outcome.ok
      ? found('binnacle', outcome.definition, [], language)
      : { kind: 'invalid', problems: outcome.problems };
  }
  const outcome = importGrafana(value);
  if (outcome.ok) {
    const { definition, notes } = outcome;
    return found('grafana', definition, [...notes, ...unparsedQueries(definition, language)], language);
  }
  return outcome.reason === 'invalid' ? { kind: 'invalid', problems: outcome.problems } : { kind: 'unknown' };
}

const found = (
  origin: 'binnacle' | 'grafana',
  definition: DashboardDefinition,
  notes: readonly ImportNote[],
  language: Language,
): ReadImport => ({
  kind: 'dashboard',
  origin,
  definition,
  title: textIn(definition.title, language),
  panelCount: definition.groups.reduce((sum, { panels }) => sum + panels.length, 0),
  notes,
});
