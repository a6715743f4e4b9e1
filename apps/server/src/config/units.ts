const DURATION_UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/**
 * Reads a duration as Prometheus writes it: `30d`, `1h30m`, `0`. Units from large to small, each at most once.
 * @returns milliseconds, or undefined when the text is none
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
 */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  const match = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (match === null || text === '') return undefined;
  const names = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];
  let total = 0;
  for (const [i, name] of names.entries()) total += Number(match[i + 1] ?? 0) * DURATION_UNITS_MS[name]!;
  // Prometheus keeps durations in 64-bit nanoseconds; what does not fit is an error there too.
  return total > 9_223_372_036_854 ? undefined : total;
}

/** Writes a duration in Prometheus's short form: `1h30m`, `15s`, `0s`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  let rest = ms;
  let text = '';
  // Years and weeks only when the whole duration is made of them, as Prometheus does it.
  for (const [name, exact] of [
    ['y', true],
    ['w', true],
    ['d', false],
    ['h', false],
    ['m', false],
    ['s', false],
    ['ms', false],
  ] as const) {
    const unit = DURATION_UNITS_MS[name]!;
    if (exact && rest % unit !== 0) continue;
    const count = Math.floor(rest / unit);
    if (count > 0) text += `${count}${name}`;
    rest -= count * unit;
  }
  return text;
}

const SIZE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** Reads a size with a unit: `512MB`, `50GB`, `32MiB`. Powers of 1024, as Prometheus's `--storage.tsdb.retention.size`. */
export function parseSizeBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(B|[KMGTPE]i?B)$/.exec(text);
  if (match === null) return undefined;
  const power = SIZE_UNITS.indexOf(match[2]!.replace('i', ''));
  return Math.floor(Number(match[1]) * 1024 ** power);
}
