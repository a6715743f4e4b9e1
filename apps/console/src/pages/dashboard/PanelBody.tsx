import { textIn, type Panel } from '@binnacle/views';
import { lazy, type ReactElement, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { asSeveral } from '../../panels/as-several.ts';
import { BarPanel } from '../../panels/BarPanel.tsx';
import { GaugePanel } from '../../panels/GaugePanel.tsx';
import { HealthPanel } from '../../panels/HealthPanel.tsx';
import type { PanelData } from '../../panels/panel-data.ts';
import type { SeriesChoice } from '../../panels/SeriesCount.tsx';
import { StatPanel } from '../../panels/StatPanel.tsx';
import { StatusPanel } from '../../panels/StatusPanel.tsx';
import { TablePanel } from '../../panels/TablePanel.tsx';
import { TextPanel } from '../../panels/TextPanel.tsx';
import { TimeSeriesPanel } from '../../panels/TimeSeriesPanel.tsx';
import { withCatalogues } from '../../i18n/with-catalogues.ts';
import { useDashboardScene } from './dashboard-context.ts';
import { missingMetrics } from './presence.ts';
import { LoadingState } from './panel-states.tsx';
import { useFilledText } from './useFilledText.ts';
import { useSeverities } from './severity-store.ts';

/* Kinds that few dashboards have: who needs one loads it. */
const HeatmapPanel = lazy(() => import('../../panels/HeatmapPanel.tsx').then((it) => ({ default: it.HeatmapPanel })));
const PiePanel = lazy(() => import('../../panels/PiePanel.tsx').then((it) => ({ default: it.PiePanel })));
const TreemapPanel = lazy(() => import('../../panels/TreemapPanel.tsx').then((it) => ({ default: it.TreemapPanel })));
const StateTimelinePanel = lazy(() =>
  import('../../panels/StateTimelinePanel.tsx').then((it) => ({ default: it.StateTimelinePanel })),
);

const ObjectListBody = lazy(async () => {
  const load = withCatalogues(['events', 'infrastructure'], () => import('./ObjectListBody.tsx'));
  return { default: (await load()).ObjectListBody };
});

/** A panel's data as its kind draws it. */
export function PanelBody(props: PanelBodyProps): ReactElement {
  return (
    <Suspense fallback={<LoadingState kind={props.panel.kind} />}>
      <KindBody {...props} />
    </Suspense>
  );
}

interface PanelBodyProps {
  readonly panel: Panel;
  readonly data: PanelData;
  /** Of a chart of many series, which are drawn. */
  readonly choice: SeriesChoice;
}

function KindBody({ panel, data, choice }: PanelBodyProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const { language, span, book, dashboardId, onZoom, onZoomBack } = useDashboardScene();
  const title = textIn(panel.title, language);
  const noValue = panel.noValue === undefined ? t('state.empty') : textIn(panel.noValue, language);
  switch (panel.kind) {
    case 'timeseries':
      return (
        <TimeSeriesPanel
          panel={panel}
          data={data}
          span={span}
          book={book}
          language={language}
          syncKey={dashboardId}
          title={title}
          choice={choice}
          onZoom={onZoom}
          onZoomBack={onZoomBack}
        />
      );
    case 'stat':
    case 'gauge': {
      const several = asSeveral(panel, data);
      if (several?.kind === 'status') return <StatusPanel panel={several} data={data} language={language} />;
      if (several !== undefined) return <BarPanel panel={several} data={data} language={language} />;
      if (panel.kind === 'gauge') return <GaugePanel panel={panel} data={data} language={language} noValue={noValue} />;
      return <StatPanel panel={panel} data={data} language={language} noValue={noValue} />;
    }
    case 'bar':
      return <BarPanel panel={panel} data={data} language={language} />;
    case 'pie':
      return <PiePanel panel={panel} data={data} language={language} book={book} noValue={noValue} />;
    case 'treemap':
      return <TreemapPanel panel={panel} data={data} language={language} book={book} noValue={noValue} />;
    case 'state-timeline':
      return <StateTimelinePanel panel={panel} data={data} language={language} book={book} />;
    case 'status':
      return <StatusPanel panel={panel} data={data} language={language} />;
    case 'table':
      return <TablePanel panel={panel} data={data} language={language} title={title} />;
    case 'heatmap':
      return <HeatmapPanel panel={panel} data={data} language={language} title={title} />;
    case 'text':
    case 'health':
    case 'events':
    case 'objects':
      return <StillBody panel={panel} />;
  }
}

/** Panels without queries of metrics: they are drawn at once, or ask for what they show themselves. */
export function StillBody({
  panel,
}: {
  readonly panel: Exclude<Panel, { queries: readonly unknown[] }>;
}): ReactElement {
  const filled = useFilledText();
  switch (panel.kind) {
    case 'text':
      return <TextPanel content={filled(panel.content)} />;
    case 'health':
      return <HealthBody of={panel.of} />;
    case 'events':
    case 'objects':
      return (
        <Suspense fallback={<LoadingState kind={panel.kind} />}>
          <ObjectListBody panel={panel} />
        </Suspense>
      );
  }
}

function HealthBody({ of }: { readonly of: readonly string[] }): ReactElement {
  const { definition, severities, language, context } = useDashboardScene();
  const judged = useSeverities(severities);
  const panels = definition.groups.flatMap((group) => group.panels);
  const parts = of
    .map((id) => panels.find((panel) => panel.id === id)!)
    .filter((panel) => missingMetrics(panel, context?.present).length === 0)
    .map((panel) => ({ panel, severity: judged.get(panel.id) }));
  return <HealthPanel parts={parts} language={language} />;
}
