import { parseDuration } from '../syntax/duration.ts';

const DURATION = '(?:[0-9]+(?:ms|[smhdwy]))+';
const ITEM = new RegExp(`^(?:(_|\\*)|([+-]?(?:0|${DURATION}))([+-]${DURATION}(?=x))?)(?:x([0-9]+))?$`);

/**
 * Reads the start timestamps of an `@st` line: `-1m`, `-1mx3` (four times), `-5m+1mx3` (each a minute later), `_` (none),
 * `*` (as before). They are relative to the samples.
 *
 * @returns milliseconds, undefined for none; or the reason
 */
export function parseStartTimestamps(text: string): readonly (number | undefined)[] | string {
  const offsets: (number | undefined)[] = [];
  for (const item of text.trim().split(/\s+/)) {
    const match = ITEM.exec(item);
    if (match === null) return `invalid ST item "${item}"`;
    const [, word, first, increment, times] = match;
    const count = word === '_' ? Number(times ?? 1) : Number(times ?? 0) + 1;
    let offset = word === '*' ? (offsets.findLast((known) => known !== undefined) ?? 0) : signedMs(first ?? '0');
    const step = increment === undefined ? 0 : signedMs(increment);
    for (let i = 0; i < count; i++, offset += step) offsets.push(word === '_' ? undefined : offset);
  }
  return offsets;
}

function signedMs(text: string): number {
  const parsed = parseDuration(text.replace(/^[+-]/, ''));
  const ms = 'ms' in parsed ? parsed.ms : NaN;
  return text.startsWith('-') ? -ms : ms;
}
