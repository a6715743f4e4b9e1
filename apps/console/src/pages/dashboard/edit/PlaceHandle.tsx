import type { GridPosition } from '@binnacle/views';
import { IconArrowsMove } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, type ReactElement, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { fitted } from './grid-moves.ts';
import classes from './PlaceHandle.module.css';

interface PlaceHandleProps {
  readonly title: string;
  readonly at: GridPosition;
  readonly columnPx: number;
  /** While it is dragged; undefined when that has ended. */
  readonly onPreview: (at: GridPosition | undefined) => void;
  readonly onPlace: (at: GridPosition) => void;
}

/** Height of a row of the grid in pixels. */
const ROW_PX = 10;

type What = 'move' | 'size';

const shifted = (at: GridPosition, what: What, columns: number, rows: number): GridPosition =>
  fitted(what === 'move' ? { ...at, x: at.x + columns, y: at.y + rows } : { ...at, w: at.w + columns, h: at.h + rows });

/**
 * Two handles over a panel: one moves it, the one in the corner sizes it. With the keyboard the arrow keys do the same, a
 * column or two rows at a time.
 */
export function PlaceHandle({ title, at, columnPx, onPreview, onPlace }: PlaceHandleProps): ReactElement {
  const { t } = useTranslation('edit');
  const drag = useRef<{ readonly x: number; readonly y: number; readonly from: GridPosition; to: GridPosition }>(
    undefined,
  );
  const handlers = (what: What) => ({
    onPointerDown: (event: PointerEvent<HTMLButtonElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { x: event.clientX, y: event.clientY, from: at, to: at };
    },
    onPointerMove: (event: PointerEvent<HTMLButtonElement>) => {
      const held = drag.current;
      if (held === undefined || columnPx <= 0) return;
      const columns = Math.round((event.clientX - held.x) / columnPx);
      const rows = Math.round((event.clientY - held.y) / ROW_PX);
      const to = shifted(held.from, what, columns, rows);
      if (isSamePlace(to, held.to)) return;
      held.to = to;
      onPreview(to);
    },
    onPointerUp: () => {
      const held = drag.current;
      drag.current = undefined;
      onPreview(undefined);
      if (held !== undefined && !isSamePlace(held.to, held.from)) onPlace(held.to);
    },
    onPointerCancel: () => {
      drag.current = undefined;
      onPreview(undefined);
    },
    onKeyDown: (event: KeyboardEvent<HTMLButtonElement>) => {
      const step = STEPS[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const to = shifted(at, what, step[0], step[1]);
      if (!isSamePlace(to, at)) onPlace(to);
    },
  });
  return (
    <>
      <button type="button" className={classes['move']} aria-label={t('panel.move', { title })} {...handlers('move')}>
        <IconArrowsMove size={14} aria-hidden="true" />
      </button>
      <button type="button" className={classes['size']} aria-label={t('panel.size', { title })} {...handlers('size')} />
    </>
  );
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -2],
  ArrowDown: [0, 2],
};

const isSamePlace = (a: GridPosition, b: GridPosition): boolean =>
  a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;
