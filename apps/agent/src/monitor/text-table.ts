export interface Column {
  readonly title: string;
  readonly right?: boolean;
  /** Gives way when the terminal is narrow. */
  readonly flexible?: boolean;
  /** Left out when the terminal is narrow. */
  readonly optional?: boolean;
}

const GAP = '  ';

/** A table in lines of at most `width` columns: flexible columns are cut, optional ones left out, as far as needed. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  if (rows.length === 0) return ['  none'];
  const all = [columns.map(({ title }) => title), ...rows.map((row) => row.map(printable))];
  let shown = columns.map((_, i) => i);
  const widthOf = (i: number): number => Math.max(...all.map((row) => (row[i] ?? '').length));
  const total = (): number => shown.reduce((sum, i) => sum + widthOf(i) + GAP.length, 0) - GAP.length;
  if (total() > width) shown = shown.filter((i) => columns[i]!.optional !== true);
  const widths = new Map(shown.map((i) => [i, widthOf(i)]));
  const flexible = shown.find((i) => columns[i]!.flexible === true);
  if (flexible !== undefined) widths.set(flexible, Math.max(10, widths.get(flexible)! - Math.max(0, total() - width)));
  return all.map((row) =>
    shown
      .map((i) => {
        const size = widths.get(i)!;
        const text = cut(row[i] ?? '', size);
        return columns[i]!.right === true ? text.padStart(size) : text.padEnd(size);
      })
      .join(GAP)
      .trimEnd()
      .slice(0, width),
  );
}

/** Breaks at spaces; a word longer than the line is cut into pieces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(/(?<=\s)/)) {
    if ((line + word).trimEnd().length > width && line !== '') {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
    while (line.trimEnd().length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

/** The end of an address or path says more than its beginning. */
const cut = (text: string, width: number): string =>
  text.length <= width ? text : `…${text.slice(text.length - width + 1)}`;

/** What comes from outside must not steer the terminal. */
// oxlint-disable-next-line no-control-regex -- exactly these are meant
const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
