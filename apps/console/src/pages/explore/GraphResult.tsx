import { useElementSize } from '@mantine/hooks';
import type { TimeSeriesPanel as TimeSeriesDefinition } from '@binnacle/views';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeriesChoice } from '../../panels/SeriesCount.tsx';
import { TimeSeriesPanel } from '../../panels/TimeSeriesPanel.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { useDashboardScene } from '../dashboard/dashboard-context.ts';
import { panelRequest } from '../dashboard/panel-request.ts';
import { EmptyState, LoadingState } from '../dashboard/panel-states.tsx';
import { usePanelData } from '../dashboard/usePanelData.ts';
import { Remarks } from './Remarks.tsx';
import classes from './Results.module.css';

/** The query over the time range. */
export function GraphResult({ panel }: { readonly panel: TimeSeriesDefinition }): ReactElement {
  const { t } = useTranslation('explore');
  const { language, context, queue, span, book, dashboardId, onZoom, onZoomBack } = useDashboardScene();
  const { ref, width } = useElementSize();
  const [shown, setShown] = useState<SeriesChoice['shown']>('largest');
  const request = useMemo(
    () => (context === undefined || width === 0 ? undefined : panelRequest(panel, context, width, shown)),
    [context, width, panel, shown],
  );
  const state = usePanelData(request, true, queue);
  const data = state.kind === 'ready' ? state.data : state.kind === 'loading' ? state.previous : undefined;
  return (
    <div ref={ref}>
      {state.kind === 'failed' ? (
        <div role="alert">
          <Banner kind="error">{state.message}</Banner>
        </div>
      ) : (
        <>
          <Remarks warnings={data?.warnings ?? []} infos={data?.infos ?? []} />
          <div className={classes['graph']} aria-busy={state.kind === 'loading'}>
            {data === undefined ? (
              state.kind === 'empty' ? (
                <EmptyState text={undefined} />
              ) : (
                <LoadingState kind="timeseries" />
              )
            ) : (
              <TimeSeriesPanel
                panel={panel}
                data={data}
                span={span}
                book={book}
                language={language}
                syncKey={dashboardId}
                title={t('tab.graph')}
                choice={{ shown, onShow: setShown }}
                onZoom={onZoom}
                onZoomBack={onZoomBack}
              />
            )}
          </div>
        </>
      )}
    </div>
  );
}
