import { z } from 'zod';

/**
 * Units a value can be shown in. `ratio` is 0–1 and reads as percent, `percent` is 0–100; `bytes` and `B/s` scale by
 * 1024, everything else by 1000; `unix` is seconds since 1970 and reads as a date.
 */
export const UNITS = [
  'none',
  'count',
  'bool',
  'ratio',
  'percent',
  'cores',
  'bytes',
  'B/s',
  'bit/s',
  'req/s',
  'ops/s',
  'pkt/s',
  'per-second',
  's',
  'ms',
  'unix',
] as const;

/** One of {@link UNITS}, or `suffix:…` for a unit of one's own, appended to the number as it is. */
export const unit = z.union([z.enum(UNITS), z.templateLiteral(['suffix:', z.string().min(1).max(20)])]);
export type Unit = z.infer<typeof unit>;
