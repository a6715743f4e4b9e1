import { isCut, type PanelData } from '../../panels/panel-data.ts';
import type { MetricSource } from './data-source.ts';
import { uncut, type PanelRequest } from './panel-request.ts';
import type { QueryQueue } from './query-queue.ts';
import { runRequest, type PanelOutcome } from './run-request.ts';

/**
 * The data of a panel with the series that its chart leaves out: what a file has.
 *
 * @throws RequestFailure  the server cannot be reached, or the session has ended
 */
export async function wholeData(
  data: PanelData,
  request: PanelRequest | undefined,
  queue: QueryQueue,
  source?: MetricSource,
): Promise<PanelOutcome> {
  if (request === undefined || !isCut(data)) return { kind: 'ready', data };
  return runRequest(uncut(request), queue, new AbortController().signal, source);
}
