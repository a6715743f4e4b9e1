import type { PanelQuery } from '../query.ts';
import { isForeign } from './datasources.ts';
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

const MOST_QUERIES = 26;
/** Where an expression of the other system is computed. */
const EXPRESSION = '__expr__';

interface Asked {
  readonly name: string;
  readonly target: Json;
  readonly expr: string;
}

/** The queries of a panel that can be asked here. Hidden ones are left out: nothing shows them. */
export function importQueries(panel: Json, title: string, notes: Notes): ImportedQueries {
  const asked: Asked[] = [];
  const strange = new Set<string>();
  for (const [index, target] of objectsOf(panel['targets']).entries()) {
    // Generated files leave the names out: the first is A, whatever became of those before.
    const name = textOf(target['refId']) || String.fromCharCode(65 + (index % 26));
    const kind = kindOf(target['datasource']) || kindOf(panel['datasource']);
    if (kind === EXPRESSION || target['type'] === 'math') {
      const expr = mathOf(target, asked);
      if (expr !== undefined) asked.push({ name, target, expr });
      else if (target['hide'] !== true) strange.add(`${textOf(target['type']) || 'expression'} ${name}`);
      continue;
    }
    const expr = textOf(target['expr']).trim();
    if (isForeign(kind, expr)) {
      if (target['hide'] !== true) strange.add(kind || 'logs');
    } else if (expr !== '') asked.push({ name, target, expr });
  }
  const shown = asked.filter(({ target }) => target['hide'] !== true);
  if (shown.length === 0) return { queries: [], refs: new Map(), foreign: [...strange][0] };
  for (const kind of strange) notes.add('query', title, kind);
  if (shown.length > MOST_QUERIES) notes.add('queries', title, String(shown.length - MOST_QUERIES));
  const refs = new Map<string, string>();
  const queries = shown.slice(0, MOST_QUERIES).map(({ name, target, expr }, i) => {
    const ref = String.fromCharCode(65 + i);
    refs.set(name, ref);
    return queryOf(ref, name, target, expr, panel, title, notes);
  });
  return { queries, refs, foreign: undefined };
}

function queryOf(
  ref: string,
  name: string,
  target: Json,
  text: string,
  panel: Json,
  title: string,
  notes: Notes,
): PanelQuery {
  const { text: expr, macros } = withoutMacros(plainReferences(text));
  for (const macro of macros) notes.add('macro', title, macro);
  // An expression is called as it was named: what it is computed of has no metric any more.
  const legend = target['type'] === 'math' ? name : plainReferences(textOf(target['legendFormat']));
  return {
    ref,
    expr,
    mode: isInstant(target, panel) ? 'instant' : 'range',
    ...(legend === '' || legend === '__auto' ? {} : { legend }),
    auxiliary: false,
    requires: [],
  };
}

/** `$A / $B` with the texts of both in it: series are matched by their labels there too. undefined where it is no such thing. */
function mathOf(target: Json, asked: readonly Asked[]): string | undefined {
  const text = textOf(target['expression']).trim();
  if (target['type'] !== 'math' || !/^[\w\s$(){}.+*/%^-]+$/.test(text)) return undefined;
  let isKnown = true;
  const made = text.replaceAll('**', '^').replace(/\$\{?([a-zA-Z]\w*)\}?/g, (_, name: string) => {
    const found = asked.find((it) => it.name === name);
    if (found === undefined) isKnown = false;
    return `(${found?.expr ?? ''})`;
  });
  // What is left of letters is a function that PromQL may have under another name.
  return isKnown && !/[a-zA-Z]/.test(text.replace(/\$\{?[a-zA-Z]\w*\}?/g, '')) ? made : undefined;
}

function isInstant(target: Json, panel: Json): boolean {
  if (target['instant'] === true && target['range'] !== true) return true;
  return target['format'] === 'table' && target['range'] !== true && textOf(panel['type']).startsWith('table');
}

/** `prometheus`, `loki`, …; '' where nothing is said. */
const kindOf = (datasource: unknown): string => textOf(objectOf(datasource)['type']);
