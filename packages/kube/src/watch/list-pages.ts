import type { KubeClient } from '../client.ts';
import { isRecord, recordAt, textAt, type JsonRecord } from '../json.ts';
import { failed, isGone, succeeded, type KubeOutcome } from '../outcome.ts';
import { resourcePath, type Resource } from '../resource.ts';
import { selectionQuery, type Selection } from '../selectors.ts';
import type { ContentReader } from './content.ts';

export interface ListOptions {
  readonly client: KubeClient;
  readonly resource: Resource;
  readonly selection: Selection;
  readonly reader: ContentReader;
  /** Objects in a page: bounds what is parsed at once. */
  readonly pageSize: number;
  /**
   * Take what the API server has in memory, in one answer, instead of pages from its store: for selections that are small and
   * that many ask for, such as the pods of one node.
   */
  readonly fromCache: boolean;
  readonly signal: AbortSignal;
}

export interface ListSink {
  /** A list begins: forget what an earlier, unfinished one said. */
  begin(): void;
  item(object: JsonRecord): void;
}

/** How often a list that expired between its pages is begun anew before that counts as a failure. */
const MAX_RESTARTS = 3;

/**
 * Lists all objects of a selection, page by page.
 *
 * @returns the resource version from which a watch can follow
 */
export async function listPages(options: ListOptions, sink: ListSink): Promise<KubeOutcome<string>> {
  let { pageSize } = options;
  let restarts = 0;
  let next: string | undefined;
  sink.begin();
  for (;;) {
    const page = await readPage(options, pageSize, next);
    if (!page.ok) {
      // The token of the next page is older than the API server remembers. What was read belongs to no consistent list.
      if (isGone(page.failure) && next !== undefined && restarts < MAX_RESTARTS) {
        restarts++;
        next = undefined;
        sink.begin();
        continue;
      }
      if (page.failure.kind === 'too-large' && pageSize > 1) {
        pageSize = Math.ceil(pageSize / 4);
        continue;
      }
      return page;
    }
    const metadata = recordAt(page.value, 'metadata');
    for (const item of options.reader.items(page.value)) sink.item(item);
    next = textAt(metadata, 'continue');
    if (next === undefined || next === '') return succeeded(textAt(metadata, 'resourceVersion') ?? '');
    // Pages may come from one buffer without a turn of the event loop between them.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

async function readPage(
  options: ListOptions,
  pageSize: number,
  next: string | undefined,
): Promise<KubeOutcome<JsonRecord>> {
  const { client, resource, selection, reader, fromCache, signal } = options;
  const outcome = await client.json({
    method: 'GET',
    path: resourcePath(resource, selection.namespace),
    query: {
      ...selectionQuery(selection),
      ...reader.query,
      // A resource version and a limit do not go together: API servers before 1.31 ignore the limit then.
      ...(fromCache && next === undefined ? { resourceVersion: '0' } : { limit: String(pageSize) }),
      ...(next === undefined ? {} : { continue: next }),
    },
    accept: reader.listAccept,
    signal,
  });
  if (!outcome.ok) return outcome;
  if (!isRecord(outcome.value) || !isList(outcome.value))
    return failed({ kind: 'malformed', message: `the API server's answer is no list of ${resource.plural}` });
  return succeeded(outcome.value);
}

/** An empty list may come with `items: null`: that is how Go writes a list that was never made. */
function isList(value: JsonRecord): boolean {
  const items = value['items'] ?? value['rows'] ?? null;
  const kind = textAt(value, 'kind') ?? '';
  return Array.isArray(items) || (items === null && (kind.endsWith('List') || kind === 'Table'));
}
