import type { Language, Unit } from '@binnacle/views';
import { formatScaled, scaleFor } from './value.ts';

/**
 * Labels of an axis: all on one scale, with as many decimals as the distance between two ticks needs, and each with its
 * unit.
 */
export function axisLabels(ticks: readonly number[], unit: Unit, language: Language): string[] {
  if (ticks.length === 0) return [];
  let largest = 0;
  for (const tick of ticks) largest = Math.max(largest, Math.abs(tick));
  const scale = scaleFor(largest, unit);
  const distance = ticks.length > 1 ? Math.abs(ticks[1]! - ticks[0]!) / scale.divisor : 1;
  const decimals = decimalsOf(distance);
  return ticks.map((tick) => {
    const { number, unit: suffix } = formatScaled(tick, scale, language, decimals);
    return suffix === '' || suffix === '%' ? `${number}${suffix}` : `${number} ${suffix}`;
  });
}

/** Decimals that tell two ticks apart: 0.25 needs two, 0.5 one, 20 none. */
function decimalsOf(distance: number): number {
  if (distance === 0) return 0;
  for (let decimals = 0; decimals < 10; decimals++) {
    const scaled = distance * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 10;
}
