/** A server that samples go to. The addresses hold no secret. */
export interface ServerAddress {
  /** For people: without token, user and password. */
  readonly display: string;
  readonly writeUrl: string;
  /** Where the agent reports its state. */
  readonly statusUrl: string;
  /** Where it sends objects and events. */
  readonly objectsUrl: string;
  readonly eventsUrl: string;
  readonly token: string | undefined;
  /** `user:password` of the address, for servers that are not ours. */
  readonly basicAuth: string | undefined;
}

const WRITE_PATH = '/api/v1/write';

/**
 * Reads a server's URL: its root, or the whole address of a remote write endpoint. The reference agent's form with
 * `?token=` is understood; the token then belongs to this server alone.
 *
 * @returns the address, or what was expected
 */
export function readServerUrl(text: string, token: string | undefined): ServerAddress | string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return `expected an address such as http://127.0.0.1:9630, got ${JSON.stringify(text.replace(/token=[^&]*/, 'token=…'))}`;
  }
  const own = url.searchParams.get('token') ?? undefined;
  url.searchParams.delete('token');
  const basicAuth =
    url.username === '' ? undefined : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  url.hash = '';
  const path = url.pathname.replace(/\/+$/, '');
  // Other servers have other paths (/api/v1/push, /write): an address that names one is taken as it is.
  const isWhole = /\/(write|push|receive)$/.test(path);
  const root = isWhole ? path.replace(/\/api\/v1\/(write|push|receive)$/, '') : path;
  return {
    display: `${url.origin}${root}`,
    writeUrl: `${url.origin}${isWhole ? path : root + WRITE_PATH}${url.search}`,
    statusUrl: `${url.origin}${root}/api/agents/status`,
    objectsUrl: `${url.origin}${root}/api/agents/objects`,
    eventsUrl: `${url.origin}${root}/api/agents/events`,
    token: own ?? token,
    basicAuth,
  };
}
