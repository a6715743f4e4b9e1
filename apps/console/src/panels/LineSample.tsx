import type { ReactElement } from 'react';
import type { ChartSeries } from './chart-data.ts';

/** A short piece of a series' line, as a legend shows it. */
export function LineSample({
  colour,
  draw,
}: {
  readonly colour: string;
  readonly draw: ChartSeries['draw'];
}): ReactElement {
  return (
    <svg width="14" height="10" viewBox="0 0 14 10" aria-hidden="true" focusable="false">
      {draw === 'bars' || draw === 'area' ? (
        <rect x="1" y="1" width="12" height="8" rx="1.5" fill={colour} />
      ) : (
        <line
          x1="0"
          x2="14"
          y1="5"
          y2="5"
          stroke={colour}
          strokeWidth="2.5"
          strokeDasharray={draw === 'dashed' ? '4 3' : undefined}
        />
      )}
    </svg>
  );
}
