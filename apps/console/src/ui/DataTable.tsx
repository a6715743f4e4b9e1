import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { Button } from '@mantine/core';
import { Fragment, type ReactElement, type ReactNode, useState } from 'react';
import classes from './DataTable.module.css';

export interface Column<Id extends string> {
  readonly id: Id;
  readonly title: string;
  readonly sortable?: boolean;
  /** Numbers stand at the end so that their digits line up. */
  readonly align?: 'start' | 'end';
  /** CSS width on wide screens. The column without one takes what is left. */
  readonly width?: string;
  /** On narrow screens a row is a card: `title` is its head, `corner` its upper end with room for one button and
   * `before-corner` for another, `bare` needs no title before it, `hidden` is left out. */
  readonly narrow?: 'title' | 'corner' | 'before-corner' | 'bare' | 'hidden';
  /** Read out, not drawn: a column of buttons needs no visible title. */
  readonly titleHidden?: boolean;
}

export interface Sort<Id extends string> {
  readonly column: Id;
  readonly order: 'asc' | 'desc';
}

interface DataTableProps<Row, Id extends string> {
  /** Read out as the name of the table. */
  readonly label: string;
  readonly columns: readonly Column<Id>[];
  /** In the order of `sort` already. */
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly sort?: Sort<Id>;
  readonly onSort?: (sort: Sort<Id>) => void;
  /** The words on the button below a long table, such as "Show 200 of 1,240 more". */
  readonly moreLabel: (left: number) => string;
  /** What stands in each column. */
  readonly renderCells: (row: Row) => Readonly<Record<Id, ReactNode>>;
  /** Under the row, over its whole width; undefined for a closed one. */
  readonly renderDetail?: (row: Row) => ReactNode | undefined;
}

/** Thousands of rows at once would hold the page for seconds, and nobody reads them all: search narrows them. */
const PAGE = 200;

/** A table that sorts by its headers and becomes a list of cards where the screen is narrow. */
export function DataTable<Row, Id extends string>(props: DataTableProps<Row, Id>): ReactElement {
  const { label, columns, rows, rowKey, renderCells, renderDetail, moreLabel } = props;
  const [limit, setLimit] = useState(PAGE);
  const left = rows.length - limit;
  return (
    <div className={classes['place']}>
      <table className={classes['table']} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Header key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, limit).map((row) => {
            const cells = renderCells(row);
            const opened = renderDetail?.(row);
            return (
              <Fragment key={rowKey(row)}>
                <tr data-opened={opened === undefined ? undefined : true}>
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
                {opened === undefined ? null : (
                  <tr className={classes['detail']}>
                    <td colSpan={columns.length}>{opened}</td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {left > 0 ? (
        <Button variant="default" className={classes['more']} onClick={() => setLimit(limit + PAGE)}>
          {moreLabel(left)}
        </Button>
      ) : null}
    </div>
  );
}

interface HeaderProps<Id extends string> {
  readonly column: Column<Id>;
  readonly sort: Sort<Id> | undefined;
  readonly onSort: ((sort: Sort<Id>) => void) | undefined;
}

/** The head of a column; sorts where it can. */
export function Header<Id extends string>({ column, sort, onSort }: HeaderProps<Id>): ReactElement {
  const order = sort?.column === column.id ? sort.order : undefined;
  const ariaSort = order === undefined ? undefined : order === 'asc' ? 'ascending' : 'descending';
  const title = <span className={column.titleHidden === true ? classes['unseen'] : undefined}>{column.title}</span>;
  const OrderIcon = order === 'desc' ? IconArrowDown : IconArrowUp;
  return (
    <th scope="col" style={{ width: column.width }} data-align={column.align} aria-sort={ariaSort}>
      {column.sortable === true && onSort !== undefined ? (
        <button
          type="button"
          className={classes['sorter']}
          data-sorted={order !== undefined || undefined}
          onClick={() => onSort({ column: column.id, order: order === 'asc' ? 'desc' : 'asc' })}
        >
          {title}
          <OrderIcon size={13} stroke={2} aria-hidden="true" />
        </button>
      ) : (
        title
      )}
    </th>
  );
}
