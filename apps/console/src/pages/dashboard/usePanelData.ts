import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { PanelData, PanelState } from '../../panels/panel-data.ts';
import { RequestFailure } from '../../request/failure.ts';
import { sessionQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import type { MetricSource } from './data-source.ts';
import type { PanelRequest } from './panel-request.ts';
import type { QueryQueue } from './query-queue.ts';
import { runRequest } from './run-request.ts';

type Settled =
  | Exclude<PanelState<PanelData>, { kind: 'loading' | 'missing' | 'failed' }>
  | { kind: 'failed'; message: string };

/**
 * The state of a panel. A request is sent when it is new and the panel is in sight; the data before stays on screen, dimmed,
 * until the new has come. undefined as request: not everything is known yet to ask.
 */
export function usePanelData(
  request: PanelRequest | undefined,
  inSight: boolean,
  queue: QueryQueue,
  source?: MetricSource,
): PanelState<PanelData> {
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const [settled, setSettled] = useState<{ readonly key: string; readonly attempt: number; readonly state: Settled }>();
  const [last, setLast] = useState<{ readonly shape: string; readonly data: PanelData }>();
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  const key = request?.key;
  const current = settled !== undefined && settled.key === key && settled.attempt === attempt;
  const wanted = inSight && request !== undefined && !current;

  useEffect(() => {
    if (!wanted || request === undefined) return undefined;
    const controller = new AbortController();
    const settle = (state: Settled): void => {
      if (controller.signal.aborted) return;
      setSettled({ key: request.key, attempt, state });
      if (state.kind === 'ready') setLast({ shape: request.shape, data: state.data });
      else if (state.kind === 'empty') setLast(undefined);
    };
    runRequest(request, queue, controller.signal, source)
      .then((outcome) => {
        if (outcome.kind === 'failed') return settle(outcome);
        return settle(outcome.kind === 'empty' ? { kind: 'empty' } : { kind: 'ready', data: outcome.data });
      })
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        if (error instanceof RequestFailure && error.code === 'unauthenticated') {
          queryClient.setQueryData(sessionQuery.queryKey, null);
        }
        settle({ kind: 'failed', message: failureText(error) });
      });
    return () => controller.abort();
    // The key says all there is to say about a request; its identity changes with each rendering.
    // oxlint-disable-next-line react-hooks/exhaustive-deps, react/exhaustive-effect-dependencies
  }, [wanted, key, attempt, queue]);

  if (!current) return last === undefined ? { kind: 'loading' } : { kind: 'loading', previous: last.data };
  const { state } = settled;
  if (state.kind !== 'failed') return state;
  return last !== undefined && last.shape === request?.shape
    ? { ...state, retry, previous: last.data }
    : { ...state, retry };
}
