import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestFailure } from '../../request/failure.ts';
import { dashboardQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { FailureNotice, Notice } from '../../ui/Notice.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { validateDashboard } from '@binnacle/views';
import { DashboardWorkbench } from './DashboardWorkbench.tsx';
import { LoadingState } from './panel-states.tsx';
import { useMemo } from 'react';

const route = getRouteApi('/shell/dashboards/$dashboardId');

/** One dashboard: loads its definition, then shows it. */
export function DashboardPage(): ReactElement {
  const { t } = useTranslation(['dashboard', 'common']);
  const failureText = useFailureText();
  const { dashboardId } = route.useParams();
  const { data, error, refetch } = useQuery(dashboardQuery(dashboardId));
  const validation = useMemo(() => (data === undefined ? undefined : validateDashboard(data.definition)), [data]);
  usePageTitle(data?.title ?? t('title'));
  if (data === undefined || validation === undefined) {
    if (error === null) return <LoadingState kind="text" />;
    if (error instanceof RequestFailure && error.code === 'not_found') {
      return (
        <Notice
          title={t('gone.title')}
          action={
            <Button component={Link} to="/scenes">
              {t('common:missing.home')}
            </Button>
          }
        >
          {t('gone.advice')}
        </Notice>
      );
    }
    return (
      <FailureNotice
        title={t('failed')}
        message={failureText(error)}
        retryLabel={t('common:retry')}
        onRetry={() => void refetch()}
      />
    );
  }
  if (!validation.ok) {
    return (
      <Notice title={t('invalid.title')} role="alert">
        {t('invalid.advice')}
        <ul>
          {validation.problems.slice(0, 10).map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code>{path}</code>: {message}
            </li>
          ))}
        </ul>
      </Notice>
    );
  }
  // Another dashboard is another page: nothing of this one's state may stay.
  return <DashboardWorkbench key={data.id} dashboard={data} definition={validation.definition} />;
}
