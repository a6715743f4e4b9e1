import type { Dashboard } from '@binnacle/api';
import type { DashboardDefinition } from '@binnacle/views';
import { getRouteApi, useBlocker } from '@tanstack/react-router';
import { type ReactElement, useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { DashboardView } from '../DashboardView.tsx';
import type { Editing } from './edit-context.ts';
import { EditBar } from './EditBar.tsx';
import { useDraft } from './useDraft.ts';
import { useSaveDraft } from './useSaveDraft.ts';

const route = getRouteApi('/shell/dashboards/$dashboardId');

interface DashboardEditorProps {
  readonly dashboard: Dashboard;
  readonly definition: DashboardDefinition;
}

/** A dashboard that is being edited: its draft, drawn as it will be, with the means to change it. */
export function DashboardEditor({ dashboard, definition }: DashboardEditorProps): ReactElement {
  const { t } = useTranslation('edit');
  const navigate = route.useNavigate();
  const draft = useDraft(definition);
  const setEdit = (edit: string | undefined): void =>
    void navigate({ search: (before) => ({ ...before, edit }), resetScroll: false, ignoreBlocker: true });
  const end = (): void => setEdit(undefined);
  const save = useSaveDraft(dashboard, draft, end);
  // Another page loses the draft; another state of this one keeps it.
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      draft.isDirty && current.pathname !== next.pathname && !window.confirm(t('leave')),
    enableBeforeUnload: draft.isDirty,
  });
  const editing: Editing = { draft, openPanel: (panelId) => setEdit(panelId ?? 'true') };
  useUndoKeys(draft.undo, draft.redo);
  return (
    <DashboardView
      dashboard={dashboard}
      definition={draft.definition}
      editing={editing}
      editBar={<EditBar dashboard={dashboard} draft={draft} save={save} onEnd={end} />}
    />
  );
}

/** Ctrl+Z and its like, but not inside a field, which has an undo of its own. */
function useUndoKeys(undo: () => void, redo: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target as HTMLElement | null;
    if (target?.closest('input, textarea, [contenteditable]') !== null && target !== null) return;
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    if (event.shiftKey) redo();
    else undo();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
