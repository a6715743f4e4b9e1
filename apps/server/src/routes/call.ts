import type { BodyOf, ParamsOf, QueryOf, ResponseOf, Route, RouteId, routes } from '@binnacle/api';
import type { Principal, SessionPrincipal } from '../auth/authenticate.ts';
import type { BulkBody } from '../inventory/job.ts';
import type { JsonText } from './json-text.ts';
import type { Refusal } from './refusal.ts';

/** What a handler is given. Whoever may not call the route has been turned away, and the input is valid. */
export interface Call<R extends Route> {
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  /** A bulk body is not read yet: it is in `bulk`. */
  readonly body: R['bulk'] extends true ? undefined : BodyOf<R>;
  readonly bulk: R['bulk'] extends true ? BulkBody : undefined;
  /** The one of the session or token; 'default' for a stranger. */
  readonly workspace: string;
  readonly principal: R['access'] extends 'session' ? SessionPrincipal : Principal;
  readonly address: string;
  readonly userAgent: string;
  /** The secret of the session cookie that came along, valid or not. */
  readonly cookie: string | undefined;
  /** Sets the session cookie; undefined deletes it. */
  readonly setCookie: (secret: string | undefined) => void;
}

type Answer<R extends Route> = ResponseOf<R> | JsonText | Refusal;

/** The implementation of every route: a missing one does not compile. */
export type Handlers = {
  readonly [Id in RouteId]: (
    call: Call<(typeof routes)[Id]>,
  ) => Answer<(typeof routes)[Id]> | Promise<Answer<(typeof routes)[Id]>>;
};
