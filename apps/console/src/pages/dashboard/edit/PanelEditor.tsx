import { Button, Select, Stack, Tabs, Textarea, TextInput, VisuallyHidden } from '@mantine/core';
import { textIn, type Panel } from '@binnacle/views';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDashboardScene } from '../dashboard-context.ts';
import { PanelCell } from '../PanelCell.tsx';
import { findPanel, groupOfPanel, movePanelToGroup, replacePanel } from './draft.ts';
import type { Editing } from './edit-context.ts';
import { KindForm } from './KindForm.tsx';
import { withText } from './localized.ts';
import { asKind, judgedPanels, NEW_PANEL_KINDS, type NewPanelKind } from './new-panel.ts';
import { NumbersForm } from './NumbersForm.tsx';
import classes from './PanelEditor.module.css';
import { QueriesForm } from './QueriesForm.tsx';

interface PanelEditorProps {
  readonly panelId: string;
  readonly editing: Editing;
}

/** One panel in the middle of its settings, drawn anew with every change. */
export function PanelEditor({ panelId, editing }: PanelEditorProps): ReactElement | null {
  const { t } = useTranslation('edit');
  const { language } = useDashboardScene();
  const { draft, openPanel } = editing;
  const panel = findPanel(draft.definition, panelId);
  if (panel === undefined) return null;
  const group = groupOfPanel(draft.definition, panelId);
  const change = (next: Panel, field: string): void =>
    draft.apply((it) => replacePanel(it, next), `${field} of ${panelId}`);
  const judged = judgedPanels(draft.definition).map(({ id }) => id);
  return (
    <div className={classes['editor']}>
      <div className={classes['main']}>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconArrowLeft size={15} />}
          onClick={() => openPanel(undefined)}
        >
          {t('panel.back')}
        </Button>
        <VisuallyHidden>
          <h2>{t('panel.settings')}</h2>
        </VisuallyHidden>
        <div className={classes['preview']}>
          <PanelCell panel={panel} />
        </div>
        {'queries' in panel ? <QueriesForm panel={panel} onChange={change} /> : null}
      </div>
      <aside className={classes['side']} aria-label={t('panel.settings')}>
        <Tabs defaultValue="panel" keepMounted={false}>
          <Tabs.List grow>
            <Tabs.Tab value="panel">{t('panel.tab')}</Tabs.Tab>
            {'queries' in panel ? <Tabs.Tab value="numbers">{t('panel.numbers')}</Tabs.Tab> : null}
          </Tabs.List>
          <Tabs.Panel value="panel" pt="sm">
            <Stack gap="sm">
              <TextInput
                label={t('panel.title')}
                value={textIn(panel.title, language)}
                onChange={(event) =>
                  change({ ...panel, title: withText(panel.title, language, event.currentTarget.value) }, 'title')
                }
              />
              <Textarea
                label={t('panel.description')}
                autosize
                value={textIn(panel.description ?? '', language)}
                onChange={(event) =>
                  change(
                    { ...panel, description: withText(panel.description, language, event.currentTarget.value) },
                    'description',
                  )
                }
              />
              <Select
                label={t('panel.kind')}
                allowDeselect={false}
                value={panel.kind}
                data={NEW_PANEL_KINDS.map((kind) => ({
                  value: kind,
                  label: t(`kind.${kind}`),
                  disabled: kind === 'health' && !judged.some((id) => id !== panelId),
                }))}
                onChange={(value) => {
                  const kind = NEW_PANEL_KINDS.find((it): it is NewPanelKind => it === value);
                  if (kind !== undefined && kind !== panel.kind)
                    draft.apply((it) => replacePanel(it, asKind(panel, kind, judged)));
                }}
              />
              <Select
                label={t('panel.group')}
                allowDeselect={false}
                value={group?.id ?? null}
                data={draft.definition.groups.map((it) => ({
                  value: it.id,
                  label:
                    it.title === undefined || textIn(it.title, language) === '' ? it.id : textIn(it.title, language),
                }))}
                onChange={(value) => {
                  if (value !== null) draft.apply((it) => movePanelToGroup(it, panelId, value));
                }}
              />
              <KindForm panel={panel} onChange={change} />
            </Stack>
          </Tabs.Panel>
          {'queries' in panel ? (
            <Tabs.Panel value="numbers" pt="sm">
              <NumbersForm panel={panel} onChange={change} />
            </Tabs.Panel>
          ) : null}
        </Tabs>
      </aside>
    </div>
  );
}
