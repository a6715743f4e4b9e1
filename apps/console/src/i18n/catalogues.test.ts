import { expect, test } from 'vitest';
import * as en from './en/index.ts';
import * as zh from './zh-CN/index.ts';

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

const english = flatten(en);
const chinese = flatten(zh);

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
