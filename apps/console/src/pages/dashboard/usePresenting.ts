import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { dashboardsQuery } from '../../request/queries.ts';
import { parseDuration } from '../../time/time-range.ts';
import { nextFavourite } from './next-favourite.ts';
import type { DashboardAddress } from './useDashboardAddress.ts';

/** Goes on to the next favourite when it is time, and back to the usual page with Escape. */
export function usePresenting(dashboardId: string, { kiosk, rotate, present }: DashboardAddress): void {
  const language = useLanguage();
  const navigate = useNavigate();
  const { data: dashboards = [] } = useQuery({ ...dashboardsQuery, enabled: rotate !== undefined });
  const goOn = useEffectEvent(() => {
    const next = nextFavourite(dashboards, dashboardId, language);
    if (next === undefined) return;
    const search = { rotate, ...(kiosk ? { kiosk: true as const } : {}) };
    void navigate({ to: '/dashboards/$dashboardId', params: { dashboardId: next }, search });
  });
  const end = useEffectEvent(() => present({}));
  useEffect(() => {
    if (rotate === undefined) return undefined;
    const timer = setInterval(() => goOn(), parseDuration(rotate) ?? 30_000);
    return () => clearInterval(timer);
  }, [rotate]);
  const presenting = kiosk || rotate !== undefined;
  useEffect(() => {
    if (!presenting) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) end();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [presenting]);
}
