import type { RefreshInterval } from '@binnacle/views';
import { useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react';
import { parseDuration, spanOf, type TimeRange, type TimeSpan } from '../../time/time-range.ts';

/**
 * The span all panels of a page are asked for. It moves with a refresh, by hand or by the clock, and not in between: what
 * stands on a page is of one moment. A hidden tab is not refreshed, and catches up when it is shown again.
 */
export function usePageClock(
  range: TimeRange,
  every: RefreshInterval,
): { readonly span: TimeSpan; readonly refresh: () => void } {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const refresh = useCallback(() => setNowMs(Date.now()), []);
  const everyMs = every === 'off' || range.kind === 'absolute' ? 0 : (parseDuration(every) ?? 0);
  const catchUp = useEffectEvent(() => {
    if (!document.hidden && everyMs > 0 && Date.now() - nowMs >= everyMs) refresh();
  });
  useEffect(() => {
    if (everyMs === 0) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) refresh();
    }, everyMs);
    const onShown = (): void => catchUp();
    document.addEventListener('visibilitychange', onShown);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onShown);
    };
  }, [everyMs, refresh]);
  const span = useMemo(() => spanOf(range, nowMs), [range, nowMs]);
  return { span, refresh };
}
