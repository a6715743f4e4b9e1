import type { ReportedEvent } from '@binnacle/api';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (value: unknown, key: string): unknown => (isJson(value) ? value[key] : undefined);

/** Longer names are no names; the server takes as much. */
const textAt = (value: unknown, key: string, max = 1024): string => {
  const text = at(value, key);
  return typeof text === 'string' ? text.slice(0, max) : '';
};

function timeAt(value: unknown, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const ms = Date.parse(textAt(value, key));
    if (!Number.isNaN(ms) && ms > 0) return ms;
  }
  return undefined;
}

/**
 * A Kubernetes event, of either API, as the server takes it; undefined for what cannot be one. Components write events in two
 * ways: with a count and a last time, or with a `series`.
 */
export function reportedEvent(event: unknown): ReportedEvent | undefined {
  const metadata = at(event, 'metadata');
  const uid = textAt(metadata, 'uid');
  const involved = at(event, 'involvedObject') ?? at(event, 'regarding');
  const series = at(event, 'series');
  const first = timeAt(event, 'firstTimestamp', 'deprecatedFirstTimestamp', 'eventTime');
  const last =
    timeAt(series, 'lastObservedTime') ?? timeAt(event, 'lastTimestamp', 'deprecatedLastTimestamp', 'eventTime');
  const created = timeAt(metadata, 'creationTimestamp');
  const firstAtMs = first ?? created ?? last;
  const lastAtMs = last ?? firstAtMs;
  if (uid === '' || firstAtMs === undefined || lastAtMs === undefined) return undefined;
  const count = at(series, 'count') ?? at(event, 'count') ?? at(event, 'deprecatedCount');
  const source = at(event, 'source') ?? at(event, 'deprecatedSource');
  return {
    uid,
    type: textAt(event, 'type') || 'Normal',
    reason: textAt(event, 'reason'),
    message: textAt(event, 'message', 65_536) || textAt(event, 'note', 65_536),
    involved: {
      kind: textAt(involved, 'kind'),
      namespace: textAt(involved, 'namespace'),
      name: textAt(involved, 'name'),
      uid: textAt(involved, 'uid'),
    },
    firstAtMs: Math.min(firstAtMs, lastAtMs),
    lastAtMs,
    count: typeof count === 'number' && Number.isInteger(count) && count > 0 ? count : 1,
    source: {
      component: textAt(event, 'reportingComponent') || textAt(source, 'component'),
      host: textAt(source, 'host') || textAt(event, 'reportingInstance'),
    },
  };
}
