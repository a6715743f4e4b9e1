import type { DashboardSummary } from '@binnacle/api';
import { ActionIcon, Badge, Menu, UnstyledButton } from '@mantine/core';
import {
  IconCopy,
  IconDots,
  IconFolder,
  IconLock,
  IconPencil,
  IconStar,
  IconStarFilled,
  IconTrash,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localized } from '../../i18n/localized.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useToggleFavourite } from './dashboard-mutations.ts';
import classes from './DashboardsTable.module.css';
import type { ScenesSearch } from './search.ts';
import { useDashboardActions, type DashboardActions } from './useDashboardActions.tsx';

interface DashboardsTableProps {
  /** Selected and in order. */
  readonly dashboards: readonly DashboardSummary[];
  readonly search: ScenesSearch;
  readonly onRefine: (refined: Partial<ScenesSearch>) => void;
  readonly mayEdit: boolean;
}

type ColumnId = 'favourite' | 'title' | 'tags' | 'panels' | 'updated' | 'actions';

/** The list of dashboards: star, name, tags, size, who changed it when, and what can be done with it. */
export function DashboardsTable({ dashboards, search, onRefine, mayEdit }: DashboardsTableProps): ReactElement {
  const { t } = useTranslation(['scenes', 'common']);
  const language = useLanguage();
  const nowMs = useNow(30_000);
  const actions = useDashboardActions();
  const columns: Column<ColumnId>[] = [
    {
      id: 'favourite',
      title: t('columns.favourite'),
      titleHidden: true,
      width: '2.75rem',
      narrow: mayEdit ? 'before-corner' : 'corner',
    },
    { id: 'title', title: t('columns.title'), sortable: true, narrow: 'title' },
    { id: 'tags', title: t('columns.tags'), width: '24%', narrow: 'bare' },
    { id: 'panels', title: t('columns.panels'), sortable: true, align: 'end', width: '5.5rem' },
    { id: 'updated', title: t('columns.updated'), sortable: true, width: '11rem' },
  ];
  if (mayEdit) {
    const title = t('columns.actions');
    columns.push({ id: 'actions', title, titleHidden: true, align: 'end', width: '3rem', narrow: 'corner' });
  }
  return (
    <>
      <DataTable
        label={t('title')}
        columns={columns}
        rows={dashboards}
        moreLabel={(left) => t('common:showMore', { left: left.toLocaleString(language) })}
        rowKey={(it) => it.id}
        renderCells={(it) => ({
          favourite: <Star it={it} />,
          title: <Title it={it} />,
          tags: <Tags it={it} onTag={(tag) => onRefine({ tag })} />,
          panels: it.panelCount,
          updated: <Updated it={it} nowMs={nowMs} />,
          actions: <DashboardMenu it={it} actions={actions} />,
        })}
        sort={{ column: search.sort, order: search.order }}
        onSort={({ column, order }) => {
          if (column === 'title' || column === 'panels' || column === 'updated') onRefine({ sort: column, order });
        }}
      />
      {actions.dialogs}
    </>
  );
}

interface DashboardMenuProps {
  readonly it: DashboardSummary;
  readonly actions: DashboardActions;
}

function DashboardMenu({ it, actions }: DashboardMenuProps): ReactElement {
  const { t } = useTranslation('scenes');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('actionsOf', { title: it.title })}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {it.mayEdit ? (
          <>
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => actions.rename(it)}>
              {t('rename')}
            </Menu.Item>
            <Menu.Item leftSection={<IconFolder size={15} />} onClick={() => actions.place(it)}>
              {t('place')}
            </Menu.Item>
          </>
        ) : null}
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => actions.clone(it)}>
          {t('clone')}
        </Menu.Item>
        {it.mayEdit ? (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconTrash size={15} />} c="var(--state-error)" onClick={() => actions.remove(it)}>
              {t('delete')}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

function Updated({ it, nowMs }: { readonly it: DashboardSummary; readonly nowMs: number }): ReactElement {
  const { t } = useTranslation('scenes');
  return (
    <span className={classes['updated']}>
      <RelativeTime atMs={it.updatedAtMs} nowMs={nowMs} />
      {it.updatedBy === null ? null : <span>{t('updatedBy', { login: it.updatedBy })}</span>}
    </span>
  );
}

function Star({ it }: { readonly it: DashboardSummary }): ReactElement {
  const { t } = useTranslation('scenes');
  const toggle = useToggleFavourite();
  const label = t(it.favourite ? 'removeFavourite' : 'addFavourite', { title: it.title });
  return (
    <ActionIcon onClick={() => toggle.mutate(it)} aria-pressed={it.favourite} aria-label={label} title={label}>
      {it.favourite ? <IconStarFilled size={17} className={classes['star']} /> : <IconStar size={17} />}
    </ActionIcon>
  );
}

function Title({ it }: { readonly it: DashboardSummary }): ReactElement {
  const { t } = useTranslation('scenes');
  const description = localized(it.description, useLanguage());
  return (
    <>
      <Link to="/dashboards/$dashboardId" params={{ dashboardId: it.id }} search={{}} className={classes['link']}>
        {it.title}
      </Link>
      {it.access === 'private' ? (
        <span className={classes['lock']} title={t('access.private')}>
          <IconLock size={13} aria-hidden="true" />
        </span>
      ) : null}
      {it.folder === '' ? null : <span className={classes['folder']}>{it.folder}</span>}
      {description === '' ? null : <div className={classes['description']}>{description}</div>}
    </>
  );
}

interface TagsProps {
  readonly it: DashboardSummary;
  readonly onTag: (tag: string) => void;
}

function Tags({ it, onTag }: TagsProps): ReactElement | null {
  if (it.tags.length === 0) return null;
  return (
    <span className={classes['tags']}>
      {it.tags.map((tag) => (
        <UnstyledButton key={tag} onClick={() => onTag(tag)}>
          <Badge color="gray" className={classes['tag']}>
            {tag}
          </Badge>
        </UnstyledButton>
      ))}
    </span>
  );
}
