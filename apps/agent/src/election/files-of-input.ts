import { accessSync, constants } from 'node:fs';
import type { PromInput } from '../inputs/conf-file.ts';
import { targetsOf } from '../scrape/target.ts';

/** Every path of this machine that an input needs: certificates, tokens, sockets, files to read. Sorted, no path twice. */
export function filesOfInput(input: PromInput): readonly string[] {
  const paths = new Set<string>();
  for (const { source, scrape } of targetsOf(input)) {
    const { tls, credentials, headers } = scrape.request;
    for (const part of [...tls.ca, tls.cert, tls.key]) if (part !== undefined && 'path' in part) paths.add(part.path);
    const secrets =
      credentials === undefined || credentials.kind === 'cluster'
        ? []
        : credentials.kind === 'token'
          ? [credentials.token]
          : [credentials.username, credentials.password];
    for (const secret of [...secrets, ...headers.map(({ value }) => value)])
      if (secret.kind === 'file') paths.add(secret.path);
    if (source.kind === 'file') paths.add(source.path);
    else if (source.socketPath !== undefined) paths.add(source.socketPath);
  }
  return [...paths].sort();
}

/** The first of the files that this process cannot read; undefined when it can read all. */
export function unreadableOf(files: readonly string[]): string | undefined {
  return files.find((file) => {
    try {
      accessSync(file, constants.R_OK);
      return false;
    } catch {
      return true;
    }
  });
}
