import { parseDurationMs, parseSizeBytes } from './units.ts';

/** 200 years: the longest retention that is promised. */
const MAX_RETENTION_MS = parseDurationMs('200y')!;

export interface Retention {
  /** As it was written. */
  readonly text: string;
  readonly timeMs: number | undefined;
  readonly sizeBytes: number | undefined;
}

export function parseRetention(text: string): Retention | undefined {
  let timeMs: number | undefined;
  let sizeBytes: number | undefined;
  for (const part of text.split(',').map((it) => it.trim())) {
    const time = parseDurationMs(part);
    const size = parseSizeBytes(part);
    if (time !== undefined && time > 0 && time <= MAX_RETENTION_MS && timeMs === undefined) timeMs = time;
    else if (size !== undefined && size > 0 && sizeBytes === undefined) sizeBytes = size;
    else return undefined;
  }
  return { text, timeMs, sizeBytes };
}
