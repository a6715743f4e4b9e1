import type { Fillings } from '@binnacle/views';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ColourBook } from '../../format/series-colours.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { parseTimeRange, timeRangeText, zoomedOut, type TimeRange } from '../../time/time-range.ts';
import type { DashboardScene } from '../dashboard/dashboard-context.ts';
import { QueryQueue } from '../dashboard/query-queue.ts';
import { SeverityStore } from '../dashboard/severity-store.ts';
import { usePageClock } from '../dashboard/usePageClock.ts';
import { usePresence } from '../dashboard/usePresence.ts';
import { readQuery, writeQuery, type BuiltQuery } from './built-query.ts';
import { exploreDashboard } from './explore-panel.ts';
import { metricsQuery } from './explore-requests.ts';
import { unitOf, type MetricInfo } from './metric-list.ts';
import type { ExploreSearch } from './search.ts';

const route = getRouteApi('/shell/explore');
const PARALLEL_QUERIES = 4;
const NO_VARIABLES: Fillings = new Map();
const USUAL: TimeRange = { kind: 'relative', backMs: 3_600_000, untilMs: 0 };

/** Everything the parts of the explorer share: what the address says, and how to change it. */
export interface Explore {
  readonly search: ExploreSearch;
  readonly range: TimeRange;
  readonly scene: DashboardScene;
  /** The query as the builder shows it; undefined for one that it cannot show. */
  readonly built: BuiltQuery | undefined;
  readonly metrics: readonly MetricInfo[] | undefined;
  readonly metricsError: Error | null;
  readonly info: MetricInfo | undefined;
  readonly refresh: () => void;
  readonly setRange: (range: TimeRange) => void;
  /** Runs another query, or the same once more. */
  readonly run: (query: string) => void;
  readonly build: (query: BuiltQuery) => void;
  readonly refine: (change: Partial<ExploreSearch>) => void;
}

export function useExplore(): Explore {
  const language = useLanguage();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { query, time } = search;
  const range = useMemo(() => {
    const parsed = parseTimeRange(time);
    return parsed.ok ? parsed.range : USUAL;
  }, [time]);
  const { span, refresh } = usePageClock(range, search.refresh);
  const { data: metrics, error: metricsError } = useQuery(metricsQuery(span));
  const built = useMemo(() => readQuery(query), [query]);
  const info = metrics?.find(({ name }) => name === built?.metric);
  const unit = unitOf(built, info);
  const definition = useMemo(() => exploreDashboard(query, built?.metric, unit), [query, built?.metric, unit]);
  const { scrapeMs, known } = usePresence(definition, NO_VARIABLES, span);
  const [{ queue, severities, book }] = useState(() => ({
    queue: new QueryQueue(PARALLEL_QUERIES),
    severities: new SeverityStore(),
    book: new ColourBook(),
  }));
  const context = useMemo(
    () => (known ? { fillings: NO_VARIABLES, span, scrapeMs, present: undefined } : undefined),
    [known, span, scrapeMs],
  );
  const go = (change: Partial<ExploreSearch>, replace = false): void => {
    void navigate({ search: (before) => ({ ...before, ...change }), replace, resetScroll: false });
  };
  const setRange = (picked: TimeRange): void => go({ time: timeRangeText(picked) });
  const run = (text: string): void => {
    if (text === query) refresh();
    else go({ query: text });
  };
  return {
    search,
    range,
    built,
    metrics,
    metricsError,
    info,
    refresh,
    setRange,
    run,
    build: (next) => run(writeQuery(next)),
    refine: (change) => go(change, true),
    scene: {
      dashboardId: 'explore',
      definition,
      language,
      context,
      span,
      queue,
      severities,
      book,
      wholePanel: undefined,
      onZoom: (zoomed) => {
        // Less than a second is a slip of the hand.
        if (zoomed.toMs - zoomed.fromMs >= 1000) setRange({ kind: 'absolute', ...zoomed });
      },
      onZoomBack: () => setRange(zoomedOut(span, Date.now())),
      onFullScreen: () => {},
      onGoTo: () => {},
    },
  };
}
