import { severityOf, worstSeverity, type Panel, type Severity } from '@binnacle/views';
import { leftOutOf, samplesOf, type PanelData } from './panel-data.ts';
import { statValue } from './stat-value.ts';

/** How a panel's newest values are to be judged; what a health panel is made of. */
export function panelSeverity(panel: Panel, data: PanelData): Severity {
  switch (panel.kind) {
    case 'stat':
    case 'gauge':
      return statValue(panel, data, 'en')?.severity ?? 'unknown';
    case 'timeseries':
    case 'bar':
    case 'pie':
    case 'treemap':
    case 'state-timeline':
    case 'status': {
      const shown = panel.queries.filter((query) => !query.auxiliary);
      // Bounds are crossed by the smallest or the largest of those that are not drawn, if by any.
      const values = shown.flatMap((query) => [
        ...samplesOf(data, query.ref).map(({ value }) => value),
        ...(leftOutOf(data, query.ref)?.newest ?? []),
      ]);
      return worstSeverity(
        values.map((value) => {
          const mapping = panel.mappings.find((one) => one.value === value);
          return mapping?.severity ?? severityOf(value, panel.thresholds);
        }),
      );
    }
    default:
      return 'unknown';
  }
}
