import type { PromInput } from '../inputs/conf-file.ts';
import { urlsOf } from '../inputs/prom-options.ts';

/** One thing to scrape: an address of an input. */
export interface Target {
  /** Stable over restarts and reloads as long as input and address stay. */
  readonly id: string;
  readonly input: PromInput;
  readonly source:
    | { readonly kind: 'http'; readonly url: URL; readonly socketPath: string | undefined }
    | { readonly kind: 'file'; readonly path: string };
  /** For people: without user and password. */
  readonly displayUrl: string;
  /** Value of the label `instance`. */
  readonly instance: string;
}

/** The targets of an input, one for each address. */
export function targetsOf(input: PromInput): readonly Target[] {
  const { options } = input;
  const prefix = `${input.file}#${input.key} ${options.source}`;
  return urlsOf(options).map((address): Target => {
    if (!/^https?:/i.test(address)) {
      const path = address.replace(/^file:(\/\/)?/, '');
      return {
        id: `${prefix} ${path}`,
        input,
        source: { kind: 'file', path },
        displayUrl: `file:${path}`,
        instance: path,
      };
    }
    const url = new URL(address);
    const socketPath = options.uds_path === '' ? undefined : options.uds_path;
    const shown = withoutSecrets(url);
    const displayUrl = socketPath === undefined ? shown.href : `unix:${socketPath}:${shown.pathname}${shown.search}`;
    return {
      id: `${prefix} ${displayUrl}`,
      input,
      source: { kind: 'http', url, socketPath },
      displayUrl,
      instance: hostPort(url),
    };
  });
}

/** Names of query parameters whose values nobody else should see. */
const SECRET = /token|secret|passw|api[-_]?key|credential|signature/i;

function withoutSecrets(url: URL): URL {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  for (const name of new Set(shown.searchParams.keys())) if (SECRET.test(name)) shown.searchParams.set(name, '…');
  return shown;
}

/** `host:port`, with the scheme's port where the address names none. */
function hostPort(url: URL): string {
  const port = url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80';
  return `${url.hostname}:${port}`;
}
