import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Role } from './roles.ts';
import type { TokenScope } from './token-kinds.ts';

/** Who may call a route: everybody, people who signed in (and tokens that have the route's scope), or agents. */
export type Access = 'public' | 'session' | 'agent';
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * One route of the own API as data. The server validates by it, the console and the agent take their types from it, and
 * `/api/openapi.json` is made of it.
 */
export interface Route {
  readonly id: string;
  readonly method: HttpMethod;
  /** `/api/dashboards/:id`: a name after a colon is a parameter, one path segment long. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  /** With `session`: the least role that may; `viewer` unless told. */
  readonly role?: Role;
  /** With `session`: the scope that lets a token in too; no token unless told. */
  readonly scope?: TokenScope;
  readonly params?: z.ZodObject;
  /** What stands after the question mark. A name that the schema does not know is refused (`z.strictObject`). */
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /**
   * The body may be large and packed (`content-encoding: gzip` or `zstd`): the server reads it away from its main thread.
   */
  readonly bulk?: true;
  /** 204 has no body, and then there is no `response`. */
  readonly status: 200 | 201 | 204;
  readonly response?: z.ZodType;
  /** The codes that are special to this route; those any route may answer are left out. */
  readonly errors: readonly ErrorCode[];
}

/** Keeps the exact types of the schemas while checking the shape. */
export const route = <const R extends Route>(it: R): R => it;

export type ParamsOf<R extends Route> = R['params'] extends z.ZodType ? z.infer<R['params']> : undefined;
/** The query as a caller writes it: a list is a list, what has a default may be left out. */
export type QueryInputOf<R extends Route> = R['query'] extends z.ZodType ? z.input<R['query']> : undefined;
/** The query as the server reads it, after validation. */
export type QueryOf<R extends Route> = R['query'] extends z.ZodType ? z.output<R['query']> : undefined;
/** The body as a caller writes it: what has a default may be left out. */
export type BodyInputOf<R extends Route> = R['body'] extends z.ZodType ? z.input<R['body']> : undefined;
/** The body as the server reads it, after validation. */
export type BodyOf<R extends Route> = R['body'] extends z.ZodType ? z.output<R['body']> : undefined;
export type ResponseOf<R extends Route> = R['response'] extends z.ZodType ? z.output<R['response']> : undefined;

type Given<Name extends string, T> = undefined extends T
  ? { readonly [K in Name]?: undefined }
  : { readonly [K in Name]: T };
/** What a caller has to give: `params`, `query` and `body` where the route has them; a query may be left out. */
export type InputOf<R extends Route> = Given<'params', ParamsOf<R>> &
  Given<'body', BodyInputOf<R>> & { readonly query?: QueryInputOf<R> };

/** The path of a call: its parameters escaped into their segments, its query behind a question mark. */
export function pathOf(
  it: Route,
  params?: Readonly<Record<string, unknown>>,
  query?: Readonly<Record<string, unknown>>,
): string {
  const path = it.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params?.[name];
    if (value === undefined) throw new Error(`BUG: ${it.id} was called without its parameter "${name}"`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (one !== undefined) search.append(name, String(one));
    }
  }
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}
