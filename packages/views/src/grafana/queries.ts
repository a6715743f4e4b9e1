import type { PanelQuery } from '../query.ts';
import { objectOf, objectsOf, textOf, type Json } from './json.ts';
import type { Notes } from './notes.ts';
import { plainReferences, withoutMacros } from './references.ts';

export interface ImportedQueries {
  readonly queries: readonly PanelQuery[];
  /** New names of queries by their old ones, for what refers to them. */
  readonly refs: ReadonlyMap<string, string>;
  /** Set when the panel asks something else than a PromQL engine. */
  readonly foreign: string | undefined;
}

const PROMQL = new Set(['', 'prometheus', 'grafana-amazonprometheus-datasource', 'mixed', 'datasource', '-- Mixed --']);
const MOST_QUERIES = 26;

/** The queries of a panel that can be asked here. Hidden ones are left out: nothing shows them. */
export function importQueries(panel: Json, title: string, notes: Notes): ImportedQueries {
  const refs = new Map<string, string>();
  const queries: PanelQuery[] = [];
  let foreign: string | undefined;
  for (const [index, target] of objectsOf(panel['targets']).entries()) {
    const kind = datasourceKind(target['datasource']) ?? datasourceKind(panel['datasource']) ?? '';
    const { text: expr, macros } = withoutMacros(plainReferences(textOf(target['expr']).trim()));
    if (expr === '') {
      if (!PROMQL.has(kind)) foreign = kind;
      continue;
    }
    if (!PROMQL.has(kind)) {
      foreign = kind;
      continue;
    }
    if (target['hide'] === true || queries.length >= MOST_QUERIES) continue;
    for (const macro of macros) notes.add('macro', title, macro);
    const ref = String.fromCharCode(65 + queries.length);
    // Generated files leave the names out: the first is A, whatever became of those before.
    refs.set(textOf(target['refId']) || String.fromCharCode(65 + index), ref);
    const legend = plainReferences(textOf(target['legendFormat']));
    queries.push({
      ref,
      expr,
      mode: isInstant(target, panel) ? 'instant' : 'range',
      ...(legend === '' || legend === '__auto' ? {} : { legend }),
      auxiliary: false,
      requires: [],
    });
  }
  return { queries, refs, foreign: queries.length > 0 ? undefined : foreign };
}

function isInstant(target: Json, panel: Json): boolean {
  if (target['instant'] === true && target['range'] !== true) return true;
  return target['format'] === 'table' && target['range'] !== true && textOf(panel['type']).startsWith('table');
}

/** `prometheus`, `loki`, …; undefined where nothing is said, or only the name of one. */
function datasourceKind(datasource: unknown): string | undefined {
  const type = textOf(objectOf(datasource)['type']);
  return type === '' ? undefined : type;
}
