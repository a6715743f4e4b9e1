import { errorTable, routes, type Route } from '@binnacle/api';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deriveObject, LEVELS } from '@binnacle/objects';
import { sampleCluster } from '../test/sample-cluster/cluster.ts';
import { sampleHost } from '../test/sample-cluster/host.ts';
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

test('docs/formats/objects.md lists every level and every fact of the kinds it has', () => {
  const documented = rows(read('formats/objects.md'));
  expect(
    documented
      .map(([first]) => first)
      .slice(0, LEVELS.length)
      .toSorted(),
  ).toEqual(LEVELS.map((it) => `\`${it}\``).toSorted());
  const facts = new Map(
    documented.map(([kind, text]) => [
      kind!.slice(1, -1),
      new Set([...text!.matchAll(/`(\w+)`/g)].map((it) => it[1]!)),
    ]),
  );
  for (const { kind, object } of [...sampleCluster(0), ...sampleHost(0)]) {
    const names = Object.keys(deriveObject(kind, object).facts);
    expect([kind, names.filter((name) => facts.get(kind)?.has(name) !== true)]).toEqual([kind, []]);
  }
});
