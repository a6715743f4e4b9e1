import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../auth/authenticate.ts';
import type { Caller } from '../query/caller.ts';

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

/** The client of a request, which leaves when it goes away before it has its answer. */
export class Client implements Caller {
  readonly #response: ServerResponse;

  constructor({ response }: Pick<Exchange, 'response'>) {
    this.#response = response;
  }

  get hasLeft(): boolean {
    return this.#response.destroyed && !this.#response.writableFinished;
  }

  onLeave(run: () => void): void {
    this.#response.on('close', () => {
      if (!this.#response.writableFinished) run();
    });
  }
}
