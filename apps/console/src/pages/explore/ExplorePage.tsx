import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeRangePicker } from '../../time/TimeRangePicker.tsx';
import { LinkTabs } from '../../ui/LinkTabs.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { DashboardSceneProvider } from '../dashboard/dashboard-context.ts';
import { RefreshControl } from '../dashboard/RefreshControl.tsx';
import { Cardinality } from './Cardinality.tsx';
import classes from './ExplorePage.module.css';
import { MetricBrowser } from './MetricBrowser.tsx';
import { QueryBuilder } from './QueryBuilder.tsx';
import { QueryField } from './QueryField.tsx';
import { Results } from './Results.tsx';
import { useExplore } from './useExplore.ts';

const route = getRouteApi('/shell/explore');
const VIEWS = ['query', 'cardinality'] as const;

/** Any metric, any query: what there is, what it says, and what the series are made of. */
export function ExplorePage(): ReactElement {
  const { t } = useTranslation('explore');
  usePageTitle(t('title'));
  const { view } = route.useSearch();
  const explore = useExplore();
  return (
    <DashboardSceneProvider value={explore.scene}>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          view === 'query' ? (
            <>
              <TimeRangePicker range={explore.range} span={explore.scene.span} onChange={explore.setRange} />
              <RefreshControl
                every={explore.search.refresh}
                onRefresh={explore.refresh}
                onEvery={(refresh) => explore.refine({ refresh })}
              />
            </>
          ) : undefined
        }
      />
      <LinkTabs
        label={t('views')}
        ids={VIEWS}
        current={view}
        renderLink={(id, props) => (
          <Link to="/explore" search={(before) => ({ ...before, view: id })} activeOptions={{ exact: true }} {...props}>
            {t(`view.${id}`)}
          </Link>
        )}
      />
      {view === 'cardinality' ? (
        <Cardinality />
      ) : (
        <div className={classes['columns']}>
          <MetricBrowser explore={explore} />
          <div className={classes['main']}>
            <QueryBuilder explore={explore} />
            <QueryField query={explore.search.query} onRun={explore.run} />
            <Results explore={explore} />
          </div>
        </div>
      )}
    </DashboardSceneProvider>
  );
}
