import type { ResponseOf, routes } from '@binnacle/api';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { LinkTabs } from '../../ui/LinkTabs.tsx';
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
    <LinkTabs
      label={t('title')}
      ids={TAB_IDS}
      current={tab}
      renderLink={(id, props) => {
        const kinds = (summary?.kinds ?? []).filter((it) => (TABS[id] as readonly string[]).includes(it.kind));
        const total = kinds.reduce((sum, it) => sum + it.total, 0);
        const wrong = kinds
          .flatMap((it) => it.states)
          .reduce((sum, it) => sum + (it.level === 'error' ? it.count : 0), 0);
        return (
          <Link to="/infrastructure/$tab" params={{ tab: id }} {...props}>
            {t(`tabs.${id}`)}
            {summary === undefined ? null : <span className={classes['count']}>{total.toLocaleString(language)}</span>}
            {wrong === 0 ? null : (
              <span className={classes['wrong']} title={t('wrong', { count: wrong })}>
                <StateDot state="error" />
                <span className={classes['unseen']}>{t('wrong', { count: wrong })}</span>
              </span>
            )}
          </Link>
        );
      }}
    />
  );
}
