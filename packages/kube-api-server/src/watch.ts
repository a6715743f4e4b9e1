import type { ServerResponse } from 'node:http';
import { badRequest, expired, invalid, type StatusBody } from './api-error.ts';
import type { Clock } from './clock.ts';
import type { Change } from './collection.ts';
import type { Entry } from './entry.ts';
import type { ObjectStore } from './object-store.ts';
import type { Representation } from './representation.ts';
import { isTrue, type ResourceRequest } from './request-info.ts';
import { readResourceVersion } from './resource-version.ts';
import { groupVersion, type ResourceType } from './resource-type.ts';
import { readSelection } from './selection.ts';
import { partialMetadata, tableBody } from './tables.ts';

/** The real server sends one about every minute. */
const BOOKMARK_EVERY_MS = 60_000;
/** Where the client asks for no other time; the real server picks one between half an hour and an hour. */
const DEFAULT_TIMEOUT_MS = 30 * 60_000;
/** A client that reads slower than this much behind is cut off, as the real server does. */
const MAX_BEHIND_BYTES = 16 * 2 ** 20;

export interface WatchContext {
  readonly store: ObjectStore;
  readonly clock: Clock;
  /** Whether `sendInitialEvents` is known to this version of the server. */
  readonly watchList: 'served' | 'refused' | 'unknown';
  /** Watches that run, so that faults and the end of the server can close them. */
  readonly running: Set<RunningWatch>;
}

/** A watch as the rest of the server sees it. */
export interface RunningWatch {
  readonly request: ResourceRequest;
  /** Ends the answer as a timeout does, or tears the connection. */
  readonly close: (how: 'end' | 'drop') => void;
  /** Sends an ERROR event and ends, as when the history was compacted under the watch. */
  readonly fail: (status: StatusBody) => void;
}

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** Answers a watch until its time is over, its client goes or somebody closes it. */
export function watch(
  context: WatchContext,
  type: ResourceType,
  request: ResourceRequest,
  representation: Representation,
  response: ServerResponse,
): void {
  const { store, clock, running } = context;
  const { query } = request;
  const apiVersion = groupVersion(request.group, request.version);
  const { matches } = readSelection(type, request);
  const initial = initialEvents(context, query);
  const from = readResourceVersion(query.get('resourceVersion'));
  const collection = store.collection(type);
  const timeoutMs = readTimeout(query.get('timeoutSeconds'));
  const bookmarks = isTrue(query.get('allowWatchBookmarks'));

  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  const writeEvent = (event: string, ...pieces: readonly (string | Buffer)[]): void => {
    response.cork();
    response.write(`{"type":"${event}","object":`);
    for (const piece of pieces) response.write(piece);
    response.write('}\n');
    response.uncork();
    if (response.writableLength > MAX_BEHIND_BYTES) close('drop');
  };
  let columnsSent = false;
  const send = (event: EventType, entry: Entry): void => {
    switch (representation.kind) {
      case 'table': {
        const table = tableBody(
          type,
          request.version,
          [entry],
          representation,
          { resourceVersion: String(entry.resourceVersion) },
          clock.nowMs(),
        );
        // Columns are named in the first event only.
        writeEvent(event, JSON.stringify(columnsSent ? { ...table, columnDefinitions: null } : table));
        columnsSent = true;
        return;
      }
      case 'partial':
        writeEvent(event, JSON.stringify(partialMetadata(entry.object, representation.version)));
        return;
      default:
        writeEvent(event, ...entry.pieces(apiVersion));
    }
  };
  const bookmark = (annotations?: Readonly<Record<string, string>>): void => {
    const metadata = {
      resourceVersion: String(store.resourceVersion),
      creationTimestamp: null,
      ...(annotations === undefined ? {} : { annotations }),
    };
    writeEvent('BOOKMARK', JSON.stringify({ kind: type.kind, apiVersion, metadata }));
  };
  const follow = (change: Change): void => {
    const event = eventFor(change, matches);
    if (event !== undefined) send(event.type, event.entry);
  };

  const stops: (() => void)[] = [];
  const self: RunningWatch = {
    request,
    close: (how) => close(how),
    fail: (status) => {
      writeEvent('ERROR', JSON.stringify(status));
      close('end');
    },
  };
  function close(how: 'end' | 'drop'): void {
    for (const stop of stops.splice(0)) stop();
    running.delete(self);
    if (how === 'end') response.end();
    else response.destroy();
  }

  if (from !== undefined && from !== 0 && initial !== 'wanted' && from < collection.oldest) {
    self.fail(expired(from, collection.oldest).body);
    return;
  }
  if (initial === 'wanted' || (initial !== 'unwanted' && (from === undefined || from === 0))) {
    for (const entry of collection.ordered()) if (matches(entry)) send('ADDED', entry);
  } else if (from !== undefined && from !== 0) {
    for (const change of collection.since(from)) follow(change);
  }
  if (initial === 'wanted' && bookmarks) bookmark({ 'k8s.io/initial-events-end': 'true' });
  if (response.destroyed) return;

  running.add(self);
  stops.push(store.watch(type, follow));
  const everyMinute = (): void => {
    bookmark();
    stopBookmarks = clock.after(BOOKMARK_EVERY_MS, everyMinute);
  };
  let stopBookmarks = bookmarks ? clock.after(BOOKMARK_EVERY_MS, everyMinute) : (): void => {};
  stops.push(() => stopBookmarks());
  stops.push(
    clock.after(timeoutMs, () => {
      // So that the client resumes where it is even when nothing happened for long.
      if (bookmarks) bookmark();
      close('end');
    }),
  );
  response.once('close', () => {
    for (const stop of stops.splice(0)) stop();
    running.delete(self);
  });
}

/** An object that no longer matches has gone for this watch, one that begins to match has come. */
function eventFor(
  { type, entry, previous }: Change,
  matches: (entry: Entry) => boolean,
): { readonly type: EventType; readonly entry: Entry } | undefined {
  const [now, before] = [type !== 'DELETED' && matches(entry), previous !== undefined && matches(previous)];
  if (now) return { type: before ? 'MODIFIED' : 'ADDED', entry };
  return before ? { type: 'DELETED', entry } : undefined;
}

function initialEvents({ watchList }: WatchContext, query: URLSearchParams): 'wanted' | 'unwanted' | 'unset' {
  const text = query.get('sendInitialEvents');
  // A server from before the parameter does not look at it.
  if (text === null || watchList === 'unknown') return 'unset';
  const forbid = (field: string, message: string): never => {
    const causes = [{ reason: 'FieldValueForbidden', field, message: `Forbidden: ${message}` }];
    throw invalid('meta.k8s.io', 'ListOptions', '', causes);
  };
  if (watchList === 'refused') {
    forbid(
      'sendInitialEvents',
      'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
    );
  }
  if (query.get('resourceVersionMatch') !== 'NotOlderThan') {
    forbid('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  return isTrue(text) ? 'wanted' : 'unwanted';
}

function readTimeout(text: string | null): number {
  if (text === null || text === '') return DEFAULT_TIMEOUT_MS;
  if (!/^\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return text === '0' ? DEFAULT_TIMEOUT_MS : Number(text) * 1000;
}
