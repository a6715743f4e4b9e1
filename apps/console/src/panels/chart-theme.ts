import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import { SERIES_COLOURS } from '../format/series-colours.ts';

/** Colours for what is drawn on a canvas, which knows no style sheet. */
export interface ChartTheme {
  readonly scheme: 'light' | 'dark';
  readonly series: readonly string[];
  readonly text: string;
  readonly line: string;
  /** What charts stand on. */
  readonly surface: string;
  readonly ok: string;
  readonly warn: string;
  readonly crit: string;
  readonly guide: string;
  readonly font: string;
}

const CANVAS: Readonly<Record<'light' | 'dark', Omit<ChartTheme, 'scheme' | 'series' | 'font'>>> = {
  light: {
    text: '#5b696f',
    line: '#e1e6e8',
    surface: '#ffffff',
    ok: '#1d7a46',
    warn: '#b86e00',
    crit: '#b3261e',
    guide: '#8a979d',
  },
  dark: {
    text: '#94a3aa',
    line: '#27333a',
    surface: '#182127',
    ok: '#5ec98a',
    warn: '#e6b04f',
    crit: '#ff8a80',
    guide: '#5d6d75',
  },
};

/** The theme of the page for canvases. Changes with the colour scheme. */
export function useChartTheme(): ChartTheme {
  const scheme = useComputedColorScheme('light');
  return useMemo(
    () => ({
      scheme,
      series: SERIES_COLOURS[scheme],
      ...CANVAS[scheme],
      font: `11px ${getComputedStyle(document.body).fontFamily}`,
    }),
    [scheme],
  );
}

/** Colour of the series with this index. */
export function seriesColour(theme: ChartTheme, index: number): string {
  return theme.series[index % theme.series.length]!;
}
