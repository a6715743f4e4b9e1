import type { Clock } from '../clock.ts';
import { pause } from '../clock.ts';
import type { KubeClient } from '../client.ts';
import type { JsonRecord } from '../json.ts';
import { isForbidden, isGone, isNotFound, type KubeFailure } from '../outcome.ts';
import type { Resource } from '../resource.ts';
import type { Selection } from '../selectors.ts';
import { Backoff } from './backoff.ts';
import { ContentReader, type Columns, type Content } from './content.ts';
import { listPages } from './list-pages.ts';
import type { WatchState } from './watch-state.ts';
import { watchChanges } from './watch-stream.ts';

/** Takes what a list and the watch after it say, in order. */
export interface WatchSink {
  /** A list begins, for the first time or again. */
  listBegins(): void;
  listed(object: JsonRecord): void;
  /** The list is whole: what it did not mention is no more. */
  listEnds(): void;
  changed(object: JsonRecord): void;
  deleted(object: JsonRecord): void;
  /** The kind cannot be read any more: not served, or not allowed. */
  lost(): void;
}

export interface ListAndWatchOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly resource: Resource;
  readonly selection: Selection;
  readonly content: Content;
  /** With content `table`: fields that come from columns. */
  readonly columns?: Columns;
  readonly pageSize?: number;
  readonly fromCache?: boolean;
  readonly idleMs?: number;
  readonly onState: (state: WatchState) => void;
}

/** Small enough to parse a page of large pods without holding up the event loop. */
const PAGE_SIZE = 200;
/** Current API servers send a bookmark each minute. */
const IDLE_MS = 150_000;
/** A watch is asked to end after a time between this and twice as long, so that not all end at once. */
const WATCH_MS = 5 * 60_000;
const FORBIDDEN_RETRY_MS = 5 * 60_000;
const FIRST_RETRY_MS = 800;
const MAX_RETRY_MS = 30_000;
/** A watch that lasted so long was a good one: the next failure is the first again. */
const GOOD_MS = 60_000;

/**
 * Lists, watches, and begins again whenever that is needed, until `signal` is aborted or the path is not found. That may mean
 * that the kind is served no more; an API server that has just started says so too, before it has read its definitions.
 *
 * @returns why it ended
 */
export async function listAndWatch(
  options: ListAndWatchOptions,
  sink: WatchSink,
  signal: AbortSignal,
): Promise<'aborted' | 'not-found'> {
  const { clock, onState, random } = options;
  const reader = new ContentReader(options.content, options.columns);
  const backoff = new Backoff({ firstMs: FIRST_RETRY_MS, maxMs: MAX_RETRY_MS, random });
  let from: string | undefined;
  let failingSinceMs: number | undefined;
  let isFirstList = true;

  while (!signal.aborted) {
    let failure: KubeFailure | undefined;
    let verb: 'list' | 'watch' = 'list';
    if (from === undefined) {
      if (failingSinceMs === undefined) onState({ kind: 'listing', sinceMs: clock.nowMs() });
      const listed = await list(options, reader, sink, signal, isFirstList);
      if (listed.ok) {
        from = listed.value;
        isFirstList = false;
        sink.listEnds();
      } else failure = listed.failure;
    }
    if (from !== undefined) {
      verb = 'watch';
      const startedMs = clock.nowMs();
      const end = await watchChanges(
        {
          ...options,
          reader,
          resourceVersion: from,
          timeoutMs: Math.round(WATCH_MS * (1 + random())),
          idleMs: options.idleMs ?? IDLE_MS,
          signal,
          onOpen: () => {
            failingSinceMs = undefined;
            onState({ kind: 'watching', sinceMs: clock.nowMs() });
          },
        },
        (event) => {
          if (event.resourceVersion !== '') from = event.resourceVersion;
          if (event.type === 'BOOKMARK') return;
          if (event.type === 'DELETED') sink.deleted(event.object);
          else sink.changed(event.object);
        },
      );
      if (clock.nowMs() - startedMs >= GOOD_MS) backoff.reset();
      if (end.kind === 'failed') ({ failure } = end);
      // A server that ends watches at once, without an event, must not be asked in a tight loop.
      else if (clock.nowMs() - startedMs < 1000) await pause(clock, backoff.nextMs(), signal);
    }
    if (failure === undefined || signal.aborted) continue;
    if (isGone(failure)) {
      from = undefined;
      // The first time at once; a server that says so again and again gets the usual pauses.
      await pause(clock, backoff.nextMs(), signal);
      continue;
    }
    const nowMs = clock.nowMs();
    failingSinceMs ??= nowMs;
    if (isNotFound(failure)) {
      onState({ kind: 'failing', failure, sinceMs: failingSinceMs });
      return 'not-found';
    }
    if (isForbidden(failure)) {
      sink.lost();
      from = undefined;
      onState({ kind: 'forbidden', verb, message: failure.message, sinceMs: failingSinceMs });
      await pause(clock, Math.round(FORBIDDEN_RETRY_MS * (0.8 + 0.4 * random())), signal);
      continue;
    }
    // What can be resumed is resumed from where it was, also after an outage: if that is too old by then, the API server says so.
    onState({ kind: 'failing', failure, sinceMs: failingSinceMs });
    const asked = failure.kind === 'status' ? (failure.retryAfterMs ?? 0) : 0;
    await pause(clock, Math.max(asked, backoff.nextMs()), signal);
  }
  onState({ kind: 'stopped' });
  return 'aborted';
}

function list(
  options: ListAndWatchOptions,
  reader: ContentReader,
  sink: WatchSink,
  signal: AbortSignal,
  isFirst: boolean,
) {
  return listPages(
    {
      ...options,
      reader,
      pageSize: options.pageSize ?? PAGE_SIZE,
      // After a 410 the cache of the API server may be the older one: then only its store is good enough.
      fromCache: (options.fromCache ?? false) && isFirst,
      signal,
    },
    { begin: () => sink.listBegins(), item: (object) => sink.listed(object) },
  );
}
