import { lazy, type ReactElement, Suspense, useEffect, useState } from 'react';

const CommandPalette = lazy(async () => {
  const { CommandPalette } = await import('./CommandPalette.tsx');
  return { default: CommandPalette };
});

/** Long enough for the first page to be drawn, short enough that nobody presses Ctrl+K before. */
const DELAY_MS = 500;

/** The command palette, loaded after the page: nobody needs it for the first view. */
export function LazyPalette(): ReactElement | null {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!wanted) return null;
  return (
    <Suspense>
      <CommandPalette />
    </Suspense>
  );
}
