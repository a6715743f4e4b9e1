import { Button, Code, CopyButton, Drawer, Tabs } from '@mantine/core';
import { textIn, type Panel, durationText } from '@binnacle/views';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { csvOf, dataTables, type DataTable } from '../../panels/csv.ts';
import { isCut, type PanelData } from '../../panels/panel-data.ts';
import { formatMoment } from '../../format/value.ts';
import { useDashboardScene } from './dashboard-context.ts';
import { download, fileName } from './download.ts';
import classes from './InspectDrawer.module.css';
import { uncut, type PanelRequest } from './panel-request.ts';
import { FailedState, LoadingState } from './panel-states.tsx';
import { usePanelData } from './usePanelData.ts';

interface InspectDrawerProps {
  readonly panel: Panel;
  readonly title: string;
  readonly data: PanelData | undefined;
  readonly request: PanelRequest | undefined;
  readonly tab: 'data' | 'query';
  readonly onClose: () => void;
}

/** More columns than this are no table to read; the file has all of them. */
const MOST_TIMES = 12;
const MOST_ROWS = 500;

/** What is behind a panel: its numbers as a table, and the queries as they were sent. */
export function InspectDrawer({ panel, title, data, request, tab, onClose }: InspectDrawerProps): ReactElement {
  const { t } = useTranslation(['dashboard', 'common']);
  const { language, queue, source } = useDashboardScene();
  // Who looks at the numbers gets those of all series, also where the chart draws the largest alone.
  const cut = data !== undefined && isCut(data);
  const whole = usePanelData(cut && request !== undefined ? uncut(request) : undefined, true, queue, source);
  const shown = cut ? (whole.kind === 'ready' ? whole.data : undefined) : data;
  const tables = shown === undefined ? [] : dataTables(panel, shown);
  return (
    <Drawer
      opened
      position="right"
      size="xl"
      title={title}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Tabs defaultValue={tab} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="data">{t('inspect.data')}</Tabs.Tab>
          {source === undefined ? <Tabs.Tab value="query">{t('inspect.query')}</Tabs.Tab> : null}
        </Tabs.List>
        <Tabs.Panel value="data" pt="sm">
          <Button
            variant="default"
            leftSection={<IconDownload size={14} />}
            disabled={tables.length === 0}
            onClick={() =>
              download(
                fileName(textIn(panel.title, language), 'csv'),
                new Blob([csvOf(tables)], { type: 'text/csv;charset=utf-8' }),
              )
            }
          >
            {t('panel.csv')}
          </Button>
          {whole.kind === 'failed' ? <FailedState message={whole.message} onRetry={whole.retry} /> : null}
          {cut && whole.kind === 'loading' ? <LoadingState kind="table" /> : null}
          {tables.length === 0 && !cut ? <p>{t('state.empty')}</p> : null}
          {tables.map((table) => (
            <DataTableView key={table.times.length} table={table} />
          ))}
        </Tabs.Panel>
        <Tabs.Panel value="query" pt="sm">
          {request === undefined ? null : (
            <p className={classes['note']}>
              {t('inspect.grid', {
                from: formatMoment(request.grid.startMs, language),
                to: formatMoment(request.grid.endMs, language),
                step: durationText(request.grid.stepMs),
              })}
            </p>
          )}
          {(request?.queries ?? []).map((query) => (
            <div key={query.ref} className={classes['query']}>
              <div className={classes['ref']}>
                <span>
                  {query.ref} · {t(`inspect.${query.mode}`)}
                </span>
                <CopyButton value={query.expr}>
                  {({ copied, copy }) => (
                    <Button variant="subtle" size="compact-xs" leftSection={<IconCopy size={13} />} onClick={copy}>
                      {copied ? t('common:copied') : t('common:copy')}
                    </Button>
                  )}
                </CopyButton>
              </div>
              <Code block>{query.expr}</Code>
            </div>
          ))}
          {(request?.notCollected.length ?? 0) > 0 ? (
            <p className={classes['note']}>{t('inspect.notCollected', { refs: request?.notCollected.join(', ') })}</p>
          ) : null}
        </Tabs.Panel>
      </Tabs>
    </Drawer>
  );
}

function DataTableView({ table }: { readonly table: DataTable }): ReactElement {
  const { t } = useTranslation('dashboard');
  const { language } = useDashboardScene();
  const from = Math.max(0, table.times.length - MOST_TIMES);
  const rows = table.rows.slice(0, MOST_ROWS);
  return (
    // What scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={classes['scroll']} tabIndex={0} aria-label={t('inspect.data')}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('inspect.ref')}</th>
            {table.labels.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            {table.times.slice(from).map((time) => (
              <th key={time} scope="col">
                {formatMoment(Date.parse(time), language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.ref} ${JSON.stringify(row.labels)}`}>
              <td>{row.ref}</td>
              {table.labels.map((name) => (
                <td key={name}>{row.labels[name] ?? ''}</td>
              ))}
              {row.values.slice(from).map((value, i) => (
                <td key={table.times[from + i]} className={classes['number']}>
                  {Number.isNaN(value) ? '' : String(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {from > 0 || table.rows.length > rows.length ? <p className={classes['note']}>{t('inspect.cut')}</p> : null}
    </section>
  );
}
