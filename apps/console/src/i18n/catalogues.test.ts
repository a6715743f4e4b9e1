import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Texts = { readonly [key: string]: string | Texts };

/** Every text with its dotted key. Plural forms count as one: each language has its own set of them. */
function flatten(texts: Texts, prefix = ''): ReadonlyMap<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const path = `${prefix}${key.replace(/_(zero|one|two|few|many|other)$/, '#')}`;
    if (typeof value === 'string') flat.set(path, value);
    else for (const [inner, text] of flatten(value, `${path}.`)) flat.set(inner, text);
  }
  return flat;
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]!).sort();

const catalogueOf = (language: string): ReadonlyMap<string, string> => {
  const folder = new URL(`./${language}/`, import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return flatten(
    Object.fromEntries(
      files.map((name) => [
        name.replace('.json', ''),
        JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Texts,
      ]),
    ),
  );
};

const english = catalogueOf('en');
const chinese = catalogueOf('zh-CN');

test('both languages have the same keys', () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
});

test('no text is empty', () => {
  const empty = [...english, ...chinese].filter(([, text]) => text.trim() === '').map(([key]) => key);
  expect(empty).toEqual([]);
});

test('no Chinese text was left in English by accident', () => {
  const left = [...chinese].filter(([key, text]) => !/[\p{Script=Han}：]/u.test(text) && text !== english.get(key));
  expect(left).toEqual([]);
});

test('both languages fill in the same values', () => {
  const differing = [...english.keys()].filter(
    (key) => String(placeholders(english.get(key)!)) !== String(placeholders(chinese.get(key) ?? '')),
  );
  expect(differing).toEqual([]);
});
