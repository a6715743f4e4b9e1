import type { DashboardInput } from '../dashboard.ts';
import type { PanelInput } from '../panel.ts';
import type { bilingual } from './panels.ts';

type GroupInput = DashboardInput['groups'][number];

/** The row of tiles at the top. */
export function headGroup(panels: readonly PanelInput[]): GroupInput {
  return { id: 'head', layout: 'row', panels: [...panels] };
}

/** A group with a heading. */
export function group(id: string, title: ReturnType<typeof bilingual>, panels: readonly PanelInput[]): GroupInput {
  return { id, title, panels: [...panels] };
}
