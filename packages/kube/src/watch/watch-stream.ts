import type { Clock } from '../clock.ts';
import type { KubeClient } from '../client.ts';
import { explainConnectionError } from '../http/connection-error.ts';
import { statusOf } from '../http/status-failure.ts';
import { isRecord, recordAt, textAt, type JsonRecord } from '../json.ts';
import type { KubeFailure } from '../outcome.ts';
import { resourcePath, type Resource } from '../resource.ts';
import { selectionQuery, type Selection } from '../selectors.ts';
import type { ContentReader } from './content.ts';
import { LineDecoder } from './line-decoder.ts';

export interface WatchOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly resource: Resource;
  readonly selection: Selection;
  readonly reader: ContentReader;
  readonly resourceVersion: string;
  /** The API server ends the watch after so long; it is taken up again from where it was. */
  readonly timeoutMs: number;
  /** A watch that says nothing for so long, not even a bookmark, is taken for dead. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
  /** The API server accepted the watch. */
  readonly onOpen: () => void;
}

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: JsonRecord; readonly resourceVersion: string }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

export type WatchEnd =
  /** The server ended it, or it was idle: go on from the last resource version. */
  | { readonly kind: 'ended'; readonly events: number }
  | { readonly kind: 'failed'; readonly failure: KubeFailure; readonly events: number };

/** The largest object that etcd takes is 1.5 MB; with room for whoever raised that. */
const MAX_EVENT_BYTES = 32 << 20;
/** After the server should have ended the watch. */
const GRACE_MS = 30_000;

/**
 * Follows the changes after a resource version until the server ends the watch or something breaks. `handle` is called in
 * order; while it works nothing is read, so that a slow reader holds the server up and not our memory.
 */
export async function watchChanges(options: WatchOptions, handle: (event: WatchEvent) => void): Promise<WatchEnd> {
  const { client, clock, resource, selection, reader, signal } = options;
  const opened = await client.stream(
    {
      method: 'GET',
      path: resourcePath(resource, selection.namespace),
      query: {
        ...selectionQuery(selection),
        ...reader.query,
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: options.resourceVersion,
        timeoutSeconds: String(Math.ceil(options.timeoutMs / 1000)),
      },
      accept: reader.watchAccept,
    },
    signal,
  );
  if (!opened.ok) return { kind: 'failed', failure: opened.failure, events: 0 };
  const response = opened.value;
  options.onOpen();
  let events = 0;
  let isIdle = false;
  const cut = (): void => {
    isIdle = true;
    response.destroy();
  };
  let cancelIdle = clock.after(options.idleMs, cut);
  const cancelEnd = clock.after(options.timeoutMs + GRACE_MS, cut);
  const decoder = new LineDecoder(MAX_EVENT_BYTES);
  let stop: KubeFailure | undefined;
  const line = (text: string): void => {
    if (stop !== undefined) return;
    const read = readEvent(text, reader);
    if (!read.ok) {
      stop = read.failure;
      return;
    }
    events++;
    handle(read.event);
  };
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      cancelIdle();
      cancelIdle = clock.after(options.idleMs, cut);
      if (!decoder.push(piece, line))
        return {
          kind: 'failed',
          failure: { kind: 'too-large', message: `an event of ${resource.plural} is larger than 32 MiB` },
          events,
        };
      if (stop !== undefined) return { kind: 'failed', failure: stop, events };
    }
    return { kind: 'ended', events };
  } catch (error) {
    if (signal.aborted) return { kind: 'failed', failure: { kind: 'aborted', message: 'the watch was ended' }, events };
    if (isIdle) return { kind: 'ended', events };
    return { kind: 'failed', failure: explainConnectionError(error, client.access), events };
  } finally {
    cancelIdle();
    cancelEnd();
    response.destroy();
  }
}

type ReadEvent =
  | { readonly ok: true; readonly event: WatchEvent }
  | { readonly ok: false; readonly failure: KubeFailure };

function readEvent(text: string, reader: ContentReader): ReadEvent {
  const malformed = (what: string): ReadEvent => ({
    ok: false,
    failure: { kind: 'malformed', message: `the API server sent ${what} in a watch` },
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return malformed('something that is not JSON');
  }
  const type = textAt(value, 'type');
  const object = isRecord(value) ? value['object'] : undefined;
  if (type === 'ERROR') return { ok: false, failure: statusOf(object, 500) };
  if (!isRecord(object)) return malformed('an event without an object');
  const resourceVersion = textAt(recordAt(object, 'metadata'), 'resourceVersion') ?? '';
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { ok: true, event: { type, object: reader.object(object), resourceVersion } };
    case 'BOOKMARK':
      return { ok: true, event: { type, resourceVersion } };
    default:
      return malformed(`an event of type ${String(type).slice(0, 40)}`);
  }
}
