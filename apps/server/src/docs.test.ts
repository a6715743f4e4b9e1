import { errorTable, routes, type Route } from '@binnacle/api';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FLAGS } from './config/flags.ts';

const read = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

/** The rows of a page's tables whose first cell is code. */
const rows = (page: string): string[][] =>
  [...page.matchAll(/^\| `.*\|$/gm)].map(([row]) =>
    row
      .slice(2, -2)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replace(/\\\|/g, '|')),
  );

const all: readonly Route[] = Object.values(routes);

/** The second column of the table of routes: the least role, and the scope that lets a token in. */
const whoMay = (it: Route): string =>
  it.access === 'session' ? (it.role ?? 'viewer') + (it.scope === undefined ? '' : `, \`${it.scope}\``) : it.access;

test('docs/server.md lists every flag with its default', () => {
  const documented = rows(read('server.md')).filter(([flag]) => flag!.startsWith('`--'));
  const code = (text: string): string => (text === '' ? '' : `\`${text}\``);
  expect(documented).toEqual(FLAGS.map((it) => [`\`--${it.name}\``, code(it.default), it.help]));
});

test('docs/api.md lists every route and every error code', () => {
  const documented = rows(read('api.md'));
  expect(documented).toEqual([
    ...all.map((it) => [`\`${it.method} ${it.path}\``, whoMay(it), it.summary]),
    ...Object.entries(errorTable).map(([code, { status, meaning }]) => [`\`${code}\``, String(status), meaning]),
  ]);
});
