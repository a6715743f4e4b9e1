import type { Dashboard } from '@binnacle/api';
import { repeated, type DashboardDefinition } from '@binnacle/views';
import { lazy, type ReactElement, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { ColourBook } from '../../format/series-colours.ts';
import { withCatalogues } from '../../i18n/with-catalogues.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { TimeRangePicker } from '../../time/TimeRangePicker.tsx';
import { chosenValues } from '../../variables/resolve.ts';
import { VariablesBar } from '../../variables/VariablesBar.tsx';
import { DashboardSceneProvider, type DashboardScene } from './dashboard-context.ts';
import { DashboardHeader } from './DashboardHeader.tsx';
import { DashboardPanels } from './DashboardPanels.tsx';
import classes from './DashboardView.module.css';
import { EditingProvider, type Editing } from './edit/edit-context.ts';
import { goToPanel } from './go-to-panel.ts';
import { LoadingState } from './panel-states.tsx';
import { PresentMenu } from './PresentMenu.tsx';
import { QueryQueue } from './query-queue.ts';
import { RefreshControl } from './RefreshControl.tsx';
import { SeverityStore } from './severity-store.ts';
import { useDashboardAddress } from './useDashboardAddress.ts';
import { usePageClock } from './usePageClock.ts';
import { usePresenting } from './usePresenting.ts';
import { usePresence } from './usePresence.ts';
import { useVariables } from './useVariables.ts';
import { valuesInLegends } from './values-in-legends.ts';

/** Most readers never edit: what it takes is a chunk of its own. */
const EditablePanels = lazy(() =>
  import('./edit/EditablePanels.tsx').then((module) => ({ default: module.EditablePanels })),
);

const ShareDialog = lazy(
  withCatalogues(['sharing'], () =>
    import('./share/ShareDialog.tsx').then((module) => ({ default: module.ShareDialog })),
  ),
);

/** Browsers open six connections to a server; one is left for the rest of the page. */
const PARALLEL_QUERIES = 5;

/** How often is looked for the first samples. */
const WAITING_MS = 4000;

interface DashboardViewProps {
  readonly dashboard: Dashboard;
  readonly definition: DashboardDefinition;
  /** Set while it is edited; the definition is then the draft's. */
  readonly editing?: Editing | undefined;
  /** What stands under the name while it is edited. */
  readonly editBar?: ReactNode;
}

/** A dashboard whose definition is known: header, variables, panels. */
export function DashboardView({ dashboard, definition, editing, editBar }: DashboardViewProps): ReactElement {
  const language = useLanguage();
  const address = useDashboardAddress(definition);
  const { span, refresh } = usePageClock(address.range, address.refresh);
  const [{ queue, severities }] = useState(() => ({
    queue: new QueryQueue(PARALLEL_QUERIES),
    severities: new SeverityStore(),
  }));
  const { resolved, fillings, expected, error } = useVariables(dashboard.id, definition, address.selections, span);
  const presence = usePresence(definition, fillings ?? expected, span);
  const [shared, setShared] = useState<{ readonly panelId: string | undefined }>();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());

  // Values of variables that legends show come first, in their order: a member has its colour before any panel asks.
  const legendValues = JSON.stringify(valuesInLegends(definition, resolved ?? []));
  const [book] = useState(() => new ColourBook());
  useEffect(() => book.seed(JSON.parse(legendValues) as string[]), [book, legendValues]);

  // Whoever has just set up an agent is watching: the first samples show at once, not with the next usual refresh.
  const waiting = presence.nothingYet && address.refresh !== 'off';
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setInterval(refresh, WAITING_MS);
    return () => clearInterval(timer);
  }, [waiting, refresh]);

  usePresenting(dashboard.id, address);
  const { compare } = address;
  const context = useMemo(
    () =>
      fillings === undefined || !presence.known
        ? undefined
        : { fillings, span, scrapeMs: presence.scrapeMs, present: presence.present, compare },
    [fillings, span, presence.scrapeMs, presence.known, presence.present, compare],
  );
  // While it is edited, what is repeated is there once, as what one edits.
  const chosenKey = editing === undefined ? JSON.stringify([...chosenValues(resolved ?? [])]) : '[]';
  const shown = useMemo(
    () => repeated(definition, new Map(JSON.parse(chosenKey) as [string, string[]][])),
    [definition, chosenKey],
  );
  const scene: DashboardScene = {
    dashboardId: dashboard.id,
    definition: shown,
    language,
    context,
    span,
    queue,
    severities,
    book,
    wholePanel: address.panel,
    onZoom: address.zoom,
    onZoomBack: address.zoomBack,
    onFullScreen: address.showPanel,
    ...(editing === undefined ? { onShare: (panelId: string | undefined) => setShared({ panelId }) } : {}),
    onGoTo: (panelId) => {
      const group = shown.groups.find(({ panels }) => panels.some(({ id }) => id === panelId));
      if (group !== undefined) setOpened(new Set([...opened, group.id]));
      goToPanel(panelId);
    },
  };
  return (
    <DashboardSceneProvider value={scene}>
      <div className={classes['dashboard']}>
        <DashboardHeader
          bare={address.kiosk}
          dashboard={dashboard}
          onEdit={editing === undefined ? () => address.setEdit('true') : undefined}
          controls={
            <>
              <TimeRangePicker range={address.range} span={span} onChange={address.setRange} />
              <PresentMenu address={address} />
              <RefreshControl every={address.refresh} onRefresh={refresh} onEvery={address.setRefresh} />
            </>
          }
        >
          <VariablesBar variables={resolved ?? []} language={language} onChange={address.select} />
          {editBar}
        </DashboardHeader>
        {editing === undefined ? (
          <DashboardPanels
            definition={shown}
            presence={presence}
            opened={opened}
            wholePanel={address.panel}
            failure={resolved === undefined ? error : null}
            onRetry={refresh}
          />
        ) : (
          <EditingProvider value={editing}>
            <Suspense fallback={<LoadingState kind="text" />}>
              <EditablePanels editing={editing} openPanel={address.edit} />
            </Suspense>
          </EditingProvider>
        )}
        {shared === undefined || resolved === undefined ? null : (
          <Suspense>
            <ShareDialog
              it={{
                dashboard,
                panel: shown.groups.flatMap(({ panels }) => panels).find(({ id }) => id === shared.panelId),
                range: address.range,
                span,
                resolved,
                scrapeMs: presence.scrapeMs,
              }}
              onClose={() => setShared(undefined)}
            />
          </Suspense>
        )}
      </div>
    </DashboardSceneProvider>
  );
}
