import { Switch } from '@mantine/core';
import { textIn, type DashboardDefinition, type Panel } from '@binnacle/views';
import { IconDatabaseOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDashboardScene } from './dashboard-context.ts';
import classes from './NotCollected.module.css';
import { missingMetrics } from './presence.ts';

interface NotCollectedProps {
  readonly definition: DashboardDefinition;
  readonly missing: readonly Panel[];
  readonly present: ReadonlySet<string> | undefined;
  readonly shown: boolean;
  readonly onShow: (shown: boolean) => void;
}

/** A quiet note on the panels that are not shown as nothing is collected for them, and what they would need. */
export function NotCollected({ definition, missing, present, shown, onShow }: NotCollectedProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const { language } = useDashboardScene();
  const ids = new Set(missing.map((panel) => panel.id));
  const groups = definition.groups
    .map((group) => ({ group, panels: group.panels.filter((panel) => ids.has(panel.id)) }))
    .filter(({ panels }) => panels.length > 0);
  return (
    <section className={classes['note']} aria-label={t('notCollected.title', { count: missing.length })}>
      <div className={classes['line']}>
        <IconDatabaseOff size={16} aria-hidden="true" />
        <span>{t('notCollected.title', { count: missing.length })}</span>
        <Switch
          size="xs"
          label={t('notCollected.show')}
          checked={shown}
          onChange={(event) => onShow(event.currentTarget.checked)}
          className={classes['switch'] ?? ''}
        />
      </div>
      <details>
        <summary>{t('notCollected.which')}</summary>
        <p>{t('notCollected.advice')}</p>
        <dl>
          {groups.map(({ group, panels }) => (
            <div key={group.id}>
              <dt>{group.title === undefined ? t('group.untitled') : textIn(group.title, language)}</dt>
              {panels.map((panel) => (
                <dd key={panel.id}>
                  {textIn(panel.title, language)} <code>{missingMetrics(panel, present).join(', ')}</code>
                </dd>
              ))}
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
