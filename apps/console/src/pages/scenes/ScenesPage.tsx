import { Button, Menu, Select, SegmentedControl } from '@mantine/core';
import { IconPlus, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { withCatalogues } from '../../i18n/with-catalogues.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { useMayEdit } from '../../request/useMayEdit.ts';
import { dashboardsQuery } from '../../request/queries.ts';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { CreateDashboardDialog } from './CreateDashboardDialog.tsx';
import { DashboardsTable } from './DashboardsTable.tsx';
import { NoDashboards, NothingFits } from './NoDashboards.tsx';
import { scenesSearchDefaults, type ScenesSearch } from './search.ts';
import { foldersOf, selectDashboards, tagsOf } from './select-dashboards.ts';

const ImportDialog = lazy(
  withCatalogues(['edit'], () => import('./import/ImportDialog.tsx').then((it) => ({ default: it.ImportDialog }))),
);

const route = getRouteApi('/shell/scenes');

/** Scenes: all dashboards of the workspace, and where new ones begin. */
export function ScenesPage(): ReactElement {
  const { t } = useTranslation(['scenes', 'common']);
  usePageTitle(t('title'));
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const language = useLanguage();
  const mayEdit = useMayEdit();
  const { data, error, refetch } = useQuery(dashboardsQuery);
  const change = (change: Partial<ScenesSearch>, options: { readonly replace: boolean }): void => {
    void navigate({ search: (before) => ({ ...before, ...change }), ...options });
  };
  // Typing and sorting are no steps that "back" should undo one by one; opening the dialog is.
  const refine = (refined: Partial<ScenesSearch>): void => change(refined, { replace: true });
  const openDialog = (): void => change({ create: true }, { replace: false });
  const shown = data === undefined ? [] : selectDashboards(data, search, language);
  const tags = data === undefined ? [] : tagsOf(data, language);
  const folders = data === undefined ? [] : foldersOf(data);
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={
          data === undefined || data.length === 0
            ? undefined
            : shown.length === data.length
              ? t('count', { count: data.length })
              : t('countOf', { count: data.length, shown: shown.length })
        }
        actions={
          mayEdit ? (
            <>
              <Button
                variant="default"
                leftSection={<IconUpload size={16} />}
                onClick={() => change({ import: true }, { replace: false })}
              >
                {t('import')}
              </Button>
              <Button leftSection={<IconPlus size={16} />} onClick={openDialog}>
                {t('create')}
              </Button>
            </>
          ) : undefined
        }
      />
      {data === undefined || data.length === 0 ? null : (
        <Toolbar>
          <SearchField
            label={t('search')}
            clearLabel={t('common:clearSearch')}
            value={search.q}
            onChange={(q) => refine({ q })}
          />
          <SegmentedControl
            aria-label={t('show')}
            value={search.show}
            onChange={(show) => refine({ show })}
            data={[
              { value: 'all', label: t('all') },
              { value: 'favourites', label: t('favourites') },
            ]}
          />
          {folders.length === 0 ? null : (
            <Select
              aria-label={t('folder')}
              placeholder={t('anyFolder')}
              data={[...folders]}
              clearable
              searchable={folders.length > 8}
              value={search.folder === '' ? null : search.folder}
              onChange={(folder) => refine({ folder: folder ?? '' })}
              w={180}
            />
          )}
          {tags.length === 0 ? null : (
            <Select
              aria-label={t('tag')}
              placeholder={t('anyTag')}
              data={tags}
              clearable
              searchable={tags.length > 8}
              value={search.tag === '' ? null : search.tag}
              onChange={(tag) => refine({ tag: tag ?? '' })}
              w={150}
            />
          )}
          <SortMenu search={search} onSort={refine} />
        </Toolbar>
      )}
      {data === undefined ? (
        <PendingAnswer rows={6} failed={t('failed')} error={error} onRetry={refetch} />
      ) : data.length === 0 ? (
        <NoDashboards onCreate={mayEdit ? openDialog : undefined} />
      ) : shown.length === 0 ? (
        <NothingFits count={data.length} onClear={() => refine(scenesSearchDefaults)} />
      ) : (
        <DashboardsTable dashboards={shown} search={search} onRefine={refine} mayEdit={mayEdit} />
      )}
      {mayEdit && search.create ? (
        <CreateDashboardDialog onClose={() => change({ create: false }, { replace: true })} />
      ) : null}
      {mayEdit && search.import ? (
        <Suspense>
          <ImportDialog onClose={() => change({ import: false }, { replace: true })} />
        </Suspense>
      ) : null}
    </>
  );
}

interface SortMenuProps {
  readonly search: ScenesSearch;
  readonly onSort: (sort: Pick<ScenesSearch, 'sort' | 'order'>) => void;
}

/** Where the table is a list of cards it has no headers to sort by. */
function SortMenu({ search, onSort }: SortMenuProps): ReactElement {
  const { t } = useTranslation('scenes');
  const order = { updated: 'desc', title: 'asc', panels: 'desc' } as const;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" hiddenFrom="md">
          {t('sort')}: {t(`columns.${search.sort}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['updated', 'title', 'panels'] as const).map((sort) => (
          <Menu.Item key={sort} onClick={() => onSort({ sort, order: order[sort] })}>
            {t(`columns.${sort}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
