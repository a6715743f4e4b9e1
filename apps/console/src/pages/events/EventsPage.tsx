import { Button, Switch } from '@mantine/core';
import { IconTimelineEvent, IconX } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { EventHistogram } from '../../objects/EventHistogram.tsx';
import { EventsTable } from '../../objects/EventsTable.tsx';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { absoluteText, spanOf, timeRangeText } from '../../time/time-range.ts';
import { TimeRangePicker } from '../../time/TimeRangePicker.tsx';
import { FilterMenu } from '../../ui/FilterMenu.tsx';
import { ListCount } from '../../ui/ListCount.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { useNow } from '../../ui/useNow.ts';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { eventsPagesQuery, rangeOf } from './events-query.ts';
import { eventsSearchDefaults, isNarrowed, type EventsSearch } from './search.ts';

const route = getRouteApi('/shell/events');
const REFRESH_MS = 10_000;
const MENUS = ['type', 'reason', 'kind', 'namespace', 'cluster'] as const;

/** Kubernetes events of all clusters: when there were how many, and which. */
export function EventsPage(): ReactElement {
  const { t } = useTranslation(['events', 'common']);
  usePageTitle(t('title'));
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [automatic, setAutomatic] = useState(true);
  const nowMs = useNow(REFRESH_MS);
  const range = rangeOf(search.time);
  const { data, error, refetch, fetchNextPage } = useInfiniteQuery({
    ...eventsPagesQuery(search),
    placeholderData: keepPreviousData,
    refetchInterval: automatic ? REFRESH_MS : false,
  });
  const refine = (change: Partial<EventsSearch>): void => {
    void navigate({ search: (before) => ({ ...before, ...change }), replace: change.time === undefined });
  };
  const more = useCallback(() => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <>
            <Switch
              size="xs"
              label={t('automatic')}
              checked={automatic}
              onChange={(event) => setAutomatic(event.currentTarget.checked)}
            />
            <TimeRangePicker
              range={range}
              span={spanOf(range, nowMs)}
              onChange={(picked) => refine({ time: timeRangeText(picked) })}
            />
          </>
        }
      />
      {data === undefined ? (
        <PendingAnswer rows={8} failed={t('failed')} error={error} onRetry={refetch} />
      ) : (
        <>
          <Filters facets={data.pages[0]!.facets} search={search} onRefine={refine} />
          {data.pages[0]!.total === 0 ? (
            <NoEvents search={search} onClear={() => refine({ ...eventsSearchDefaults, time: search.time })} />
          ) : (
            <>
              {data.pages[0]!.histogram === null ? null : (
                <EventHistogram
                  histogram={data.pages[0]!.histogram}
                  onPick={(span) => refine({ time: absoluteText(span) })}
                />
              )}
              <Count total={data.pages[0]!.total} />
              <EventsTable
                events={data.pages.flatMap((page) => page.events)}
                total={data.pages[0]!.total}
                about="any"
                onNearEnd={more}
              />
            </>
          )}
        </>
      )}
    </>
  );
}

interface FiltersProps {
  readonly facets: Partial<Record<(typeof MENUS)[number], { value: string; count: number }[]>>;
  readonly search: EventsSearch;
  readonly onRefine: (change: Partial<EventsSearch>) => void;
}

function Filters({ facets, search, onRefine }: FiltersProps): ReactElement {
  const { t } = useTranslation(['events', 'common']);
  return (
    <Toolbar>
      <SearchField
        label={t('search')}
        clearLabel={t('common:clearSearch')}
        value={search.q}
        onChange={(q) => onRefine({ q })}
      />
      {MENUS.map((property) => {
        const options = facets[property] ?? [];
        return options.length < (property === 'cluster' ? 2 : 1) && search[property].length === 0 ? null : (
          <FilterMenu
            key={property}
            label={t(`filter.${property}`)}
            options={options}
            chosen={search[property]}
            onChange={(chosen) => onRefine({ [property]: [...chosen] })}
          />
        );
      })}
      {isNarrowed(search) ? (
        <Button
          variant="subtle"
          leftSection={<IconX size={14} />}
          onClick={() => onRefine({ ...eventsSearchDefaults, time: search.time })}
        >
          {t('clear')}
        </Button>
      ) : null}
    </Toolbar>
  );
}

function Count({ total }: { readonly total: number }): ReactElement {
  const { t } = useTranslation('events');
  const language = useLanguage();
  return <ListCount>{t('total', { count: total, formatted: total.toLocaleString(language) })}</ListCount>;
}

function NoEvents({ search, onClear }: { readonly search: EventsSearch; readonly onClear: () => void }): ReactElement {
  const { t } = useTranslation('events');
  if (isNarrowed(search)) {
    return (
      <Notice
        title={t('nothingFits')}
        action={
          <Button variant="default" onClick={onClear}>
            {t('clear')}
          </Button>
        }
      />
    );
  }
  return (
    <Notice
      title={t('none.title')}
      icon={<IconTimelineEvent size={40} stroke={1.25} />}
      action={
        <Button component={Link} to="/targets" variant="default">
          {t('none.toTargets')}
        </Button>
      }
    >
      {t('none.advice')}
    </Notice>
  );
}
