import { Anchor, Button } from '@mantine/core';
import { textIn, type DashboardDefinition } from '@binnacle/views';
import { IconArrowLeft, IconLayoutGrid } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { FailureNotice, Notice } from '../../ui/Notice.tsx';
import classes from './DashboardView.module.css';
import { useDashboardScene } from './dashboard-context.ts';
import { GroupSection } from './GroupSection.tsx';
import { NotCollected } from './NotCollected.tsx';
import { PanelCell } from './PanelCell.tsx';
import { missingMetrics } from './presence.ts';
import type { Presence } from './usePresence.ts';

interface DashboardPanelsProps {
  readonly definition: DashboardDefinition;
  readonly presence: Presence;
  /** Groups opened although they begin collapsed. */
  readonly opened: ReadonlySet<string>;
  readonly wholePanel: string | undefined;
  readonly failure: Error | null;
  readonly onRetry: () => void;
}

/** All groups of a dashboard, or the one panel that fills the page. */
export function DashboardPanels({
  definition,
  presence,
  opened,
  wholePanel,
  failure,
  onRetry,
}: DashboardPanelsProps): ReactElement {
  const { t } = useTranslation(['dashboard', 'common']);
  const failureText = useFailureText();
  const { onFullScreen, language } = useDashboardScene();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [showMissing, setShowMissing] = useState(false);
  if (failure !== null) {
    return (
      <FailureNotice
        title={t('variables.failed')}
        message={failureText(failure)}
        retryLabel={t('common:retry')}
        onRetry={onRetry}
      />
    );
  }
  const all = definition.groups.flatMap((group) => group.panels);
  const whole = all.find((panel) => panel.id === wholePanel);
  if (whole !== undefined) {
    return (
      <>
        <Button
          variant="subtle"
          mb={6}
          leftSection={<IconArrowLeft size={15} />}
          onClick={() => onFullScreen(undefined)}
        >
          {t('panel.back')}
        </Button>
        <PanelCell panel={whole} size="whole" />
      </>
    );
  }
  if (all.length === 0) {
    return (
      <Notice title={t('blank.title')} icon={<IconLayoutGrid size={28} />}>
        {t('blank.advice')}
      </Notice>
    );
  }
  const missing = all.filter(
    (panel) => panel.whenMissing === 'hide' && missingMetrics(panel, presence.present).length > 0,
  );
  const hidden = new Set(showMissing ? [] : missing.map((panel) => panel.id));
  const groups = definition.groups.filter((group) => group.panels.some((panel) => !hidden.has(panel.id)));
  const toggle = (id: string): void => {
    const next = new Set(toggled);
    if (!next.delete(id)) next.add(id);
    setToggled(next);
  };
  return (
    <>
      {presence.nothingYet ? (
        <div className={classes['banner']}>
          <Banner kind="info">
            <strong>{t('nothingYet.title')}</strong>{' '}
            {t('nothingYet.advice', { title: textIn(definition.title, language) })}{' '}
            <Anchor component={Link} to="/targets" inherit>
              {t('nothingYet.targets')}
            </Anchor>
          </Banner>
        </div>
      ) : null}
      {groups.map((group) => (
        <GroupSection
          key={group.id}
          group={group}
          hidden={hidden}
          collapsed={(group.collapsed && !opened.has(group.id)) !== toggled.has(group.id)}
          onToggle={() => toggle(group.id)}
        />
      ))}
      {missing.length === 0 ? null : (
        <NotCollected
          definition={definition}
          missing={missing}
          present={presence.present}
          shown={showMissing}
          onShow={setShowMissing}
        />
      )}
    </>
  );
}
