import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../auth/authenticate.ts';

/** One request on its way through the parts of the server that do not use fastify. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Percent-decoded where that is safe to do; without the query. */
  readonly path: string;
  /** What stands after the question mark. */
  readonly query: string;
  readonly principal: Principal;
}

/** Aborted when the client goes away before it has its answer. */
export function clientSignal({ response }: Pick<Exchange, 'response'>): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
