import { UnstyledButton } from '@mantine/core';
import type { Language, TablePanel as TableDefinition } from '@binnacle/views';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PanelData } from './panel-data.ts';
import { SeverityMark } from './SeverityMark.tsx';
import classes from './TablePanel.module.css';
import { compareCells, tableData } from './table-rows.ts';

interface TablePanelProps {
  readonly panel: TableDefinition;
  readonly data: PanelData;
  readonly language: Language;
  readonly title: string;
}

/** Rows joined from several queries; a click on a heading sorts. */
export function TablePanel({ panel, data, language, title }: TablePanelProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const table = useMemo(() => tableData(panel, data, language), [panel, data, language]);
  const [sort, setSort] = useState<{ readonly column: number; readonly descending: boolean }>();
  const rows = useMemo(() => {
    if (sort === undefined || sort.column >= table.columns.length) return table.rows;
    return [...table.rows].sort((a, b) => compareCells(a.cells[sort.column]!, b.cells[sort.column]!, sort.descending));
  }, [table, sort]);
  return (
    // What scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={classes['scroll']} tabIndex={0} aria-label={t('table.rows', { title })}>
      <table className={classes['table']} aria-label={title}>
        <thead>
          <tr>
            {table.columns.map((column, c) => (
              <th
                key={column.title}
                scope="col"
                data-numeric={column.numeric || undefined}
                aria-sort={sort?.column === c ? (sort.descending ? 'descending' : 'ascending') : 'none'}
              >
                <UnstyledButton
                  className={classes['heading']}
                  onClick={() =>
                    setSort({ column: c, descending: sort?.column === c ? !sort.descending : column.numeric })
                  }
                >
                  {column.title}
                  {sort?.column === c ? <span aria-hidden="true">{sort.descending ? ' ↓' : ' ↑'}</span> : null}
                </UnstyledButton>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {row.cells.map((cell, c) => (
                <td
                  key={table.columns[c]!.title}
                  data-numeric={table.columns[c]!.numeric || undefined}
                  data-severity={cell.severity}
                >
                  <SeverityMark severity={cell.severity} size={11} /> {cell.text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.leftOut > 0 ? <p className={classes['leftOut']}>{t('table.leftOut', { count: table.leftOut })}</p> : null}
    </section>
  );
}
