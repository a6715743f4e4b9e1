import type { FunctionName } from './signatures.ts';

/** Functions that map each number of an instant vector on its own. */
const functions: Partial<Record<FunctionName, (x: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  sqrt: Math.sqrt,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  rad: (x) => (x * Math.PI) / 180,
  deg: (x) => (x * 180) / Math.PI,
  sgn: (x) => (x < 0 ? -1 : x > 0 ? 1 : x),
};

export const mathFunction = (func: FunctionName): ((x: number) => number) | undefined => functions[func];

/** The larger of two as Go has it: NaN if one is NaN, unless the other is +Infinity. */
export const maxOf = (a: number, b: number): number => (a === Infinity || b === Infinity ? Infinity : Math.max(a, b));

/** The smaller of two as Go has it: NaN if one is NaN, unless the other is -Infinity. */
export const minOf = (a: number, b: number): number =>
  a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);

/** Powers as Go has them: 1 to anything is 1, and so is -1 to an infinite power. */
export function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && (exponent === Infinity || exponent === -Infinity))) return 1;
  return base ** exponent;
}

/** Rounds to the nearest multiple, halves up. */
export function roundTo(x: number, multiple: number): number {
  // Dividing by the inverse loses less than multiplying with the multiple.
  const inverse = 1 / multiple;
  return Math.floor(x * inverse + 0.5) / inverse;
}
