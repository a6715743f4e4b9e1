import type { MantineColorsTuple } from '@mantine/core';

/*
 * Deep water and brass: a petrol blue carries every action, brass marks what the reader chose (favourites, the mark of
 * the product). Greys lean to the same blue so that charts, not chrome, have the strongest colours on the page. Shades
 * run from 0 (lightest) to 9. Pairs used for text keep a contrast of 4.5:1; palette.test.ts measures them.
 */
export const sea: MantineColorsTuple = [
  '#e9f3f6',
  '#d2e5eb',
  '#a5cad6',
  '#74adbf',
  '#4d94aa',
  '#2b7b94',
  '#1f6d86',
  '#165a70',
  '#12495b',
  '#0d3542',
];

export const brass: MantineColorsTuple = [
  '#fbf5e6',
  '#f4e8c9',
  '#ead193',
  '#dfb95c',
  '#d6a63c',
  '#c08f26',
  '#9d7219',
  '#7d5a13',
  '#5f440f',
  '#43300b',
];

export const gray: MantineColorsTuple = [
  '#f6f8f8',
  '#eef1f2',
  '#e1e6e8',
  '#d0d7da',
  '#b4bec3',
  '#8a979d',
  '#5b696f',
  '#46535a',
  '#2f3a40',
  '#1c2529',
];

/** Surfaces and text of the dark scheme; 0 is text, 7 the page, as Mantine reads this tuple. */
export const dark: MantineColorsTuple = [
  '#d9e2e5',
  '#b5c2c7',
  '#8b9aa1',
  '#5d6d75',
  '#36444b',
  '#2a363d',
  '#1b252b',
  '#12191e',
  '#0d1317',
  '#090d10',
];
