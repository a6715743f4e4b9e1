import { expect, test } from 'vitest';
import { severityOfColour } from './colours.ts';

test.each([
  ['green', 'ok'],
  ['super-light-green', 'ok'],
  ['semi-dark-orange', 'warn'],
  ['dark-yellow', 'warn'],
  ['dark-red', 'crit'],
  ['rgba(245, 54, 54, 0.9)', 'crit'],
  ['rgb(255, 0, 0)', 'crit'],
  ['rgba(237, 129, 40, 0.89)', 'warn'],
  ['rgba(50, 128, 45, 0.9)', 'ok'],
  ['#d44a3a', 'crit'],
  ['#C4162A', 'crit'],
  ['#508642', 'ok'],
  ['#e5ac0e', 'warn'],
  ['#f00', 'crit'],
  ['#1F60C4', 'unknown'],
  ['rgb(31, 120, 193)', 'unknown'],
  ['blue', 'unknown'],
  ['transparent', 'unknown'],
  ['#808080', 'unknown'],
  ['', 'unknown'],
] as const)('%s looks %s', (colour, severity) => expect(severityOfColour(colour)).toBe(severity));
