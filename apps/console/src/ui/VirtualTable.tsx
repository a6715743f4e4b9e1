import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';
import { Header, type Column, type Sort } from './DataTable.tsx';
import classes from './DataTable.module.css';

interface VirtualTableProps<Row, Id extends string> {
  /** Read out as the name of the table. */
  readonly label: string;
  readonly columns: readonly Column<Id>[];
  /** Those that are loaded, in the order of `sort` already. */
  readonly rows: readonly Row[];
  /** How many there are in all. */
  readonly total: number;
  readonly rowKey: (row: Row) => string;
  readonly sort?: Sort<Id>;
  readonly onSort?: (sort: Sort<Id>) => void;
  readonly renderCells: (row: Row) => Readonly<Record<Id, ReactNode>>;
  /** More rows are wanted: the reader comes near the end of those that are loaded. */
  readonly onNearEnd: () => void;
}

/** Height of a row before it is measured. */
const USUAL_ROW_PX = 44;
const OVERSCAN = 12;
/** So many rows before the end more are asked for. */
const NEAR_END = 40;

/**
 * A table of any length: only the rows in sight are in the document, and the page scrolls as if all were. As DataTable it
 * sorts by its headers and becomes a list of cards where there is little room.
 */
export function VirtualTable<Row, Id extends string>(props: VirtualTableProps<Row, Id>): ReactElement {
  const { label, columns, rows, total, rowKey, sort, onSort, renderCells, onNearEnd } = props;
  const place = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  useEffect(() => {
    // What stands above the table may grow or shrink with what was loaded.
    setOffset((place.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, [rows.length]);
  // It tells of changes by rendering anew, which is what its functions are read for here.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => USUAL_ROW_PX,
    overscan: OVERSCAN,
    scrollMargin: offset,
    getItemKey: (i) => rowKey(rows[i]!),
  });
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  const isNearEnd = rows.length < total && last >= rows.length - NEAR_END;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd]);
  const before = (shown[0]?.start ?? offset) - offset;
  const after = virtualizer.getTotalSize() - ((shown.at(-1)?.end ?? offset) - offset);
  return (
    <div className={classes['place']} ref={place}>
      <table className={classes['table']} aria-label={label} aria-rowcount={total + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Header key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={before} columns={columns.length} />
          {shown.map(({ index, key }) => {
            const cells = renderCells(rows[index]!);
            return (
              <tr key={key} data-index={index} ref={virtualizer.measureElement} aria-rowindex={index + 2}>
                {columns.map((column) => (
                  <td
                    key={column.id}
                    data-label={column.titleHidden === true ? undefined : column.title}
                    data-align={column.align}
                    data-narrow={column.narrow}
                  >
                    {cells[column.id]}
                  </td>
                ))}
              </tr>
            );
          })}
          <Spacer height={after} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

/** The room of rows that are not in the document. */
function Spacer({ height, columns }: { readonly height: number; readonly columns: number }): ReactElement | null {
  return height <= 0 ? null : (
    <tr className={classes['spacer']} aria-hidden="true">
      {/* Hidden, and a place alone. */}
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label */}
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
