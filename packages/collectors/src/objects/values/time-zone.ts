/** A time as a clock on a wall of a time zone shows it, to the minute. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  let format = formats.get(zone);
  if (format === undefined && !formats.has(zone)) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch {
      format = undefined;
    }
    // A cluster has few zones; wrong ones must not pile up.
    if (formats.size >= 256) formats.clear();
    formats.set(zone, format);
  }
  return format;
}

/** Whether this machine knows a time zone by that name, such as `Europe/Berlin`. */
export const isTimeZone = (zone: string): boolean => zone === 'UTC' || formatOf(zone) !== undefined;

/** What clocks in a zone show at an instant. The zone must be known. */
export function civilTime(atMs: number, zone: string): CivilTime {
  const shown = new Date(atMs + offsetMs(atMs, zone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
  };
}

/** The first instant at which clocks in a zone show this; undefined where they never do, as in the hour that is skipped in spring. */
export function instantOf({ year, month, day, hour, minute }: CivilTime, zone: string): number | undefined {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  if (zone === 'UTC') return asUtc;
  // Offsets before and after any change of that day.
  const offsets = [offsetMs(asUtc - 86_400_000, zone), offsetMs(asUtc + 86_400_000, zone)].sort((a, b) => b - a);
  for (const offset of offsets) if (offsetMs(asUtc - offset, zone) === offset) return asUtc - offset;
  return undefined;
}

/** How far clocks in a zone are ahead of UTC at an instant. */
function offsetMs(atMs: number, zone: string): number {
  const format = zone === 'UTC' ? undefined : formatOf(zone);
  if (format === undefined) return 0;
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(atMs)) if (type !== 'literal') part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
}
