import { errorTable, routes } from '@binnacle/api';
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

test('docs/server.md lists every flag with its default', () => {
  const documented = rows(read('server.md')).filter(([flag]) => flag!.startsWith('`--'));
  const code = (text: string): string => (text === '' ? '' : `\`${text}\``);
  expect(documented).toEqual(FLAGS.map((it) => [`\`--${it.name}\``, code(it.default), it.help]));
});

test('docs/api.md lists every route and every error code', () => {
  const documented = rows(read('api.md'));
  expect(documented).toEqual([
    ...Object.values(routes).map((it) => [`\`${it.method} ${it.path}\``, it.access, it.summary]),
    ...Object.entries(errorTable).map(([code, { status, meaning }]) => [`\`${code}\``, String(status), meaning]),
  ]);
});
