import { IconStarFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/useLanguage.ts';
import { dashboardsQuery } from '../request/queries.ts';
import classes from './Favourites.module.css';

interface FavouritesProps {
  readonly onNavigate: (() => void) | undefined;
}

/** The reader's favourite dashboards, one click away from everywhere. */
export function Favourites({ onNavigate }: FavouritesProps): ReactElement | null {
  const { t } = useTranslation('shell');
  const language = useLanguage();
  const { data = [] } = useQuery(dashboardsQuery);
  const favourites = data
    .filter((it) => it.favourite)
    .sort((a, b) => a.title.localeCompare(b.title, language, { numeric: true }));
  if (favourites.length === 0) return null;
  return (
    <section className={classes['section']} aria-label={t('favourites')}>
      <h2 className={classes['title']}>{t('favourites')}</h2>
      <ul className={classes['list']}>
        {favourites.map(({ id, title }) => (
          <li key={id}>
            <Link
              to="/dashboards/$dashboardId"
              params={{ dashboardId: id }}
              search={{}}
              className={classes['link']}
              activeProps={{ 'aria-current': 'page' }}
              activeOptions={{ includeSearch: false }}
              title={title}
              onClick={onNavigate}
            >
              <IconStarFilled size={12} className={classes['star']} aria-hidden="true" />
              <span className={classes['text']}>{title}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
