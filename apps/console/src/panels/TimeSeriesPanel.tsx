import type { Language, TimeSeriesPanel as TimeSeriesDefinition } from '@binnacle/views';
import { type ReactElement, useMemo, useState } from 'react';
import type { ColourBook } from '../format/series-colours.ts';
import type { TimeSpan } from '../time/time-range.ts';
import { chartData } from './chart-data.ts';
import { ChartLegend } from './ChartLegend.tsx';
import { LineChart, type ChartEvents } from './LineChart.tsx';
import type { PanelData } from './panel-data.ts';
import classes from './TimeSeriesPanel.module.css';

interface TimeSeriesPanelProps extends ChartEvents {
  readonly panel: TimeSeriesDefinition;
  readonly data: PanelData;
  readonly span: TimeSpan;
  readonly book: ColourBook;
  readonly language: Language;
  readonly syncKey: string;
  readonly title: string;
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
  onZoom,
  onZoomBack,
}: TimeSeriesPanelProps): ReactElement {
  const chart = useMemo(() => chartData(panel, data, book, language), [panel, data, book, language]);
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
      {panel.legend.place === 'none' ? null : (
        <ChartLegend panel={panel} chart={chart} language={language} hidden={hidden} onHide={setHidden} />
      )}
    </div>
  );
}
