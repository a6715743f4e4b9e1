const texts: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    ENOENT: 'there is no such socket or file',
    EACCES: 'permission denied',
    ECONNREFUSED: 'nothing listens there',
    ECONNRESET: 'the connection was closed by the other side',
    EPIPE: 'the connection was closed by the other side',
    EHOSTUNREACH: 'the host cannot be reached',
    ENETUNREACH: 'the network cannot be reached',
    ETIMEDOUT: 'the connection timed out',
    ENOTFOUND: 'the name is unknown',
    ABORT_ERR: 'stopped before it was done',
  }),
);

/** What an error of a connection means, in words, with its code. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const text = texts.get(code);
  return text === undefined ? error.message : `${text} (${code})`;
}
