import type { ObjectSummary } from '@binnacle/api';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { ObjectLink } from '../../objects/ObjectLink.tsx';
import { ObjectStatus } from '../../objects/ObjectStatus.tsx';
import { listFact, numberFact, textFact } from '../../objects/facts.ts';
import { ageText } from '../../ui/age.ts';
import { useNow } from '../../ui/useNow.ts';
import { VirtualTable } from '../../ui/VirtualTable.tsx';
import { aboutObject, shortImage } from './about.ts';
import { columnsOf, isSort, type ColumnId } from './columns.ts';
import { MetricCell } from './MetricCell.tsx';
import classes from './ObjectsTable.module.css';
import { rowKey } from './row-metrics.ts';
import type { InfrastructureSearch } from './search.ts';
import type { Tab } from './tabs.ts';
import { useRowMetrics } from './useRowMetrics.ts';

interface ObjectsTableProps {
  readonly tab: Tab;
  readonly pages: readonly (readonly ObjectSummary[])[];
  readonly total: number;
  readonly search: InfrastructureSearch;
  /** More than one cluster is in the list: then each row says which it is of. */
  readonly manyClusters: boolean;
  readonly onRefine: (change: Partial<InfrastructureSearch>) => void;
  readonly onNearEnd: () => void;
}

/** Figures of the two columns, by list. */
const UNITS: Readonly<Partial<Record<Tab, readonly ['cores' | 'ratio' | 'req/s', 'bytes' | 'ratio']>>> = {
  pods: ['cores', 'bytes'],
  containers: ['cores', 'bytes'],
  workloads: ['cores', 'bytes'],
  nodes: ['ratio', 'ratio'],
  hosts: ['ratio', 'ratio'],
  services: ['req/s', 'ratio'],
};

/** The rows of a list, with what its kind has. */
export function ObjectsTable(props: ObjectsTableProps): ReactElement {
  const { tab, pages, total, search, manyClusters, onRefine, onNearEnd } = props;
  const { t } = useTranslation('infrastructure');
  const language = useLanguage();
  const nowMs = useNow(10_000);
  const figures = useRowMetrics(tab, pages);
  const [firstUnit, secondUnit] = UNITS[tab] ?? ['cores', 'bytes'];
  const columns = columnsOf(tab, (id) => {
    if (id === 'first') return t(tab === 'services' ? 'columns.requests' : 'columns.cpu');
    if (id === 'second') return t(tab === 'services' ? 'columns.failed' : 'columns.memory');
    if (id === 'ready' && tab === 'services') return t('columns.endpoints');
    return t(`columns.${id}`);
  });
  return (
    <VirtualTable<ObjectSummary, ColumnId>
      label={t(`tabs.${tab}`)}
      columns={columns}
      rows={pages.flat()}
      total={total}
      rowKey={(it) => `${it.cluster}/${it.uid}`}
      sort={{ column: search.sort === 'namespace' ? 'name' : search.sort, order: search.order }}
      onSort={({ column, order }) => {
        if (isSort(column)) onRefine({ sort: column, order });
      }}
      onNearEnd={onNearEnd}
      renderCells={(it) => ({
        kind: it.kind,
        status: <ObjectStatus it={it} nowMs={nowMs} />,
        name: <NameCell it={it} manyClusters={manyClusters} />,
        ready: <Ready it={it} />,
        restarts: <Restarts it={it} nowMs={nowMs} />,
        first: <MetricCell values={figures.first.get(rowKey(tab, it))} unit={firstUnit} />,
        second: <MetricCell values={figures.second.get(rowKey(tab, it))} unit={secondUnit} />,
        workload: it.workload === null ? '' : <span title={it.workload.kind}>{it.workload.name}</span>,
        node: it.node,
        pods: <PodCount it={it} />,
        version: textFact(it, 'version'),
        ip: it.ip,
        about: <Lines lines={aboutObject(it, language)} />,
        created: <Age it={it} nowMs={nowMs} />,
      })}
    />
  );
}

function NameCell({ it, manyClusters }: { readonly it: ObjectSummary; readonly manyClusters: boolean }): ReactElement {
  const place = [it.namespace, manyClusters ? it.cluster : '', ...roles(it)].filter((part) => part !== '');
  const troubled = it.level === 'error' || it.level === 'warning';
  return (
    <div className={classes['name']}>
      <ObjectLink it={it}>{it.name}</ObjectLink>
      {place.length === 0 ? null : <div className={classes['place']}>{place.join(' · ')}</div>}
      {it.kind === 'Container' ? <div className={classes['place']}>{it.images.map(shortImage).join(', ')}</div> : null}
      {it.message === '' || !troubled ? null : (
        <div className={classes['message']} data-level={it.level} title={it.message}>
          {it.message}
        </div>
      )}
    </div>
  );
}

const roles = (it: ObjectSummary): readonly string[] => (it.kind === 'Node' ? listFact(it, 'roles') : []);

function Ready({ it }: { readonly it: ObjectSummary }): ReactNode {
  if (it.ready === null || it.desired === null) return '';
  const missing = it.ready < it.desired && it.level !== 'idle' && it.level !== 'busy';
  return (
    <span className={classes['number']} data-missing={missing || undefined}>
      {it.ready}/{it.desired}
    </span>
  );
}

/** How often, and when last: a restart of last week is no news. */
function Restarts({ it, nowMs }: { readonly it: ObjectSummary; readonly nowMs: number }): ReactNode {
  const { t } = useTranslation('infrastructure');
  if (it.restarts === null) return '';
  const lastMs = numberFact(it, 'lastFinishedAtMs');
  const reason = textFact(it, 'lastReason');
  if (it.restarts === 0 || lastMs === undefined) return <span className={classes['number']}>{it.restarts}</span>;
  return (
    <span className={classes['number']} title={t('lastEnd', { reason, age: ageText(nowMs - lastMs) })}>
      {it.restarts}
      <span className={classes['small']}>{ageText(nowMs - lastMs)}</span>
    </span>
  );
}

function PodCount({ it }: { readonly it: ObjectSummary }): ReactNode {
  const [pods, limit] = [numberFact(it, 'pods'), numberFact(it, 'podLimit')];
  if (pods === undefined) return '';
  return <span className={classes['number']}>{limit === undefined ? pods : `${pods}/${limit}`}</span>;
}

function Lines({ lines }: { readonly lines: readonly string[] }): ReactElement {
  return (
    <div className={classes['lines']} title={lines.join('\n')}>
      {lines.slice(0, 3).map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}

function Age({ it, nowMs }: { readonly it: ObjectSummary; readonly nowMs: number }): ReactNode {
  const language = useLanguage();
  const since = numberFact(it, it.kind === 'Host' ? 'bootedAtMs' : 'startedAtMs') ?? it.createdAtMs;
  if (since === null) return '';
  return (
    <time
      className={classes['number']}
      dateTime={new Date(since).toISOString()}
      title={new Date(since).toLocaleString(language)}
    >
      {ageText(nowMs - since)}
    </time>
  );
}
