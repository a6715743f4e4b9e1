import type { PanelQuery } from '../query.ts';
import { plainReferences } from './references.ts';

/** The legend of a query as a text, '' where it has none. */
export const legendOf = ({ legend }: Pick<PanelQuery, 'legend'>): string => (typeof legend === 'string' ? legend : '');

const PLACEHOLDER = /\{\{[^}]*\}\}/;
const VARIABLE = /\$\{?[a-zA-Z_]\w*\}?/;

/** Whether a series of this query could be called so: placeholders and variables stand for anything. */
export function couldBeCalled(query: Pick<PanelQuery, 'legend'>, name: string): boolean {
  const legend = legendOf(query);
  if (legend === '') return true;
  const parts = legend.split(new RegExp(`${PLACEHOLDER.source}|${VARIABLE.source}`));
  const pattern = parts.map((part) => part.replace(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`)).join('.*');
  return new RegExp(`^\\s*${pattern}\\s*$`, 's').test(name);
}

/** Whether all series of the query are called the same, whatever their labels. */
export const isFixed = (query: Pick<PanelQuery, 'legend'>): boolean =>
  legendOf(query) !== '' && !PLACEHOLDER.test(legendOf(query)) && !VARIABLE.test(legendOf(query));

/** `/pattern/flags` or a bare pattern; undefined where it is none. */
export function patternOf(text: string): RegExp | undefined {
  const [, body, flags] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [undefined, text, ''];
  try {
    return new RegExp(body!, flags!.replace(/[^i]/g, ''));
  } catch {
    return undefined;
  }
}

/** A name of a field as a legend: `${__field.labels.pod}` is the label. undefined where it names what has no counterpart. */
export function asLegend(displayName: string): string | undefined {
  const made = displayName
    .replace(/\$\{__field\.labels\.([a-zA-Z_]\w*)\}/g, '{{$1}}')
    .replace(/\$\{__field\.labels(?:\["([a-zA-Z_]\w*)"\])\}/g, '{{$1}}');
  if (/\$\{?__/.test(made)) return undefined;
  const plain = plainReferences(made).trim();
  return plain === '' ? undefined : plain;
}
