import { durationText, promDuration, rateWindowMs } from './durations.ts';
import type { Filling } from './interpolate.ts';

/** `$w`, `$__interval`, `$__range` and their kin: what stands for them when `spanMs` is asked for at each `stepMs`. */
export function builtInFillings(spanMs: number, stepMs: number, scrapeMs: number): ReadonlyMap<string, Filling> {
  const text = (value: string): Filling => ({ kind: 'text', text: value });
  const window = text(promDuration(rateWindowMs(stepMs, scrapeMs)));
  return new Map([
    ['w', window],
    ['__rate_interval', window],
    ['__interval', text(promDuration(stepMs))],
    ['__interval_ms', text(String(stepMs))],
    ['__range', text(durationText(Math.max(1000, Math.round(spanMs / 1000) * 1000)))],
    ['__range_s', text(String(Math.max(1, Math.round(spanMs / 1000))))],
  ]);
}
