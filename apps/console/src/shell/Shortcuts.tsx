import { useLocalStorage } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react';
import { palette } from './palette-store.ts';
import { shortcutOf } from './shortcut-keys.ts';

const Overview = lazy(() => import('./ShortcutsDialog.tsx').then((it) => ({ default: it.ShortcutsDialog })));

/** Two keys belong together when no more than this lies between them. */
const TOGETHER_MS = 1500;
/** Where letters are text, or lists jump to what begins with them. */
const TYPING =
  'input, textarea, select, [contenteditable="true"], [role="combobox"], [role="listbox"], [role="menu"], [role="dialog"]';

/** Single keys for what one does most; they can be switched off, as some speak into their keyboard. */
export function Shortcuts(): ReactElement | null {
  const navigate = useNavigate();
  const [on, setOn] = useLocalStorage({
    key: 'binnacle.single-keys',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const [opened, setOpened] = useState(false);
  const before = useRef<{ readonly key: string; readonly atMs: number }>(undefined);
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target instanceof Element && event.target.closest(TYPING) !== null) return;
    if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
    // The overview stays within reach, so that keys can be switched on again.
    if (!on && event.key !== '?') return;
    const last = before.current;
    const together = last !== undefined && event.timeStamp - last.atMs <= TOGETHER_MS;
    before.current = { key: event.key, atMs: event.timeStamp };
    const shortcut = shortcutOf(event.key, together ? last.key : undefined);
    if (shortcut === undefined) return;
    event.preventDefault();
    switch (shortcut.kind) {
      case 'go':
        return void navigate({ to: shortcut.to });
      case 'press':
        return press(shortcut.key);
      case 'full-screen':
        return void toggleFullScreen();
      case 'overview':
        return setOpened(true);
      case 'begin':
        return undefined;
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  if (!opened) return null;
  return (
    <Suspense>
      <Overview on={on} onSwitch={setOn} onClose={() => setOpened(false)} />
    </Suspense>
  );
}

/** Does what the control with this shortcut does; the search of a page without one is the palette. */
function press(key: string): void {
  const control = document.querySelector<HTMLElement>(`#content [aria-keyshortcuts="${key}"]`);
  if (control === null) {
    if (key === '/') palette.open();
  } else if (control instanceof HTMLInputElement) control.focus();
  else control.click();
}

async function toggleFullScreen(): Promise<void> {
  try {
    await (document.fullscreenElement === null
      ? document.documentElement.requestFullscreen()
      : document.exitFullscreen());
  } catch {
    // The browser or the page around this one does not allow it, and says so itself.
  }
}
