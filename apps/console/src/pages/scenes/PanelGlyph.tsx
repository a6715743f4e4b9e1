import type { PanelKind } from '@binnacle/views';
import type { ReactElement } from 'react';
import classes from './PanelGlyph.module.css';

interface PanelGlyphProps {
  readonly kind: PanelKind;
  /** Two panels of a kind look different, the same panel always the same. */
  readonly seed: string;
  readonly width: number;
  readonly height: number;
}

/** A hint of what a panel draws. Its shape means nothing: there is no data in a preview. */
export function PanelGlyph({ kind, seed, width, height }: PanelGlyphProps): ReactElement | null {
  if (width <= 0 || height <= 0) return null;
  const next = numbers(seed);
  switch (kind) {
    case 'timeseries':
      return (
        <>
          <polyline className={classes['line']} points={wave(next, width, height)} />
          <polyline className={classes['line']} data-second="" points={wave(next, width, height)} />
        </>
      );
    case 'stat':
    case 'health':
      return <rect className={classes['fill']} y={height * 0.25} width={Math.min(44, width)} height={14} rx={3} />;
    case 'pie':
      return <circle className={classes['ring']} cx={width / 2} cy={height / 2} r={Math.min(width, height) * 0.35} />;
    case 'gauge':
      return (
        <circle className={classes['ring']} cx={width / 2} cy={height * 0.9} r={Math.min(width / 2, height) * 0.75} />
      );
    case 'bar':
    case 'state-timeline':
      return <Bars count={Math.floor(height / 14)} next={next} width={width} />;
    case 'table':
    case 'events':
    case 'objects':
    case 'text':
      return <Lines count={Math.floor(height / 12)} width={width} />;
    case 'status':
    case 'treemap':
    case 'heatmap':
      return <Cells next={next} width={width} height={height} />;
  }
}

function Bars({ count, next, width }: { count: number; next: () => number; width: number }): ReactElement {
  const bars = Array.from({ length: count }, (_, i) => (
    <rect
      key={i}
      className={classes['fill']}
      y={i * 14}
      width={width * (0.7 + 0.3 * next()) ** (i + 1)}
      height={9}
      rx={2}
    />
  ));
  return <>{bars}</>;
}

function Lines({ count, width }: { count: number; width: number }): ReactElement {
  const lines = Array.from({ length: count }, (_, i) => (
    <rect
      key={i}
      className={classes['faint']}
      y={i * 12 + 3}
      width={i % 4 === 3 ? width * 0.6 : width}
      height={4}
      rx={2}
    />
  ));
  return <>{lines}</>;
}

function Cells({ next, width, height }: { next: () => number; width: number; height: number }): ReactElement {
  const [columns, rows] = [Math.floor(width / 16), Math.floor(height / 16)];
  const cells = Array.from({ length: columns * rows }, (_, i) => (
    <rect
      key={i}
      className={classes['fill']}
      x={(i % columns) * 16}
      y={Math.floor(i / columns) * 16}
      width={14}
      height={14}
      rx={2}
      opacity={0.25 + 0.75 * next()}
    />
  ));
  return <>{cells}</>;
}

function wave(next: () => number, width: number, height: number): string {
  let y = 0.3 + 0.4 * next();
  const points = Array.from({ length: 17 }, (_, i) => {
    y = Math.min(0.95, Math.max(0.05, y + (next() - 0.5) * 0.3));
    return `${((i * width) / 16).toFixed(1)},${(y * height).toFixed(1)}`;
  });
  return points.join(' ');
}

/** A row of numbers from 0 to 1 that depends on `seed` only (FNV-1a, then xorshift32). */
function numbers(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
