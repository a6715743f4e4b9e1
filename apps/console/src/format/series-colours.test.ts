import { expect, test } from 'vitest';
import { COLOUR_COUNT, ColourBook, panelColours, SERIES_COLOURS } from './series-colours.ts';

test('a name keeps its colour, whatever else is asked for', () => {
  const one = new ColourBook();
  one.seed(['a:2379', 'b:2379', 'c:2379']);
  const other = new ColourBook();
  other.seed(['a:2379', 'b:2379', 'c:2379']);
  other.indexOf('put');
  for (const name of ['c:2379', 'a:2379', 'b:2379']) expect(other.indexOf(name)).toBe(one.indexOf(name));
  expect(['a:2379', 'b:2379', 'c:2379'].map((name) => one.indexOf(name))).toEqual([0, 1, 2]);
});

test('ten names have ten colours, and a panel shows no colour twice before it must', () => {
  const book = new ColourBook();
  const names = Array.from({ length: COLOUR_COUNT }, (_, i) => `series ${i}`);
  expect(new Set(names.map((name) => book.indexOf(name))).size).toBe(COLOUR_COUNT);
  const more = Array.from({ length: COLOUR_COUNT }, (_, i) => `other ${i}`);
  expect(new Set(panelColours(book, more)).size).toBe(COLOUR_COUNT);
  expect(panelColours(book, ['x', 'x'])).toEqual([book.indexOf('x'), book.indexOf('x')]);
});

test.each([
  { scheme: 'light' as const, surface: '#ffffff' },
  { scheme: 'dark' as const, surface: '#182127' },
])('every colour stands out from the surface: $scheme', ({ scheme, surface }) => {
  expect(SERIES_COLOURS[scheme].filter((colour) => contrast(colour, surface) < 3)).toEqual([]);
});

/** WCAG 2.2, relative luminance. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
