const DAY = 86_400_000;

/**
 * Labels of a time axis: hours and minutes, seconds where ticks are closer than a minute, the day where it begins and under
 * the first tick when the whole axis is longer than one.
 */
export function timeLabels(splitsMs: readonly number[], incrementMs: number): string[] {
  let previousDay = '';
  return splitsMs.map((ms, i) => {
    const date = new Date(ms);
    const day = `${two(date.getMonth() + 1)}/${two(date.getDate())}`;
    const first = i === 0;
    const changed = !first && day !== previousDay;
    previousDay = day;
    if (incrementMs >= 28 * DAY) return `${date.getFullYear()}/${two(date.getMonth() + 1)}`;
    if (incrementMs >= DAY) return day;
    const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
    if (incrementMs < 60_000) return `${clock}:${two(date.getSeconds())}`;
    return changed ? `${clock}\n${day}` : clock;
  });
}

const two = (n: number): string => String(n).padStart(2, '0');
