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
  return urlsOf(options).map((address): Target => {
    const id = `${input.file}#${input.key} ${options.source} ${address.replace(/\/\/[^/@]*@/, '//')}`;
    if (!/^https?:/i.test(address)) {
      const path = address.replace(/^file:(\/\/)?/, '');
      return { id, input, source: { kind: 'file', path }, displayUrl: `file:${path}`, instance: path };
    }
    const url = new URL(address);
    const socketPath = options.uds_path === '' ? undefined : options.uds_path;
    const shown = new URL(url);
    shown.username = '';
    shown.password = '';
    const displayUrl = socketPath === undefined ? shown.href : `unix:${socketPath}:${shown.pathname}${shown.search}`;
    return { id, input, source: { kind: 'http', url, socketPath }, displayUrl, instance: hostPort(url) };
  });
}

/** `host:port`, with the scheme's port where the address names none. */
function hostPort(url: URL): string {
  const port = url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80';
  return `${url.hostname}:${port}`;
}
