import type { ResponseOf, routes } from '@binnacle/api';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { StateDot } from '../../ui/StateDot.tsx';
import classes from './TabBar.module.css';
import { TAB_IDS, TABS, type Tab } from './tabs.ts';

interface TabBarProps {
  readonly tab: Tab;
  readonly summary: ResponseOf<typeof routes.summarizeObjects> | undefined;
}

/** The lists with how many each has, and a mark on those in which something is wrong. */
export function TabBar({ tab, summary }: TabBarProps): ReactElement {
  const { t } = useTranslation('infrastructure');
  const language = useLanguage();
  return (
    <nav aria-label={t('title')}>
      <ul className={classes['tabs']}>
        {TAB_IDS.map((id) => {
          const kinds = (summary?.kinds ?? []).filter((it) => (TABS[id] as readonly string[]).includes(it.kind));
          const total = kinds.reduce((sum, it) => sum + it.total, 0);
          const wrong = kinds
            .flatMap((it) => it.states)
            .reduce((sum, it) => sum + (it.level === 'error' ? it.count : 0), 0);
          return (
            <li key={id}>
              <Link
                to="/infrastructure/$tab"
                params={{ tab: id }}
                className={classes['tab']}
                aria-current={id === tab ? 'page' : undefined}
              >
                {t(`tabs.${id}`)}
                {summary === undefined ? null : (
                  <span className={classes['count']}>{total.toLocaleString(language)}</span>
                )}
                {wrong === 0 ? null : (
                  <span className={classes['wrong']} title={t('wrong', { count: wrong })}>
                    <StateDot state="error" />
                    <span className={classes['unseen']}>{t('wrong', { count: wrong })}</span>
                  </span>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
