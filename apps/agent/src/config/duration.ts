/** Milliseconds in each unit of Go's duration syntax, and days, which Prometheus adds. */
const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d)/gy;

/**
 * Reads a duration such as `60s`, `1m30s` or `1.5h` (Go's syntax, plus `d`).
 *
 * @returns milliseconds, or undefined when the text is no duration
 */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  let total = 0;
  let end = 0;
  PART.lastIndex = 0;
  for (let part = PART.exec(text); part !== null; part = PART.exec(text)) {
    total += Number(part[1]) * UNIT_MS[part[2]!]!;
    end = PART.lastIndex;
  }
  return end === text.length && end > 0 ? total : undefined;
}

/** The shortest exact form, for messages: `90s`, `5m`, `1.5s`. */
export function formatDurationMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms * 10) / 10}ms`;
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return `${Math.round(ms / 10) / 100}s`;
}
