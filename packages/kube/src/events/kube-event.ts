import { isRecord, numberAt, recordAt, textAt, type JsonRecord } from '../json.ts';

/** Something that happened to an object, as people look at it. */
export interface KubeEvent {
  readonly uid: string;
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly involved: { readonly kind: string; readonly namespace: string; readonly name: string; readonly uid: string };
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly count: number;
  readonly source: { readonly component: string; readonly host: string };
}

const MAX_MESSAGE = 65_536;
const MAX_NAME = 1024;

/**
 * Reads an event of `v1` or of `events.k8s.io`: they say the same in different fields. Undefined for what has no identity or no
 * time.
 */
export function readEvent(value: JsonRecord): KubeEvent | undefined {
  const metadata = recordAt(value, 'metadata');
  const uid = textAt(metadata, 'uid') ?? '';
  const series = recordAt(value, 'series');
  const created = timeAt(metadata, 'creationTimestamp');
  const eventTime = timeAt(value, 'eventTime');
  const first = timeAt(value, 'firstTimestamp') ?? timeAt(value, 'deprecatedFirstTimestamp') ?? eventTime ?? created;
  const last =
    timeAt(series, 'lastObservedTime') ??
    timeAt(value, 'lastTimestamp') ??
    timeAt(value, 'deprecatedLastTimestamp') ??
    eventTime ??
    created;
  if (uid === '' || first === undefined || last === undefined) return undefined;
  const involved = recordAt(value, 'involvedObject') ?? recordAt(value, 'regarding');
  const source = recordAt(value, 'source') ?? recordAt(value, 'deprecatedSource');
  const count = numberAt(series, 'count') ?? numberAt(value, 'count') ?? numberAt(value, 'deprecatedCount') ?? 1;
  return {
    uid: cut(uid),
    type: cut(textAt(value, 'type') || 'Normal'),
    reason: cut(textAt(value, 'reason') ?? ''),
    message: (textAt(value, 'message') ?? textAt(value, 'note') ?? '').slice(0, MAX_MESSAGE),
    involved: {
      kind: cut(textAt(involved, 'kind') ?? ''),
      namespace: cut(textAt(involved, 'namespace') ?? ''),
      name: cut(textAt(involved, 'name') ?? ''),
      uid: cut(textAt(involved, 'uid') ?? ''),
    },
    // An event that is repeated may carry a first time that is later than its last one: whoever wrote it has restarted.
    firstAtMs: Math.min(first, last),
    lastAtMs: Math.max(first, last),
    count: Number.isInteger(count) && count > 0 ? count : 1,
    source: {
      component: cut(
        textAt(source, 'component') ||
          textAt(value, 'reportingComponent') ||
          textAt(value, 'reportingController') ||
          '',
      ),
      host: cut(textAt(source, 'host') ?? ''),
    },
  };
}

const cut = (text: string): string => text.slice(0, MAX_NAME);

function timeAt(value: unknown, key: string): number | undefined {
  if (!isRecord(value)) return undefined;
  const ms = Date.parse(textAt(value, key) ?? '');
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}
