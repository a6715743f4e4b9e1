import type { DashboardDefinition, Language } from '@binnacle/views';
import { createContext, use } from 'react';
import type { ColourBook } from '../../format/series-colours.ts';
import type { TimeSpan } from '../../time/time-range.ts';
import type { DataSource } from './data-source.ts';
import type { PanelContext } from './panel-request.ts';
import type { QueryQueue } from './query-queue.ts';
import type { SeverityStore } from './severity-store.ts';

/** What the panels of a page share. */
export interface DashboardScene {
  readonly dashboardId: string;
  readonly definition: DashboardDefinition;
  readonly language: Language;
  /** undefined while the variables are not known. */
  readonly context: PanelContext | undefined;
  readonly span: TimeSpan;
  readonly queue: QueryQueue;
  readonly severities: SeverityStore;
  /** Where panels have their data from; this server's own API unless told. Then nothing leads to other pages. */
  readonly source?: DataSource;
  /** Opens the dialog that shares the dashboard, or one panel of it; undefined where that makes no sense. */
  readonly onShare?: (panelId: string | undefined) => void;
  readonly book: ColourBook;
  /** The panel that fills the page. */
  readonly wholePanel: string | undefined;
  readonly onZoom: (span: TimeSpan) => void;
  readonly onZoomBack: () => void;
  /** Fills the page with one panel; undefined goes back to all. */
  readonly onFullScreen: (panelId: string | undefined) => void;
  /** Brings another panel of the page into sight. */
  readonly onGoTo: (panelId: string) => void;
}

const Context = createContext<DashboardScene | undefined>(undefined);
export const DashboardSceneProvider = Context.Provider;

export function useDashboardScene(): DashboardScene {
  const scene = use(Context);
  if (scene === undefined) throw new Error('BUG: a panel outside of a dashboard');
  return scene;
}
