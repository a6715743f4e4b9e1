import type { Problem, Target } from '@binnacle/api';
import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { valueText } from '../../format/value.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StateDot, type DotState } from '../../ui/StateDot.tsx';
import { useNow } from '../../ui/useNow.ts';
import type { TargetsSearch } from './search.ts';
import { stateOf, targetKey, type TargetState } from './select-targets.ts';
import { TargetDetail } from './TargetDetail.tsx';
import { useCodeWords } from './useCodeWords.ts';
import classes from './TargetsTable.module.css';

interface TargetsTableProps {
  /** Selected and in order. */
  readonly targets: readonly Target[];
  readonly search: TargetsSearch;
  readonly onRefine: (change: Partial<TargetsSearch>) => void;
}

type ColumnId = 'state' | 'target' | 'host' | 'lastScrape' | 'duration' | 'samples' | 'open';

const DOTS: Readonly<Record<TargetState, DotState>> = { up: 'ok', down: 'error', silent: 'warning', unknown: 'idle' };

/** One line a target; what went wrong stands right below its address, the rest opens. */
export function TargetsTable({ targets, search, onRefine }: TargetsTableProps): ReactElement {
  const { t } = useTranslation(['targets', 'common']);
  const language = useLanguage();
  const nowMs = useNow(5_000);
  const columns: readonly Column<ColumnId>[] = [
    { id: 'state', title: t('columns.state'), sortable: true, width: '8.5rem', narrow: 'bare' },
    { id: 'target', title: t('columns.target'), sortable: true, narrow: 'title' },
    { id: 'host', title: t('columns.host'), width: '15%' },
    { id: 'lastScrape', title: t('columns.lastScrape'), sortable: true, width: '8.5rem' },
    { id: 'duration', title: t('columns.duration'), sortable: true, align: 'end', width: '6rem' },
    { id: 'samples', title: t('columns.samples'), sortable: true, align: 'end', width: '7.5rem' },
    { id: 'open', title: t('columns.open'), titleHidden: true, align: 'end', width: '3rem', narrow: 'corner' },
  ];
  const samples = (it: Target): string => {
    if (it.samplesKept === null) return '–';
    const kept = it.samplesKept.toLocaleString(language);
    const scraped = it.samplesScraped?.toLocaleString(language);
    return scraped === undefined || scraped === kept ? kept : t('samplesOf', { kept, scraped });
  };
  return (
    <DataTable
      label={t('title')}
      columns={columns}
      rows={targets}
      moreLabel={(left) => t('common:showMore', { left: left.toLocaleString(language) })}
      rowKey={targetKey}
      renderCells={(it) => {
        const isOpen = search.open === targetKey(it);
        return {
          state: <State state={stateOf(it)} />,
          target: <Address it={it} />,
          host: it.host,
          lastScrape: it.lastScrapeMs === null ? '–' : <RelativeTime atMs={it.lastScrapeMs} nowMs={nowMs} />,
          duration: it.lastDurationMs === null ? '–' : valueText(it.lastDurationMs, 'ms', language),
          samples: samples(it),
          open: (
            <ActionIcon
              aria-expanded={isOpen}
              aria-label={t(isOpen ? 'close' : 'open', { url: it.url })}
              onClick={() => onRefine({ open: isOpen ? '' : targetKey(it) })}
            >
              {isOpen ? <IconChevronDown size={17} /> : <IconChevronRight size={17} />}
            </ActionIcon>
          ),
        };
      }}
      renderDetail={(it) => (search.open === targetKey(it) ? <TargetDetail target={it} nowMs={nowMs} /> : undefined)}
      sort={{ column: search.sort, order: search.order }}
      onSort={({ column, order }) => {
        if (column !== 'host' && column !== 'open') onRefine({ sort: column, order });
      }}
    />
  );
}

function State({ state }: { readonly state: TargetState }): ReactElement {
  const { t } = useTranslation('targets');
  return (
    <span className={classes['state']} data-state={DOTS[state]}>
      <StateDot state={DOTS[state]} />
      {t(`state.${state}`)}
    </span>
  );
}

function Address({ it }: { readonly it: Target }): ReactElement {
  const { t } = useTranslation('targets');
  const language = useLanguage();
  const codeWords = useCodeWords();
  // In English the words would say the message twice.
  const brief = ({ code, message }: Problem): string =>
    language === 'en' ? message : t('brief', { words: codeWords(code), message });
  return (
    <div className={classes['address']}>
      <span className={classes['job']}>{it.job}</span> <span className={classes['url']}>{it.url}</span>
      {it.lastError === null ? null : <div className={classes['error']}>{brief(it.lastError)}</div>}
      {it.lastError?.advice === undefined ? null : <div className={classes['advice']}>{it.lastError.advice}</div>}
      {it.warnings.length === 0 ? null : (
        <div className={classes['warning']}>
          <IconAlertTriangle size={13} aria-hidden="true" /> {brief(it.warnings[0]!)}
          {it.warnings.length > 1 ? ` ${t('moreWarnings', { count: it.warnings.length - 1 })}` : null}
        </div>
      )}
    </div>
  );
}
