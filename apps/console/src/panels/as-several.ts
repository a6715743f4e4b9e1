import type { BarPanel, GaugePanel, StatPanel, StatusPanel } from '@binnacle/views';
import { samplesOf, type PanelData } from './panel-data.ts';

/**
 * A number or gauge that shows each of several series, as the panel that does: cells, or bars as gauges have a length. undefined while there
 * is but one series, or where the panel shows only the first.
 */
export function asSeveral(panel: StatPanel | GaugePanel, data: PanelData): StatusPanel | BarPanel | undefined {
  if (!panel.each || (panel.kind === 'stat' && panel.label !== undefined)) return undefined;
  const shown = panel.queries.filter((query) => !query.auxiliary);
  const count = shown.reduce(
    (sum, { ref }) => sum + samplesOf(data, ref).filter(({ value }) => !Number.isNaN(value)).length,
    0,
  );
  if (count < 2) return undefined;
  if (panel.kind === 'stat') {
    const { sparkline: _, each: __, total: ___, severity: ____, detail: _____, label: ______, ...rest } = panel;
    return { ...rest, kind: 'status' };
  }
  const { min: _, max: __, each: ___, severity: ____, ...rest } = panel;
  return { ...rest, kind: 'bar', order: 'name', limit: 100 };
}
