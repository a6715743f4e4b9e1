import { localStorageColorSchemeManager } from '@mantine/core';

/** Remembers auto, light or dark in this browser. public/before-modules.js reads the same key before the first paint. */
export const colourSchemeManager = localStorageColorSchemeManager({ key: 'binnacle.colour-scheme' });

/** `label` is a key of the catalogue `shell`. */
export const COLOUR_SCHEMES = [
  { id: 'auto', label: 'themeAuto' },
  { id: 'light', label: 'themeLight' },
  { id: 'dark', label: 'themeDark' },
] as const;
