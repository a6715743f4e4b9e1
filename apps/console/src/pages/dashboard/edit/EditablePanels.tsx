import { Button } from '@mantine/core';
import { IconLayoutGrid } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../../ui/Notice.tsx';
import { addGroup } from './draft.ts';
import type { Editing } from './edit-context.ts';
import { EditableGroup } from './EditableGroup.tsx';
import { PanelEditor } from './PanelEditor.tsx';
import { findPanel } from './draft.ts';

interface EditablePanelsProps {
  readonly editing: Editing;
  /** Id of the panel whose editor is open; `true` for none. */
  readonly openPanel: string | undefined;
}

/** All groups of a draft, or the editor of one panel. */
export function EditablePanels({ editing, openPanel }: EditablePanelsProps): ReactElement {
  const { t } = useTranslation(['edit', 'dashboard']);
  const { definition, apply } = editing.draft;
  if (openPanel !== undefined && findPanel(definition, openPanel) !== undefined) {
    return <PanelEditor key={openPanel} panelId={openPanel} editing={editing} />;
  }
  if (definition.groups.length === 0) {
    return (
      <Notice
        title={t('dashboard:blank.title')}
        icon={<IconLayoutGrid size={28} />}
        action={<Button onClick={() => apply((it) => addGroup(it, t('group.new')))}>{t('bar.addGroup')}</Button>}
      >
        {t('dashboard:blank.advice')}
      </Notice>
    );
  }
  return (
    <>
      {definition.groups.map((group, i) => (
        <EditableGroup
          key={group.id}
          group={group}
          editing={editing}
          isFirst={i === 0}
          isLast={i === definition.groups.length - 1}
        />
      ))}
    </>
  );
}
