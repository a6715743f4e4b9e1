import type { Exchange } from '../http/exchange.ts';
import type { Caller } from '../query/caller.ts';
import type { JobReply } from '../query/job.ts';
import type { ErrorType, Params } from './params.ts';

/** An answer that is a JSON value, or one that a query thread has already written. */
export type Reply =
  | { readonly kind: 'data'; readonly data: unknown; readonly warnings?: readonly string[] }
  | { readonly kind: 'error'; readonly errorType: ErrorType; readonly error: string }
  | { readonly kind: 'written'; readonly reply: JobReply; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'none' };

export interface PrometheusCall extends Exchange {
  readonly params: Params;
  readonly workspace: string;
  /** What a name in the path of the route stands for. */
  readonly name: string;
  readonly caller: Caller;
}

export type PrometheusHandler = (call: PrometheusCall) => Reply | Promise<Reply>;

/** Who may call: those who query (sessions and `read` tokens), or owners and administrators alone. */
export type PrometheusAccess = 'query' | 'admin';

export interface PrometheusRoute {
  readonly methods: readonly string[];
  /** `label/:name/values`, below /api/v1/. */
  readonly path: string;
  readonly access: PrometheusAccess;
  readonly handle: PrometheusHandler;
}

export const data = (value: unknown, warnings?: readonly string[]): Reply => ({
  kind: 'data',
  data: value,
  ...(warnings === undefined ? {} : { warnings }),
});
