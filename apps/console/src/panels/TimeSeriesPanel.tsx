import type { Language, TimeSeriesPanel as TimeSeriesDefinition } from '@binnacle/views';
import { type ReactElement, useMemo, useState } from 'react';
import type { ColourBook } from '../format/series-colours.ts';
import type { TimeSpan } from '../time/time-range.ts';
import { chartData } from './chart-data.ts';
import { ChartLegend } from './ChartLegend.tsx';
import { LineChart, type ChartEvents } from './LineChart.tsx';
import { MOST_SERIES } from './largest-series.ts';
import type { PanelData } from './panel-data.ts';
import { SeriesCount, type SeriesChoice } from './SeriesCount.tsx';
import classes from './TimeSeriesPanel.module.css';

interface TimeSeriesPanelProps extends ChartEvents {
  readonly panel: TimeSeriesDefinition;
  readonly data: PanelData;
  readonly span: TimeSpan;
  readonly book: ColourBook;
  readonly language: Language;
  readonly syncKey: string;
  readonly title: string;
  /** Whether the largest series are drawn alone; `panel.maxSeries` says how many those are. */
  readonly choice: SeriesChoice;
}

const NONE: ReadonlySet<string> = new Set();

/** Values over time: the chart, and its legend. */
export function TimeSeriesPanel({
  panel,
  data,
  span,
  book,
  language,
  syncKey,
  title,
  choice,
  onZoom,
  onZoomBack,
}: TimeSeriesPanelProps): ReactElement {
  const most = choice.shown === 'all' ? MOST_SERIES : panel.maxSeries;
  const chart = useMemo(
    () => chartData({ ...panel, maxSeries: most }, data, book, language),
    [panel, most, data, book, language],
  );
  const [hidden, setHidden] = useState(NONE);
  return (
    <div className={classes['panel']} data-legend={panel.legend.place}>
      <LineChart
        panel={panel}
        chart={chart}
        span={span}
        language={language}
        syncKey={syncKey}
        hidden={hidden}
        label={title}
        onZoom={onZoom}
        onZoomBack={onZoomBack}
      />
      <div className={classes['names']}>
        {panel.legend.place === 'none' ? null : (
          <ChartLegend panel={panel} chart={chart} language={language} hidden={hidden} onHide={setHidden} />
        )}
        <SeriesCount {...choice} drawn={chart.drawn} total={chart.total} most={panel.maxSeries} />
      </div>
    </div>
  );
}
