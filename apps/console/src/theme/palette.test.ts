import { expect, test } from 'vitest';
import { brass, dark, gray, sea } from './palette.ts';
import { cssVariables, theme } from './theme.ts';

/** Relative luminance of `#rrggbb`. See https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

const schemes = cssVariables({ ...theme } as Parameters<typeof cssVariables>[0]);
const TEXT = ['--mantine-color-text', '--mantine-color-dimmed', '--mantine-color-anchor', '--mantine-color-error'];
const STATES = ['--state-ok', '--state-warning', '--state-error', '--state-idle'];
const SURFACES = ['--surface', '--surface-sunken', '--surface-hover', '--surface-selected'];

for (const scheme of ['light', 'dark'] as const) {
  const values = new Map(Object.entries(schemes[scheme]));
  const value = (name: string): string => values.get(name)!;
  for (const surface of SURFACES) {
    test.each([...TEXT, ...STATES])(`${scheme}: %s can be read on ${surface}`, (name) => {
      expect(contrast(value(name), value(surface))).toBeGreaterThanOrEqual(4.5);
    });
    test(`${scheme}: the focus ring is seen on ${surface}`, () => {
      expect(contrast(value('--focus'), value(surface))).toBeGreaterThanOrEqual(3);
    });
  }
}

test('white on filled buttons can be read in both schemes', () => {
  expect(contrast('#ffffff', sea[7]!)).toBeGreaterThanOrEqual(4.5);
  expect(contrast('#ffffff', sea[5]!)).toBeGreaterThanOrEqual(4.5);
});

test('every tuple runs from light to dark', () => {
  for (const tuple of [sea, brass, gray, dark]) {
    const values = tuple.map(luminance);
    expect(values).toEqual([...values].sort((a, b) => b - a));
  }
});
