import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestInfo } from './request-info.ts';
import type { User } from './users.ts';

/** One request on its way through the server. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly info: RequestInfo;
  readonly user: User;
  /** The whole body; refused with 413 when it is larger than the real server takes. */
  readonly body: () => Promise<Buffer>;
}
