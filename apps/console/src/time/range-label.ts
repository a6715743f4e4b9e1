import type { TFunction } from 'i18next';
import { absoluteText, type TimeRange } from './time-range.ts';

const UNITS = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'm', ms: 60_000 },
  { unit: 's', ms: 1000 },
] as const;

/** A range in words: "Last 6 hours", or its two ends. */
export function rangeLabel(range: TimeRange, t: TFunction<'dashboard'>): string {
  if (range.kind === 'absolute') return absoluteText(range);
  if (range.untilMs === 0) return t('time.last', { duration: durationWords(range.backMs, t) });
  return t('time.between', { from: durationWords(range.backMs, t), to: durationWords(range.untilMs, t) });
}

function durationWords(ms: number, t: TFunction<'dashboard'>): string {
  const { unit, ms: size } = UNITS.find((one) => ms >= one.ms && ms % one.ms === 0) ?? UNITS[3];
  return t(`time.units.${unit}`, { count: Math.round(ms / size) });
}
