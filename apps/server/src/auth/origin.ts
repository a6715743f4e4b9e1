import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../config/listen.ts';

/**
 * Whether a request that changes something comes from a page of our own, or from no page at all. Browsers send `Origin`
 * with every such request; what has neither it nor the `Sec-Fetch-…` headers is no browser, and carries a cookie only
 * because its user gave it one.
 */
export function isOwnOrigin(request: IncomingMessage, externalUrl: URL | undefined): boolean {
  const { origin, host } = request.headers;
  if (origin !== undefined) {
    const url = URL.parse(origin);
    if (url === null) return false;
    // A proxy that ends TLS keeps the host and changes the scheme, so the host decides.
    return (
      url.host === host?.toLowerCase() ||
      `${url.host}` === withoutDefaultPort(host, url) ||
      url.origin === externalUrl?.origin
    );
  }
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** `example.org:443` is the host of `https://example.org`. */
function withoutDefaultPort(host: string | undefined, url: URL): string | undefined {
  return host?.toLowerCase().replace(url.protocol === 'https:' ? /:443$/ : /:80$/, '');
}

/**
 * Without authentication, the address is all that protects: a page of a stranger whose name resolves to 127.0.0.1 (DNS
 * rebinding) would count as our own. Its requests say the stranger's name in `Host`.
 */
export function isLoopbackHost(request: IncomingMessage): boolean {
  const host = request.headers.host;
  if (host === undefined || host === lastLoopback) return true;
  if (!namesLoopback(host)) return false;
  lastLoopback = host;
  return true;
}

/** Who asks often says the same each time. */
let lastLoopback: string | undefined;

function namesLoopback(host: string): boolean {
  const name = /^\[(.*)\](?::\d+)?$/.exec(host)?.[1] ?? host.replace(/:\d+$/, '');
  return isLoopback(name.toLowerCase()) || name.toLowerCase().endsWith('.localhost');
}
