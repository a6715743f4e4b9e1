import type { BodyOf, ParamsOf, ResponseOf, Route, RouteId, routes } from '@binnacle/api';
import type { Principal, SessionPrincipal } from '../auth/authenticate.ts';
import type { Refusal } from './refusal.ts';

/** What a handler is given. Whoever may not call the route has been turned away, and the input is valid. */
export interface Call<R extends Route> {
  readonly params: ParamsOf<R>;
  readonly body: BodyOf<R>;
  readonly principal: R['access'] extends 'session' ? SessionPrincipal : Principal;
  readonly address: string;
  /** The secret of the session cookie that came along, valid or not. */
  readonly cookie: string | undefined;
  /** Sets the session cookie; undefined deletes it. */
  readonly setCookie: (secret: string | undefined) => void;
}

type Answer<R extends Route> = ResponseOf<R> | Refusal;

/** The implementation of every route: a missing one does not compile. */
export type Handlers = {
  readonly [Id in RouteId]: (
    call: Call<(typeof routes)[Id]>,
  ) => Answer<(typeof routes)[Id]> | Promise<Answer<(typeof routes)[Id]>>;
};
