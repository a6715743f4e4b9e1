import { textIn, type DashboardDefinition, type ImportNote, type Language } from '@binnacle/views';
import { checkQuery } from '../../../query-editor/check-query.ts';

const STRINGS_AND_RANGES = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\[[^\]]*\]/g;

/**
 * A note for each query that is no PromQL: other engines have functions and forms of their own. Where a variable may stand for a part of the
 * language nobody knows before it is chosen.
 */
export function unparsedQueries({ groups }: DashboardDefinition, language: Language): readonly ImportNote[] {
  return groups.flatMap(({ panels }) =>
    panels.flatMap((panel) => {
      if (!('queries' in panel)) return [];
      return panel.queries.flatMap(({ expr }): ImportNote[] => {
        const problem = checkQuery(expr);
        if (problem === undefined || expr.replace(STRINGS_AND_RANGES, '').includes('$')) return [];
        return [{ code: 'promql', where: textIn(panel.title, language), detail: problem.message }];
      });
    }),
  );
}
