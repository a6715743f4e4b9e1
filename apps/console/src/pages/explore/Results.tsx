import { Tabs } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice.tsx';
import { AddToDashboard } from './AddToDashboard.tsx';
import { panelOf } from './explore-panel.ts';
import { GraphResult } from './GraphResult.tsx';
import { InstantResult } from './InstantResult.tsx';
import classes from './Results.module.css';
import { RESULT_TABS } from './search.ts';
import type { Explore } from './useExplore.ts';

/** What the query gives: over time, now, and as the server wrote it. */
export function Results({ explore }: { readonly explore: Explore }): ReactElement {
  const { t } = useTranslation('explore');
  const { search, scene } = explore;
  const panel = panelOf(scene.definition);
  if (panel === undefined) {
    return (
      <Notice title={t('begin.title')} icon={<IconChartLine size={36} stroke={1.25} />}>
        {t('begin.advice')}
      </Notice>
    );
  }
  return (
    <Tabs
      value={search.tab}
      onChange={(value) => explore.refine({ tab: RESULT_TABS.find((tab) => tab === value) ?? 'graph' })}
      keepMounted={false}
    >
      <div className={classes['head']}>
        <Tabs.List aria-label={t('results')} className={classes['tabs'] ?? ''}>
          {RESULT_TABS.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t(`tab.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <AddToDashboard explore={explore} panel={panel} />
      </div>
      <Tabs.Panel value="graph" pt="sm">
        <GraphResult panel={panel} />
      </Tabs.Panel>
      <Tabs.Panel value="table" pt="sm">
        <InstantResult query={search.query} shown="table" />
      </Tabs.Panel>
      <Tabs.Panel value="json" pt="sm">
        <InstantResult query={search.query} shown="json" />
      </Tabs.Panel>
    </Tabs>
  );
}
