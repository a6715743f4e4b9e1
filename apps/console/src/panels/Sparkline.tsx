import type { Severity } from '@binnacle/views';
import { type ReactElement, useMemo } from 'react';
import classes from './Sparkline.module.css';

/** The trend of a number, without axes. Decorative: the panel's data table has the values. */
export function Sparkline({
  values,
  severity,
}: {
  readonly values: Float64Array;
  readonly severity: Severity;
}): ReactElement {
  const { line, area } = useMemo(() => sparkPaths(values), [values]);
  return (
    <svg
      className={classes['spark']}
      data-severity={severity}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className={classes['area']} d={area} />
      <path className={classes['line']} d={line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** Paths in a box of 100 by 100, the lowest value near the bottom; a gap begins a new piece. */
export function sparkPaths(values: Float64Array): { readonly line: string; readonly area: string } {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  // A flat line lies in the lower part of the box: it says "no change", not "as high as ever".
  const height = max > min ? max - min : 1;
  const y = (value: number): number => Math.round((92 - ((value - min) / height) * 84) * 10) / 10;
  let [line, area, pieceStart, previousX] = ['', '', Number.NaN, 0];
  const close = (): void => {
    if (!Number.isNaN(pieceStart)) area += `L${previousX} 100L${pieceStart} 100Z`;
    pieceStart = Number.NaN;
  };
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) {
      close();
      continue;
    }
    const x = values.length === 1 ? 0 : Math.round((i / (values.length - 1)) * 1000) / 10;
    const command = `${Number.isNaN(pieceStart) ? 'M' : 'L'}${x} ${y(values[i]!)}`;
    line += command;
    area += command;
    if (Number.isNaN(pieceStart)) pieceStart = x;
    previousX = x;
  }
  close();
  return { line, area };
}
