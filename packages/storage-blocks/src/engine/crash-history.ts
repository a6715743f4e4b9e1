/** What the crash suite and the process that it kills agree upon. */

export const CRASH_SERIES = 60;

export const crashLabels = (i: number): Record<string, string> => ({
  __name__: 'crash',
  i: `${i}`,
  target: `t${i % 4}`,
});

/** Whole numbers, decimals and noise, so that every way of compressing has its turn. */
export function crashValue(step: number, i: number): number {
  if (i % 3 === 0) return step * 7 + i;
  if (i % 3 === 1) return Math.round((step * 1.37 + i) * 100) / 100;
  return Math.sin(step * 12.9898 + i * 78.233) * 43_758.5453;
}

/** Steps of retention: a few rounds' worth, so that blocks are dropped while the suite runs. */
export const KEPT_STEPS = 600;

export const timeOfStep = (step: number): number => Date.UTC(2026, 0, 1) + step * 15_000;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32, public domain). */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
