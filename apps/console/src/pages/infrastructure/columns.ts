import type { InfrastructureSearch } from './search.ts';
import type { Column } from '../../ui/DataTable.tsx';
import type { Tab } from './tabs.ts';

export type ColumnId =
  | 'kind'
  | 'status'
  | 'name'
  | 'ready'
  | 'restarts'
  | 'first'
  | 'second'
  | 'workload'
  | 'node'
  | 'pods'
  | 'version'
  | 'ip'
  | 'about'
  | 'created';

type Layout = Omit<Column<ColumnId>, 'title'>;

const status: Layout = { id: 'status', sortable: true, width: '10.5rem', narrow: 'bare' };
const kind: Layout = { id: 'kind', sortable: true, width: '9rem' };
const name: Layout = { id: 'name', sortable: true, narrow: 'title' };
const ready: Layout = { id: 'ready', sortable: true, align: 'end', width: '4.5rem' };
const restarts: Layout = { id: 'restarts', sortable: true, align: 'end', width: '6rem' };
const first: Layout = { id: 'first', align: 'end', width: '9rem' };
const second: Layout = { id: 'second', align: 'end', width: '9rem' };
const node: Layout = { id: 'node', sortable: true, width: '7rem' };
const created: Layout = { id: 'created', sortable: true, align: 'end', width: '4.25rem' };
const about: Layout = { id: 'about', width: '38%' };

/** The columns of each list, from left to right. */
const LAYOUTS: Readonly<Record<Tab, readonly Layout[]>> = {
  hosts: [status, name, first, second, { id: 'about', width: '28%' }, { id: 'ip', width: '9rem' }, created],
  containers: [status, name, restarts, first, second, node, created],
  pods: [status, name, ready, restarts, first, second, { id: 'workload', width: '11%' }, node, created],
  nodes: [
    status,
    name,
    first,
    second,
    { id: 'pods', align: 'end', width: '6rem' },
    { id: 'version', width: '7rem' },
    { id: 'ip', width: '9rem' },
    created,
  ],
  workloads: [kind, status, name, ready, first, second, { id: 'about', width: '22%' }, created],
  services: [status, name, ready, first, second, { id: 'about', width: '20%' }, { id: 'ip', width: '9rem' }, created],
  istio: [kind, status, name, about, created],
  others: [kind, status, name, ready, { id: 'about', width: '30%' }, created],
};

/** The columns of a list with their titles. */
export const columnsOf = (tab: Tab, title: (id: ColumnId) => string): readonly Column<ColumnId>[] =>
  LAYOUTS[tab].map((it) => ({ ...it, title: title(it.id) }));

/** Columns that the server sorts by. */
const SORTS = { name: 1, kind: 1, status: 1, node: 1, ready: 1, restarts: 1, created: 1 } as const satisfies Partial<
  Record<InfrastructureSearch['sort'], 1>
>;
export const isSort = (id: ColumnId): id is ColumnId & InfrastructureSearch['sort'] => Object.hasOwn(SORTS, id);
