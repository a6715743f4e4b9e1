import type { Dashboard } from '@binnacle/api';
import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconBraces, IconSettings, IconVariable } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestFailure } from '../../../request/failure.ts';
import { useFailureText } from '../../../request/useFailureText.ts';
import { Banner } from '../../../ui/Banner.tsx';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { addGroup } from './draft.ts';
import classes from './EditBar.module.css';
import { JsonDialog } from './JsonDialog.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import type { Draft } from './useDraft.ts';
import type { SaveDraft } from './useSaveDraft.ts';
import { VariablesDialog } from './VariablesDialog.tsx';

interface EditBarProps {
  readonly dashboard: Dashboard;
  readonly draft: Draft;
  readonly save: SaveDraft;
  readonly onEnd: () => void;
}

/** What can be done with a dashboard that is edited, and how it ends: saved or not. */
export function EditBar({ dashboard, draft, save, onEnd }: EditBarProps): ReactElement {
  const { t } = useTranslation(['edit', 'common']);
  const failureText = useFailureText();
  const [dialog, setDialog] = useState<'variables' | 'settings' | 'json' | 'discard'>();
  const close = (): void => setDialog(undefined);
  const isConflict = save.error instanceof RequestFailure && save.error.code === 'version_conflict';
  const words = { cancel: t('common:cancel'), close: t('common:close') };
  return (
    <div className={classes['bar']} role="toolbar" aria-label={t('bar.label')}>
      <Group gap={6}>
        <Button variant="default" size="compact-sm" onClick={() => draft.apply((it) => addGroup(it, t('group.new')))}>
          {t('bar.addGroup')}
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconVariable size={15} />}
          onClick={() => setDialog('variables')}
        >
          {t('bar.variables')}
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconSettings size={15} />}
          onClick={() => setDialog('settings')}
        >
          {t('bar.settings')}
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconBraces size={15} />}
          onClick={() => setDialog('json')}
        >
          {t('bar.json')}
        </Button>
        <Tooltip label={t('bar.undo')}>
          <ActionIcon aria-label={t('bar.undo')} disabled={!draft.canUndo} onClick={draft.undo}>
            <IconArrowBackUp size={17} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('bar.redo')}>
          <ActionIcon aria-label={t('bar.redo')} disabled={!draft.canRedo} onClick={draft.redo}>
            <IconArrowForwardUp size={17} />
          </ActionIcon>
        </Tooltip>
        <span className={classes['state']}>{draft.isDirty ? t('bar.unsaved') : t('bar.unchanged')}</span>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => (draft.isDirty ? setDialog('discard') : onEnd())}
          ml="auto"
        >
          {draft.isDirty ? t('bar.discard') : t('bar.end')}
        </Button>
        <Button size="compact-sm" disabled={!draft.isDirty} loading={save.isPending} onClick={() => save.save()}>
          {t('bar.save')}
        </Button>
      </Group>
      <div role="alert">
        {save.error === null ? null : (
          <Banner kind="error">
            {failureText(save.error)}{' '}
            {isConflict ? (
              <Group gap={6} mt={4}>
                <Button size="compact-xs" variant="default" onClick={() => save.saveOver()}>
                  {t('conflict.over')}
                </Button>
                <Button size="compact-xs" variant="default" onClick={() => save.takeTheirs()}>
                  {t('conflict.theirs')}
                </Button>
              </Group>
            ) : null}
          </Banner>
        )}
      </div>
      {dialog === 'variables' ? <VariablesDialog draft={draft} onClose={close} /> : null}
      {dialog === 'settings' ? <SettingsDialog draft={draft} onClose={close} /> : null}
      {dialog === 'json' ? <JsonDialog draft={draft} name={dashboard.title} onClose={close} /> : null}
      {dialog === 'discard' ? (
        <ConfirmDialog
          title={t('discard.title')}
          confirm={t('bar.discard')}
          words={words}
          pending={false}
          failure={undefined}
          onClose={close}
          onConfirm={onEnd}
        >
          {t('discard.question')}
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
