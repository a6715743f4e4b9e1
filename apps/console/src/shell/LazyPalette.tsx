import { useHotkeys } from '@mantine/hooks';
import { lazy, type ReactElement, Suspense, useEffect, useState } from 'react';
import { palette } from './palette-store.ts';

const CommandPalette = lazy(async () => {
  const { CommandPalette } = await import('./CommandPalette.tsx');
  return { default: CommandPalette };
});

/** Long enough for the first page to be drawn: nobody needs the palette before. */
const DELAY_MS = 500;

/** The command palette, loaded after the page, or when somebody asks for it: a key that is pressed early is not lost. */
export function LazyPalette(): ReactElement | null {
  const [wanted, setWanted] = useState(false);
  useHotkeys([
    [
      'mod+K',
      () => {
        setWanted(true);
        palette.toggle();
      },
    ],
  ]);
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
