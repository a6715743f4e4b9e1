import type { Dashboard } from '@binnacle/api';
import type { DashboardDefinition } from '@binnacle/views';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import { withCatalogues } from '../../i18n/with-catalogues.ts';
import { useMayEdit } from '../../request/useMayEdit.ts';
import { DashboardView } from './DashboardView.tsx';
import { LoadingState } from './panel-states.tsx';

const DashboardEditor = lazy(
  withCatalogues(['edit'], () =>
    import('./edit/DashboardEditor.tsx').then((module) => ({ default: module.DashboardEditor })),
  ),
);

const route = getRouteApi('/shell/dashboards/$dashboardId');

interface DashboardWorkbenchProps {
  readonly dashboard: Dashboard;
  readonly definition: DashboardDefinition;
}

/** A dashboard to read, or to edit where its address says so and the reader's role allows it. */
export function DashboardWorkbench({ dashboard, definition }: DashboardWorkbenchProps): ReactElement {
  const edit = route.useSearch({ select: (search) => search.edit });
  const mayEdit = useMayEdit();
  if (edit === undefined || !mayEdit || !dashboard.mayEdit)
    return <DashboardView dashboard={dashboard} definition={definition} />;
  return (
    <Suspense fallback={<LoadingState kind="text" />}>
      <DashboardEditor dashboard={dashboard} definition={definition} />
    </Suspense>
  );
}
