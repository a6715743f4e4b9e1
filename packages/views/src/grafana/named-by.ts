import type { PanelQuery } from '../query.ts';

interface Named {
  /** The label that is shown in place of the value. */
  readonly label: string;
  readonly query: PanelQuery;
}

const WHOLE = /^\s*\{\{\s*([a-zA-Z_]\w*)\s*\}\}\s*$/;
const PART = /\{\{\s*([a-zA-Z_]\w*)\s*\}\}/g;
/** Name of the label that joins others; no exporter has it. */
const JOINED = 'shown_name';

/**
 * A panel that shows the name of its series and not the value: the label that the name is made of. Several labels with the same
 * text between them are joined by the query itself. undefined for any other name.
 */
export function namedBy(query: PanelQuery | undefined): Named | undefined {
  const legend = typeof query?.legend === 'string' ? query.legend : '';
  if (query === undefined || legend === '') return undefined;
  const only = WHOLE.exec(legend)?.[1];
  if (only !== undefined) return { label: only, query: { ...query, mode: 'instant' } };
  const labels = [...legend.matchAll(PART)].map(([, name]) => name!);
  const [before = '', ...between] = legend.split(/\{\{[^}]*\}\}/);
  const after = between.pop() ?? '';
  if (labels.length < 2 || before.trim() !== '' || after.trim() !== '' || new Set(between).size !== 1) return undefined;
  const texts = [JOINED, between[0]!, ...labels].map((text) => JSON.stringify(text)).join(', ');
  return { label: JOINED, query: { ...query, mode: 'instant', expr: `label_join(${query.expr}, ${texts})` } };
}
