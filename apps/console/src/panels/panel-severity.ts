import { severityOf, worstSeverity, type Panel, type Severity, mappingOf } from '@binnacle/views';
import { asSeveral } from './as-several.ts';
import { leftOutOf, samplesOf, type PanelData } from './panel-data.ts';
import { statValue } from './stat-value.ts';

/** How a panel's newest values are to be judged; what a health panel is made of. */
export function panelSeverity(panel: Panel, data: PanelData): Severity {
  switch (panel.kind) {
    case 'stat':
    case 'gauge': {
      const several = asSeveral(panel, data);
      return several === undefined
        ? (statValue(panel, data, 'en')?.severity ?? 'unknown')
        : panelSeverity(several, data);
    }
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
          const mapping = mappingOf(panel.mappings, value);
          return mapping?.severity ?? severityOf(value, panel.thresholds);
        }),
      );
    }
    default:
      return 'unknown';
  }
}
