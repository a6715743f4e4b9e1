import { listAt, podContainers, textAt, textRecordAt, virtualServiceRoutes } from '@binnacle/objects';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConditionsTable } from './ConditionsTable.tsx';
import { ContainersTable } from './ContainersTable.tsx';
import { FactsList } from './FactsList.tsx';
import { LabelChips } from './LabelChips.tsx';
import type { WholeObject } from './ObjectPage.tsx';
import classes from './Overview.module.css';
import { RoutesList } from './RoutesList.tsx';
import { Section } from './Section.tsx';

interface OverviewProps {
  readonly it: WholeObject;
  readonly nowMs: number;
}

/** What stands first: the parts that the object is made of, each with its state. */
export function Parts({ it, nowMs }: OverviewProps): ReactElement {
  const { t } = useTranslation('objects');
  const containers = it.kind === 'Pod' ? podContainers(it.object) : [];
  const routes = it.kind === 'VirtualService' ? virtualServiceRoutes(it.object) : [];
  return (
    <>
      {containers.length === 0 ? null : (
        <Section title={t('containers')}>
          <ContainersTable containers={containers} nowMs={nowMs} />
        </Section>
      )}
      {routes.length === 0 ? null : (
        <Section title={t('routes')}>
          <RoutesList routes={routes} />
        </Section>
      )}
    </>
  );
}

/** What is known of an object, without reading its YAML. */
export function Overview({ it, nowMs }: OverviewProps): ReactElement {
  const { t } = useTranslation('objects');
  const conditions = listAt(it.object, 'status', 'conditions').filter((one) => textAt(one, 'type') !== '');
  const annotations = textRecordAt(it.object, 'metadata', 'annotations');
  return (
    <>
      <Section title={t('facts')}>
        <FactsList it={it} nowMs={nowMs} />
      </Section>
      <div className={classes['side']}>
        <LabelChips title={t('labels')} labels={it.labels} />
        <LabelChips title={t('annotations')} labels={annotations} />
      </div>
      {conditions.length === 0 ? null : (
        <Section title={t('conditions')}>
          <ConditionsTable conditions={conditions} nowMs={nowMs} />
        </Section>
      )}
    </>
  );
}
