import { expect, test } from 'vitest';
import { isSafe, parseMarkdown } from './markdown.ts';

test('blocks', () => {
  expect(parseMarkdown('# Title\ntext\nmore\n\n- a\n- b\n\n1. c\n\n```\n<b> **x**\n```\n---')).toEqual([
    { kind: 'heading', level: 1, inline: [{ kind: 'text', text: 'Title' }] },
    { kind: 'paragraph', inline: [{ kind: 'text', text: 'text more' }] },
    { kind: 'list', ordered: false, items: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]] },
    { kind: 'list', ordered: true, items: [[{ kind: 'text', text: 'c' }]] },
    { kind: 'code', text: '<b> **x**' },
    { kind: 'rule' },
  ]);
});

test('inline', () => {
  expect(parseMarkdown('a **b** *c* `d` [e](/f) <script>')).toEqual([
    {
      kind: 'paragraph',
      inline: [
        { kind: 'text', text: 'a ' },
        { kind: 'strong', text: 'b' },
        { kind: 'text', text: ' ' },
        { kind: 'em', text: 'c' },
        { kind: 'text', text: ' ' },
        { kind: 'code', text: 'd' },
        { kind: 'text', text: ' ' },
        { kind: 'link', text: 'e', href: '/f' },
        { kind: 'text', text: ' <script>' },
      ],
    },
  ]);
});

test.each([
  { href: 'https://example.com', want: true },
  { href: '/scenes', want: true },
  { href: 'javascript:alert(1)', want: false },
  { href: 'JaVaScRiPt:alert(1)', want: false },
  { href: 'data:text/html,x', want: false },
  { href: '//evil.example', want: false },
  { href: '/\\evil.example', want: false },
])('a link to $href: $want', ({ href, want }) => {
  expect(isSafe(href)).toBe(want);
  expect(parseMarkdown(`[x](${href})`)).toMatchObject([{ inline: [{ kind: want ? 'link' : 'text' }] }]);
});
