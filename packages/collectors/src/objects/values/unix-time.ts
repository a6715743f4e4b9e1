/** Seconds since 1970, without the fraction, of an RFC 3339 time; undefined where there is none. */
export function unixSeconds(text: unknown): number | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}
