import { useElementSize, useInViewport, useMergedRef } from '@mantine/hooks';
import { textIn, type Panel } from '@binnacle/views';
import { lazy, type ReactElement, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PanelData, PanelState } from '../../panels/panel-data.ts';
import { panelSeverity } from '../../panels/panel-severity.ts';
import type { SeriesChoice } from '../../panels/SeriesCount.tsx';
import { useDashboardScene } from './dashboard-context.ts';
import { PanelBody, StillBody } from './PanelBody.tsx';
import classes from './PanelCell.module.css';
import { PanelMenu } from './PanelMenu.tsx';
import { panelRequest } from './panel-request.ts';
import { PanelTitle } from './PanelTitle.tsx';
import { missingMetrics } from './presence.ts';
import { EmptyState, FailedState, LoadingState, MissingState, StaleState } from './panel-states.tsx';
import { useFilledText } from './useFilledText.ts';
import { usePanelData } from './usePanelData.ts';

// Few look behind a panel, and none before it is drawn.
const InspectDrawer = lazy(() => import('./InspectDrawer.tsx').then((it) => ({ default: it.InspectDrawer })));

interface PanelCellProps {
  readonly panel: Panel;
  /** In a row of small ones, or as the only one on the page. */
  readonly size?: 'tile' | 'whole';
}

/** One panel with its frame: fetches what it shows while it is in sight. */
export function PanelCell({ panel, size }: PanelCellProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const { context, queue, severities, source } = useDashboardScene();
  const { ref: sizeRef, width } = useElementSize<HTMLElement>();
  const { ref: sightRef, inViewport } = useInViewport<HTMLElement>();
  const ref = useMergedRef(sizeRef, sightRef);
  const [inspected, setInspected] = useState<'data' | 'query'>();
  const [shown, setShown] = useState<SeriesChoice['shown']>('largest');
  const filled = useFilledText();
  const title = filled(panel.title);
  const missing = missingMetrics(panel, context?.present);
  const still = !('queries' in panel);
  const request = useMemo(
    () =>
      context === undefined || width === 0 || still || missing.length > 0
        ? undefined
        : panelRequest(panel, context, width, shown),
    [context, width, still, missing.length, panel, shown],
  );
  const asked = usePanelData(request, inViewport, queue, source);
  const state: PanelState<PanelData> = missing.length > 0 ? { kind: 'missing', metrics: missing } : asked;
  const data = state.kind === 'ready' ? state.data : state.kind === 'loading' ? state.previous : undefined;

  const severity = data === undefined || still ? undefined : panelSeverity(panel, data);
  useEffect(() => severities.tell(panel.id, severity), [severities, panel.id, severity]);
  useEffect(() => () => severities.tell(panel.id, undefined), [severities, panel.id]);

  return (
    <article
      ref={ref}
      id={`panel-${panel.id}`}
      className={classes['cell']}
      data-size={size}
      data-kind={panel.kind}
      data-state={still ? 'ready' : state.kind}
      data-severity={severity}
      aria-label={title === '' ? undefined : title}
      aria-busy={!still && state.kind === 'loading'}
    >
      <header className={classes['header']}>
        <PanelTitle panel={panel} warnings={data?.warnings ?? []} />
        <PanelMenu panel={panel} data={data} request={request} hasQueries={!still} onInspect={setInspected} />
      </header>
      <div className={classes['body']} data-dimmed={(state.kind === 'loading' && data !== undefined) || undefined}>
        {still ? (
          <StillBody panel={panel} />
        ) : (
          <StateBody panel={panel} state={state} choice={{ shown, onShow: setShown }} />
        )}
      </div>
      {inspected === undefined ? null : (
        <Suspense>
          <InspectDrawer
            panel={panel}
            title={t('inspect.title', { title })}
            data={data}
            request={request}
            tab={inspected}
            onClose={() => setInspected(undefined)}
          />
        </Suspense>
      )}
    </article>
  );
}

interface StateBodyProps {
  readonly panel: Panel;
  readonly state: PanelState<PanelData>;
  readonly choice: SeriesChoice;
}

function StateBody({ panel, state, choice }: StateBodyProps): ReactElement {
  const { language } = useDashboardScene();
  switch (state.kind) {
    case 'loading':
      return state.previous === undefined ? (
        <LoadingState kind={panel.kind} />
      ) : (
        <PanelBody panel={panel} data={state.previous} choice={choice} />
      );
    case 'empty':
      return <EmptyState text={panel.noValue === undefined ? undefined : textIn(panel.noValue, language)} />;
    case 'missing':
      return <MissingState metrics={state.metrics} />;
    case 'failed':
      if (state.previous === undefined) return <FailedState message={state.message} onRetry={state.retry} />;
      return (
        <StaleState message={state.message} onRetry={state.retry}>
          <PanelBody panel={panel} data={state.previous} choice={choice} />
        </StaleState>
      );
    case 'ready':
      return <PanelBody panel={panel} data={state.data} choice={choice} />;
  }
}
