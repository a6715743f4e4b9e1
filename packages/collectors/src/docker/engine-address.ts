import type { SecureContextOptions } from 'node:tls';

/** Where a Docker Engine listens. */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: SecureContextOptions };

export type EngineAddressOutcome =
  | { readonly ok: true; readonly address: EngineAddress }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads an address as `DOCKER_HOST` has it: `unix:///var/run/docker.sock`, `tcp://127.0.0.1:2375`, `https://host:2376`, or
 * the path of a socket. `tls` is used for `https`, and for `tcp` when it is given.
 */
export function parseEngineAddress(text: string, tls?: SecureContextOptions): EngineAddressOutcome {
  const problem = (why: string): EngineAddressOutcome => ({
    ok: false,
    problem: `${JSON.stringify(text)} is no address of a Docker Engine: ${why}; expected unix:///PATH or tcp://HOST:PORT`,
  });
  if (text.startsWith('/')) return { ok: true, address: { kind: 'socket', path: text } };
  const scheme = /^([a-z]+):\/\//.exec(text)?.[1];
  if (scheme === 'unix') {
    const path = text.slice('unix://'.length);
    return path.startsWith('/')
      ? { ok: true, address: { kind: 'socket', path } }
      : problem('the path of the socket has to begin with /');
  }
  if (scheme !== 'tcp' && scheme !== 'http' && scheme !== 'https') {
    return problem(scheme === undefined ? 'it has no scheme' : `${scheme} is not spoken`);
  }
  const secure = scheme === 'https' || (scheme === 'tcp' && tls !== undefined);
  let url: URL;
  try {
    // `tcp` is no special scheme: its host would not be read as one.
    url = new URL(`http://${text.slice(scheme.length + 3)}`);
  } catch {
    return problem('host or port cannot be read');
  }
  const port = Number(/:(\d+)(?:\/|$)/.exec(text)?.[1] ?? (secure ? 2376 : 2375));
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { ok: true, address: { kind: 'tcp', host, port, ...(secure ? { tls: tls ?? {} } : {}) } };
}

export function engineAddressText(address: EngineAddress): string {
  if (address.kind === 'socket') return `unix://${address.path}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${address.tls === undefined ? 'tcp' : 'https'}://${host}:${address.port}`;
}
