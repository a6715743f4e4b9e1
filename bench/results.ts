import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('RESULTS.md', import.meta.url);

/**
 * The text of results with one section in the place of what it was: everything from its heading to the next `## `, and
 * nothing else. A section that is new comes last.
 */
export function withSection(text: string, heading: string, body: string): string {
  const lines = text.trimEnd().split('\n');
  const first = lines.indexOf(`## ${heading}`);
  const from = first === -1 ? lines.length : first;
  const next = lines.findIndex((line, i) => i > from && line.startsWith('## '));
  const rest = next === -1 ? [] : lines.slice(next);
  const before = lines.slice(0, from).join('\n').trimEnd();
  return [before, `## ${heading}`, body.trim(), ...(rest.length === 0 ? [] : [rest.join('\n').trim()]), '']
    .join('\n\n')
    .replace(/\n\n$/, '\n');
}

/** Keeps what a benchmark measured in its own section of RESULTS.md; the sections of others stay as they are. */
export function keepSection(heading: string, body: string): void {
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), heading, body));
}

/** Rows as a table of Markdown, the first one its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...others] = rows;
  return [head, head.map(() => '---'), ...others].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
