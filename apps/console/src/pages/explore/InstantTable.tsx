import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable, type Column, type Sort } from '../../ui/DataTable.tsx';
import { labelColumns, type InstantAnswer, type InstantRow } from './instant-answer.ts';
import { byName } from '../../format/by-name.ts';

const VALUE = ' value';

/** Series with their labels and values; sorts by any column. */
export function InstantTable({ answer }: { readonly answer: InstantAnswer }): ReactElement {
  const { t } = useTranslation(['explore', 'dashboard']);
  const [sort, setSort] = useState<Sort<string>>();
  const names = useMemo(() => labelColumns(answer.rows), [answer.rows]);
  const rows = useMemo(() => sorted(answer.rows, sort), [answer.rows, sort]);
  if (answer.error !== undefined) return <></>;
  if (rows.length === 0) return <output>{t('dashboard:state.empty')}</output>;
  const columns: readonly Column<string>[] = [
    ...names.map((name) => ({ id: name, title: name === '__name__' ? t('metric') : name, sortable: true })),
    { id: VALUE, title: t('value'), sortable: true, align: 'end' },
  ];
  return (
    <DataTable
      label={t('tab.table')}
      columns={columns}
      rows={rows}
      rowKey={({ labels }) => JSON.stringify(labels)}
      {...(sort === undefined ? {} : { sort })}
      onSort={setSort}
      moreLabel={(left) => t('showMore', { count: left })}
      renderCells={({ labels, value }) => ({ ...labels, [VALUE]: <code>{value}</code> })}
    />
  );
}

function sorted(rows: readonly InstantRow[], sort: Sort<string> | undefined): readonly InstantRow[] {
  if (sort === undefined) return rows;
  const { column, order } = sort;
  const compare = (a: InstantRow, b: InstantRow): number =>
    column === VALUE
      ? Number(a.value) - Number(b.value) || a.value.localeCompare(b.value)
      : byName(a.labels[column] ?? '', b.labels[column] ?? '');
  const inOrder = [...rows].sort(compare);
  return order === 'asc' ? inOrder : inOrder.reverse();
}
