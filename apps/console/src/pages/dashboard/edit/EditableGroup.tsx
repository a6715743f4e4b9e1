import { ActionIcon, TextInput, VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { GRID_COLUMNS, textIn, type GridPosition, type PanelGroup } from '@binnacle/views';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { type CSSProperties, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDashboardScene } from '../dashboard-context.ts';
import grid from '../GroupSection.module.css';
import { PanelCell } from '../PanelCell.tsx';
import { AddPanelMenu } from './AddPanelMenu.tsx';
import { changeGroup, moveGroup, placePanel, removeGroup, rowToGrid } from './draft.ts';
import classes from './EditableGroup.module.css';
import type { Editing } from './edit-context.ts';
import { moved } from './grid-moves.ts';
import { withText } from './localized.ts';
import { PlaceHandle } from './PlaceHandle.tsx';

interface EditableGroupProps {
  readonly group: PanelGroup;
  readonly editing: Editing;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** A group whose panels are dragged, sized and taken away, by pointer or by keyboard. */
export function EditableGroup({ group, editing, isFirst, isLast }: EditableGroupProps): ReactElement {
  const { t } = useTranslation(['dashboard', 'edit']);
  const { language } = useDashboardScene();
  const { draft } = editing;
  const { ref, width } = useElementSize();
  const [preview, setPreview] = useState<{ readonly id: string; readonly at: GridPosition }>();
  const title = group.title === undefined ? '' : textIn(group.title, language);
  const name = title === '' ? t('group.untitled') : title;
  const shown = preview === undefined ? group.panels : moved(group.panels, preview.id, preview.at);
  const place = (panelId: string, at: GridPosition): void => draft.apply((it) => placePanel(it, group.id, panelId, at));
  return (
    <section className={classes['group']} aria-label={name}>
      <VisuallyHidden>
        <h2>{name}</h2>
      </VisuallyHidden>
      <header className={classes['head']}>
        <TextInput
          className={classes['title']}
          aria-label={t('edit:group.title')}
          placeholder={t('edit:group.untitled')}
          value={title}
          onChange={(event) => {
            const words = event.currentTarget.value;
            const change = { title: withText(group.title, language, words) };
            draft.apply((it) => changeGroup(it, group.id, change), `title of ${group.id}`);
          }}
        />
        <AddPanelMenu editing={editing} groupId={group.id} label={t('edit:group.addPanel', { title: name })} />
        <ActionIcon
          aria-label={t('edit:group.up', { title: name })}
          disabled={isFirst}
          onClick={() => draft.apply((it) => moveGroup(it, group.id, -1))}
        >
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon
          aria-label={t('edit:group.down', { title: name })}
          disabled={isLast}
          onClick={() => draft.apply((it) => moveGroup(it, group.id, 1))}
        >
          <IconArrowDown size={16} />
        </ActionIcon>
        <ActionIcon
          aria-label={t('edit:group.remove', { title: name })}
          onClick={() => draft.apply((it) => removeGroup(it, group.id))}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </header>
      {group.layout === 'row' ? (
        <RowOfTiles group={group} onFree={() => draft.apply((it) => rowToGrid(it, group.id))} />
      ) : (
        <div ref={ref} className={grid['grid']} data-editing="">
          {shown.map((panel) => (
            <div
              key={panel.id}
              className={`${grid['place']} ${classes['place']}`}
              data-dragged={preview?.id === panel.id || undefined}
              style={
                {
                  '--x': panel.grid.x + 1,
                  '--y': panel.grid.y + 1,
                  '--w': panel.grid.w,
                  '--h': panel.grid.h,
                } as CSSProperties
              }
            >
              <PanelCell panel={panel} />
              <PlaceHandle
                title={textIn(panel.title, language)}
                at={panel.grid}
                columnPx={width / GRID_COLUMNS}
                onPreview={(at) => setPreview(at === undefined ? undefined : { id: panel.id, at })}
                onPlace={(at) => place(panel.id, at)}
              />
            </div>
          ))}
        </div>
      )}
      {group.panels.length === 0 ? <p className={classes['empty']}>{t('edit:group.empty')}</p> : null}
    </section>
  );
}

function RowOfTiles({ group, onFree }: { readonly group: PanelGroup; readonly onFree: () => void }): ReactElement {
  const { t } = useTranslation('edit');
  return (
    <>
      <div className={grid['row']} style={{ '--per-row': Math.min(8, group.panels.length) } as CSSProperties}>
        {group.panels.map((panel) => (
          <div key={panel.id} className={grid['place']} style={{ '--h': panel.grid.h } as CSSProperties}>
            <PanelCell panel={panel} size="tile" />
          </div>
        ))}
      </div>
      {group.panels.length === 0 ? null : (
        <button type="button" className={classes['free']} onClick={onFree}>
          {t('group.free')}
        </button>
      )}
    </>
  );
}
