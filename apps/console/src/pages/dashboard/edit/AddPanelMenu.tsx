import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { addPanel, freeId } from './draft.ts';
import type { Editing } from './edit-context.ts';
import { judgedPanels, NEW_PANEL_KINDS, newPanel } from './new-panel.ts';

interface AddPanelMenuProps {
  readonly editing: Editing;
  readonly groupId: string;
  readonly label: string;
}

/** The kinds of panels; the one that is chosen is added below the others and opened. */
export function AddPanelMenu({ editing, groupId, label }: AddPanelMenuProps): ReactElement {
  const { t } = useTranslation('edit');
  const judged = judgedPanels(editing.draft.definition).map((panel) => panel.id);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} />} aria-label={label}>
          {t('addPanel')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {NEW_PANEL_KINDS.map((kind) => (
          <Menu.Item
            key={kind}
            // There is nothing yet whose health it could show.
            disabled={kind === 'health' && judged.length === 0}
            onClick={() => {
              const id = freeId(editing.draft.definition, 'panel');
              editing.draft.apply((it) => addPanel(it, groupId, newPanel(kind, id, t('newPanel'), judged)));
              editing.openPanel(id);
            }}
          >
            {t(`kind.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
