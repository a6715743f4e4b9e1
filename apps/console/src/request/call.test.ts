import { routes } from '@binnacle/api';
import { afterEach, expect, test, vi } from 'vitest';
import { call } from './call.ts';

afterEach(() => vi.unstubAllGlobals());

function serve(
  reply: () => Response | Promise<Response>,
): ReturnType<typeof vi.fn<() => Response | Promise<Response>>> {
  const fetched = vi.fn<() => Response | Promise<Response>>(reply);
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

test('sends the body as JSON to the escaped path and returns the checked answer', async () => {
  const fetched = serve(() => new Response(null, { status: 204 }));
  await expect(call(routes.deleteToken, { params: { id: 'a/b' } })).resolves.toBeUndefined();
  expect(fetched).toHaveBeenCalledWith('/api/tokens/a%2Fb', { method: 'DELETE', headers: {}, body: null });
});

test('an error body becomes a failure with its code and details', async () => {
  serve(() =>
    Response.json({ error: { code: 'too_many_attempts', message: 'wait', retryAfterSeconds: 7 } }, { status: 429 }),
  );
  await expect(call(routes.postSession, { body: { login: 'ada', password: 'x' } })).rejects.toMatchObject({
    code: 'too_many_attempts',
    status: 429,
    retryAfterSeconds: 7,
  });
});

test.each([
  { name: 'a proxy page', reply: new Response('<html>', { status: 502 }), code: 'unreachable' },
  { name: 'a status of its own', reply: new Response('', { status: 418 }), code: 'unexpected' },
  { name: 'an answer of another shape', reply: Response.json({ tokens: 'none' }), code: 'unexpected' },
  { name: 'HTML with 200', reply: new Response('<html>'), code: 'unexpected' },
])('$name is a failure, not a crash', async ({ reply, code }) => {
  serve(() => reply);
  await expect(call(routes.listTokens, {})).rejects.toMatchObject({ name: 'RequestFailure', code });
});

test('no network is `unreachable`, an abort stays an abort', async () => {
  serve(() => Promise.reject(new TypeError('failed to fetch')));
  await expect(call(routes.listTokens, {})).rejects.toMatchObject({ code: 'unreachable', status: 0 });
  const aborted = AbortSignal.abort();
  serve(() => Promise.reject(aborted.reason as Error));
  await expect(call(routes.listTokens, {}, aborted)).rejects.toMatchObject({ name: 'AbortError' });
});
