import type { DashboardDefinition, RefreshInterval } from '@binnacle/views';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { parseTimeRange, timeRangeText, zoomedOut, type TimeRange, type TimeSpan } from '../../time/time-range.ts';
import { searchValue, selectionsFromSearch, type Selection, type Selections } from '../../variables/selection.ts';
import type { Comparison, DashboardSearch } from './search.ts';

const route = getRouteApi('/shell/dashboards/$dashboardId');

/** Everything about a dashboard that its address says, and how to change it. */
export interface DashboardAddress {
  readonly range: TimeRange;
  readonly refresh: RefreshInterval;
  readonly selections: Selections;
  /** The panel that fills the page. */
  readonly panel: string | undefined;
  readonly setRange: (range: TimeRange) => void;
  readonly setRefresh: (refresh: RefreshInterval) => void;
  readonly select: (name: string, selection: Selection) => void;
  readonly showPanel: (panelId: string | undefined) => void;
  /** Set while the dashboard is edited: the panel whose editor is open, `true` for none. */
  readonly edit: string | undefined;
  readonly setEdit: (edit: string | undefined) => void;
  readonly compare: Comparison | undefined;
  readonly setCompare: (compare: Comparison | undefined) => void;
  /** The panels alone, for a screen on the wall. */
  readonly kiosk: boolean;
  /** How long until the next favourite: `30s`. */
  readonly rotate: string | undefined;
  readonly present: (how: { readonly kiosk?: true | undefined; readonly rotate?: string | undefined }) => void;
  /** Takes a part of the range; `zoomBack` goes back to the one before, or out when there is none. */
  readonly zoom: (span: TimeSpan) => void;
  readonly zoomBack: () => void;
}

export function useDashboardAddress(definition: DashboardDefinition): DashboardAddress {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [zoomedFrom, setZoomedFrom] = useState<readonly string[]>([]);
  const timeText = search.time ?? definition.time.range;
  const range = useMemo(() => rangeOf(timeText, definition.time.range), [timeText, definition.time.range]);
  const searchKey = JSON.stringify(search);
  const selections = useMemo(
    () => selectionsFromSearch(definition.variables, JSON.parse(searchKey) as DashboardSearch),
    [definition.variables, searchKey],
  );
  const go = (change: Partial<DashboardSearch>, replace = false): void => {
    void navigate({ search: (previous) => ({ ...previous, ...change }), replace, resetScroll: false });
  };
  const setTime = (text: string): void => go({ time: text === definition.time.range ? undefined : text });
  return {
    range,
    refresh: search.refresh ?? definition.time.refresh,
    selections,
    panel: search.panel,
    setRange: (picked) => {
      setZoomedFrom([]);
      setTime(timeRangeText(picked));
    },
    setRefresh: (refresh) => go({ refresh: refresh === definition.time.refresh ? undefined : refresh }, true),
    select: (name, selection) => go({ [`var-${name}`]: searchValue(selection) }),
    showPanel: (panelId) => go({ panel: panelId }),
    edit: search.edit,
    setEdit: (edit) => go({ edit, panel: undefined }),
    compare: search.compare,
    setCompare: (compare) => go({ compare }, true),
    kiosk: search.kiosk === true,
    rotate: search.rotate,
    present: ({ kiosk, rotate }) => go({ kiosk, rotate }, true),
    zoom: (span) => {
      // Less than a second is a slip of the hand.
      if (span.toMs - span.fromMs < 1000) return;
      setZoomedFrom([...zoomedFrom, timeText]);
      setTime(timeRangeText({ kind: 'absolute', ...span }));
    },
    zoomBack: () => {
      const before = zoomedFrom.at(-1);
      setZoomedFrom(zoomedFrom.slice(0, -1));
      if (before !== undefined) setTime(before);
      else if (range.kind === 'absolute') setTime(timeRangeText(zoomedOut(range, Date.now())));
    },
  };
}

/** An address that says nothing sensible shows what the dashboard begins with. */
function rangeOf(text: string, fallback: string): TimeRange {
  const outcome = parseTimeRange(text);
  if (outcome.ok) return outcome.range;
  const initial = parseTimeRange(fallback);
  return initial.ok ? initial.range : { kind: 'relative', backMs: 3_600_000, untilMs: 0 };
}
