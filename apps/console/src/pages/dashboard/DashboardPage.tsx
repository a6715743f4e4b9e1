import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { dashboardQuery } from '../../request/queries.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';

const route = getRouteApi('/shell/dashboards/$dashboardId');

/** One dashboard: its variables, time range and panels. */
export function DashboardPage(): ReactElement {
  const { t } = useTranslation('dashboard');
  const { dashboardId } = route.useParams();
  const { data } = useQuery(dashboardQuery(dashboardId));
  return <PageHeader title={data?.title ?? t('title')} />;
}
