import { routes, type Dashboard } from '@binnacle/api';
import { Button, Drawer } from '@mantine/core';
import { validateDashboard, type DashboardDefinition } from '@binnacle/views';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/useLanguage.ts';
import { call } from '../../../request/call.ts';
import { dashboardQuery, dashboardsQuery } from '../../../request/queries.ts';
import { PendingAnswer } from '../../../request/PendingAnswer.tsx';
import { useFailureText } from '../../../request/useFailureText.ts';
import { Banner } from '../../../ui/Banner.tsx';
import { RelativeTime } from '../../../ui/RelativeTime.tsx';
import { TableSkeleton } from '../../../ui/TableSkeleton.tsx';
import { tell } from '../../../ui/tell.tsx';
import { useNow } from '../../../ui/useNow.ts';
import { diffDefinitions } from './diff-definitions.ts';
import classes from './HistoryDrawer.module.css';

interface HistoryDrawerProps {
  readonly dashboard: Dashboard;
  readonly onClose: () => void;
}

/** The versions that were saved, what each has that the present one has not, and the way back. */
export function HistoryDrawer({ dashboard, onClose }: HistoryDrawerProps): ReactElement {
  const { t } = useTranslation(['edit', 'common']);
  const nowMs = useNow(30_000);
  const params = { id: dashboard.id };
  const { data, error, refetch } = useQuery({
    queryKey: ['dashboard-history', dashboard.id, dashboard.version],
    queryFn: async ({ signal }) => (await call(routes.listDashboardHistory, { params }, signal)).versions,
  });
  const [open, setOpen] = useState<number>();
  return (
    <Drawer
      opened
      position="right"
      size="xl"
      title={t('history.title', { title: dashboard.title })}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {data === undefined ? (
        <PendingAnswer rows={4} failed={t('history.failed')} error={error} onRetry={refetch} />
      ) : (
        <ol className={classes['versions']}>
          {data.map((it) => (
            <li key={it.version}>
              <button
                type="button"
                className={classes['version']}
                aria-expanded={open === it.version}
                disabled={it.version === dashboard.version}
                onClick={() => setOpen(open === it.version ? undefined : it.version)}
              >
                <strong>{t('history.version', { version: it.version })}</strong>
                <span>{it.title}</span>
                <span className={classes['dimmed']}>
                  <RelativeTime atMs={it.savedAtMs} nowMs={nowMs} />{' '}
                  {it.savedBy === null ? null : t('history.by', { login: it.savedBy })}
                </span>
                {it.version === dashboard.version ? <em>{t('history.present')}</em> : null}
              </button>
              {open === it.version ? <Version dashboard={dashboard} version={it.version} onRestored={onClose} /> : null}
            </li>
          ))}
        </ol>
      )}
    </Drawer>
  );
}

interface VersionProps {
  readonly dashboard: Dashboard;
  readonly version: number;
  readonly onRestored: () => void;
}

function Version({ dashboard, version, onRestored }: VersionProps): ReactElement {
  const { t } = useTranslation(['edit', 'common']);
  const failureText = useFailureText();
  const queryClient = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ['dashboard-version', dashboard.id, version],
    queryFn: ({ signal }) => call(routes.getDashboardVersion, { params: { id: dashboard.id, version } }, signal),
    staleTime: Infinity,
  });
  const restoring = useMutation({
    mutationFn: (it: { readonly title: string; readonly definition: DashboardDefinition }) =>
      call(routes.putDashboard, { params: { id: dashboard.id }, body: { version: dashboard.version, ...it } }),
    onSuccess: async (saved) => {
      queryClient.setQueryData(dashboardQuery(saved.id).queryKey, saved);
      await queryClient.invalidateQueries({ queryKey: dashboardsQuery.queryKey });
      tell(t('history.restored', { version }));
      onRestored();
    },
  });
  const problem = error ?? restoring.error;
  if (problem !== null) return <Banner kind="error">{failureText(problem)}</Banner>;
  if (data === undefined) return <TableSkeleton rows={2} label={t('common:loading')} />;
  const [then, now] = [validateDashboard(data.definition), validateDashboard(dashboard.definition)];
  if (!then.ok || !now.ok) return <Banner kind="warning">{t('history.unreadable')}</Banner>;
  return (
    <div className={classes['body']}>
      <Differences before={then.definition} after={now.definition} />
      {dashboard.mayEdit ? (
        <Button
          variant="default"
          loading={restoring.isPending}
          onClick={() => restoring.mutate({ title: data.title, definition: then.definition })}
        >
          {t('history.restore', { version })}
        </Button>
      ) : null}
    </div>
  );
}

function Differences({
  before,
  after,
}: {
  readonly before: DashboardDefinition;
  readonly after: DashboardDefinition;
}): ReactElement {
  const { t } = useTranslation('edit');
  const changes = diffDefinitions(before, after, useLanguage());
  if (changes.length === 0) return <p className={classes['dimmed']}>{t('history.same')}</p>;
  return (
    <>
      <p className={classes['dimmed']}>{t('history.since')}</p>
      <ul className={classes['changes']}>
        {changes.slice(0, 200).map((it) => (
          <li key={`${it.kind} ${it.subject.kind} ${it.subject.title} ${it.path}`} data-kind={it.kind}>
            <span>{t(`history.${it.kind}.${it.subject.kind}`, { title: it.subject.title })}</span>
            {it.kind === 'changed' ? (
              <span className={classes['change']}>
                <code>{it.path}</code>
                <del>{it.before}</del>
                <ins>{it.after}</ins>
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
