import type { ResponseOf, routes } from '@binnacle/api';
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { isStale } from '../../objects/level.ts';
import { ObjectStatus } from '../../objects/ObjectStatus.tsx';
import { RequestFailure } from '../../request/failure.ts';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { ageText } from '../../ui/age.ts';
import { Banner } from '../../ui/Banner.tsx';
import { LinkTabs } from '../../ui/LinkTabs.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { useNow } from '../../ui/useNow.ts';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { FIRST_TAB, tabOfKind } from '../infrastructure/tabs.ts';
import { ObjectCharts } from './ObjectCharts.tsx';
import classes from './ObjectPage.module.css';
import { objectQuery } from './object-queries.ts';
import { Overview, Parts } from './Overview.tsx';
import { RelatedObjects } from './RelatedObjects.tsx';
import { ViewLinks } from './ViewLinks.tsx';

// Neither tab is what one sees first: the list of events brings what scrolls through thousands.
const ObjectEvents = lazy(() => import('./ObjectEvents.tsx').then((it) => ({ default: it.ObjectEvents })));
// YAML is written by a library of a size that only this tab is worth.
const ObjectYaml = lazy(() => import('./ObjectYaml.tsx').then((it) => ({ default: it.ObjectYaml })));

export type WholeObject = ResponseOf<typeof routes.getObject>;

const route = getRouteApi('/shell/objects/$uid');
const REFRESH_MS = 15_000;
const TABS = ['overview', 'events', 'yaml'] as const;

/** One object: how it is, its charts, what belongs to it, its events, and the object itself. */
export function ObjectPage(): ReactElement {
  const { t } = useTranslation(['objects', 'common']);
  const { uid } = route.useParams();
  const { cluster } = route.useSearch();
  const { data, error, refetch } = useQuery({ ...objectQuery(uid, cluster), refetchInterval: REFRESH_MS });
  usePageTitle(data === undefined ? t('title') : `${data.kind} ${data.name}`);
  if (error instanceof RequestFailure && error.code === 'not_found') return <Missing />;
  if (data !== undefined) return <Loaded it={data} />;
  return <PendingAnswer rows={8} failed={t('failed')} error={error} onRetry={refetch} />;
}

function Loaded({ it }: { readonly it: WholeObject }): ReactElement {
  const { t } = useTranslation(['objects', 'infrastructure', 'common']);
  const search = route.useSearch();
  const nowMs = useNow(10_000);
  const tab = tabOfKind(it.kind);
  return (
    <>
      <PageHeader
        title={it.name}
        lead={
          <span className={classes['lead']}>
            <Anchor inherit renderRoot={(props) => <Link {...props} to="/infrastructure/$tab" params={{ tab }} />}>
              {it.kind}
            </Anchor>
            {it.namespace === '' ? null : <span>{t('inNamespace', { namespace: it.namespace })}</span>}
            <span>{t('inCluster', { cluster: it.cluster })}</span>
            {it.createdAtMs === null ? null : <span>{t('age', { age: ageText(nowMs - it.createdAtMs) })}</span>}
          </span>
        }
        actions={<ViewLinks it={it} />}
      />
      <div className={classes['status']}>
        <ObjectStatus it={it} nowMs={nowMs} />
        {it.message === '' ? null : <span className={classes['message']}>{it.message}</span>}
      </div>
      {it.goneAtMs === null ? null : (
        <Banner kind="info">{t('goneSince', { age: ageText(nowMs - it.goneAtMs) })}</Banner>
      )}
      {isStale(it, nowMs) ? (
        <Banner kind="warning">{t('staleSince', { age: ageText(nowMs - it.seenAtMs) })}</Banner>
      ) : null}
      <LinkTabs
        label={t('parts')}
        ids={TABS}
        current={search.tab}
        renderLink={(id, props) => (
          <Link
            to="/objects/$uid"
            params={{ uid: it.uid }}
            search={(before) => ({ ...before, tab: id })}
            replace
            // Without this the first tab, which adds nothing to the address, is always the current one too.
            activeOptions={{ exact: true }}
            {...props}
          >
            {t(`tabs.${id}`)}
          </Link>
        )}
      />
      {search.tab === 'overview' ? (
        <>
          <Parts it={it} nowMs={nowMs} />
          <ObjectCharts it={it} />
          <RelatedObjects it={it} nowMs={nowMs} />
          <Overview it={it} nowMs={nowMs} />
        </>
      ) : (
        <Suspense fallback={<TableSkeleton rows={8} label={t('common:loading')} />}>
          {search.tab === 'events' ? <ObjectEvents it={it} /> : <ObjectYaml it={it} />}
        </Suspense>
      )}
    </>
  );
}

function Missing(): ReactElement {
  const { t } = useTranslation('objects');
  return (
    <Notice
      level={1}
      title={t('missing.title')}
      action={
        <Button renderRoot={(props) => <Link {...props} to="/infrastructure/$tab" params={{ tab: FIRST_TAB }} />}>
          {t('missing.toList')}
        </Button>
      }
    >
      {t('missing.advice')}
    </Notice>
  );
}
