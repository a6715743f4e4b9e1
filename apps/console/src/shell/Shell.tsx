import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouter, useSearch } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../request/queries.ts';
import { Announcer } from '../ui/Announcer.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { LazyPalette } from './LazyPalette.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { NarrowBar } from './NarrowBar.tsx';
import { Navigation } from './Navigation.tsx';
import classes from './Shell.module.css';
import { useCollapsed } from './useCollapsed.ts';

/** The frame around every page for which one has to be signed in. */
export function Shell(): ReactElement {
  const { t } = useTranslation('shell');
  const { data: session } = useQuery({ ...sessionQuery, refetchInterval: 60_000 });
  const [collapsed, toggleCollapsed] = useCollapsed();
  const [narrowOpen, setNarrowOpen] = useState(false);
  const kiosk = useSearch({ strict: false, select: (search) => search.kiosk === true });
  useLeaveWhen(session === null);
  if (session === null || session === undefined) return <></>;
  return (
    <div className={classes['shell']} data-collapsed={collapsed || undefined} data-kiosk={kiosk || undefined}>
      <a href="#content" className={classes['skip']}>
        {t('skip')}
      </a>
      {kiosk ? null : (
        <>
          <aside className={classes['aside']}>
            <Navigation session={session} collapsed={collapsed} onToggle={toggleCollapsed} />
          </aside>
          <NarrowBar open={narrowOpen} onOpen={setNarrowOpen} session={session} />
        </>
      )}
      <main id="content" className={classes['main']} tabIndex={-1}>
        <ConnectionBanner />
        <Outlet />
      </main>
      <Announcer />
      <LazyPalette />
      <Shortcuts />
    </div>
  );
}

/** The session ended while the page was open: to the sign-in page, which leads back to this very address. */
function useLeaveWhen(ended: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (!ended) return;
    const { href } = router.state.resolvedLocation ?? router.state.location;
    void router.navigate({ to: '/login', search: { next: href, expired: true }, replace: true });
  }, [ended, router]);
}
