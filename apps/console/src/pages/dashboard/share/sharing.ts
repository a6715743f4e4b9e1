import type { Dashboard } from '@binnacle/api';
import type { Panel } from '@binnacle/views';
import type { TimeRange, TimeSpan } from '../../../time/time-range.ts';
import type { ResolvedVariable } from '../../../variables/resolve.ts';

/** What is to be shared, as it stands on screen. */
export interface Sharing {
  readonly dashboard: Dashboard;
  /** undefined: the whole dashboard. */
  readonly panel: Panel | undefined;
  readonly range: TimeRange;
  readonly span: TimeSpan;
  readonly resolved: readonly ResolvedVariable[];
  /** How often the metrics are scraped. */
  readonly scrapeMs: number;
}
