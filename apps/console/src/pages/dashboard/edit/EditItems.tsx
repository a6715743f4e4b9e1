import { Menu } from '@mantine/core';
import type { Panel } from '@binnacle/views';
import { IconCopy, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { duplicatePanel, removePanel } from './draft.ts';
import type { Editing } from './edit-context.ts';

interface EditItemsProps {
  readonly panel: Panel;
  readonly editing: Editing;
}

/** What the menu of a panel has in addition while its dashboard is edited. */
export function EditItems({ panel, editing: { draft, openPanel } }: EditItemsProps): ReactElement {
  const { t } = useTranslation('edit');
  return (
    <>
      <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => openPanel(panel.id)}>
        {t('panel.edit')}
      </Menu.Item>
      <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => draft.apply((it) => duplicatePanel(it, panel.id))}>
        {t('panel.duplicate')}
      </Menu.Item>
      <Menu.Item
        color="red"
        leftSection={<IconTrash size={15} />}
        onClick={() => draft.apply((it) => removePanel(it, panel.id))}
      >
        {t('panel.remove')}
      </Menu.Item>
      <Menu.Divider />
    </>
  );
}
