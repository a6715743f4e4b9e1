import { badRequest } from './api-error.ts';

/** Where a list goes on: at which state of the cluster, after which key. */
export interface Continuation {
  /** -1: at the state of the time when it is used. */
  readonly resourceVersion: number;
  readonly after: string;
}

export const writeContinueToken = ({ resourceVersion, after }: Continuation): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: resourceVersion, start: after })).toString('base64url');

export function readContinueToken(token: string): Continuation {
  try {
    const read = JSON.parse(Buffer.from(token, 'base64url').toString()) as {
      v?: unknown;
      rv?: unknown;
      start?: unknown;
    };
    if (read.v === 'meta.k8s.io/v1' && typeof read.rv === 'number' && typeof read.start === 'string') {
      return { resourceVersion: read.rv, after: read.start };
    }
  } catch {
    // Falls through to the refusal.
  }
  throw badRequest('continue key is not valid');
}
