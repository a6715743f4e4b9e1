import { pathOf, type InputOf, type ResponseOf, type Route } from '@binnacle/api';
import { failureOf, RequestFailure } from './failure.ts';

/**
 * Calls one route of the own API. Path, parameters, body and answer have the types of the route's schemas, and the
 * answer is checked against them.
 *
 * @throws RequestFailure  the server refused, cannot be reached, or answered something else than agreed
 * @throws DOMException    `AbortError` when `signal` was aborted
 */
export async function call<R extends Route>(route: R, input: InputOf<R>, signal?: AbortSignal): Promise<ResponseOf<R>> {
  const reply = await send(route, input, signal);
  if (!reply.ok) throw await failureOf(reply);
  if (route.response === undefined || reply.status === 204) return undefined as ResponseOf<R>;
  const parsed = route.response.safeParse(await reply.json().catch(() => undefined));
  if (!parsed.success) {
    throw new RequestFailure('unexpected', reply.status, `${route.id}: ${parsed.error.message}`, {
      cause: parsed.error,
    });
  }
  return parsed.data as ResponseOf<R>;
}

type Fields = Readonly<Record<string, unknown>> | undefined;

async function send<R extends Route>(route: R, input: InputOf<R>, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(pathOf(route, input.params as Fields, input.query as Fields), {
      method: route.method,
      headers: input.body === undefined ? {} : { 'content-type': 'application/json' },
      body: input.body === undefined ? null : JSON.stringify(input.body),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new RequestFailure('unreachable', 0, `${route.id}: no answer`, { cause });
  }
}
